"""Accounts over HTTP: what an admin does, for whom it ends, and that no password is ever told."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.app import Core
from bot.conversations.audit import latest
from bot.desk.accounts import Member, NewAccount, NotSignedIn, SignInRefused
from bot.store.tables import Conversation, Staff
from tests.integration.access_matrix import (
    NONE,
    PASSWORD,
    ROLES,
    account,
    everything,
    hello,
    of_admins,
    signed_in,
)
from tests.integration.desk_tickets import asked, key, waiting
from tests.integration.sockets import Client, until

ACCOUNTS = "/api/staff/accounts"
NEW = "another pass phrase"


class Admin:
    """Signed in, and what they ask for."""

    def __init__(self, client: Client, member: Member, token: str) -> None:
        self.id = member.id
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def asks(self, method: str, path: str = "", body: Any = None) -> ClientResponse:
        sent = {} if body is None else {"json": body}
        address = path if path.startswith("/api") else f"{ACCOUNTS}{path}"
        return await self._client.request(method, address, headers=self._headers, **sent)

    async def has(self, method: str, path: str = "", body: Any = None) -> dict[str, Any]:
        answer = await self.asks(method, path, body)
        assert answer.status == 200, await answer.text()
        assert answer.headers["Cache-Control"] == "no-store"
        found: dict[str, Any] = await answer.json()
        return found

    async def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        answer = await self.asks(method, path, body)
        return answer.status, (await answer.json())["code"]


@pytest.fixture
async def admin(client: Client, parts: Core) -> Admin:
    return Admin(client, *await signed_in(parts, "admin"))


@pytest.fixture
async def chen(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


def new(**fields: Any) -> dict[str, Any]:
    """An account that may be made."""
    written = {"key": str(uuid.uuid4()), "login": "wang", "name": "王老师", "password": PASSWORD}
    return written | {"role": "supervisor", "groups": ["tax"], "capacity": 3} | fields


async def audited(parts: Core, member: str) -> list[tuple[str, str | None, dict[str, Any]]]:
    """What the audit has of an account: what was done, by whom."""
    lines = await latest(parts.database, 50)
    return [(line.kind, line.staff_id, line.detail) for line in lines if line.subject == member]


async def test_an_admin_sees_every_account_also_one_that_is_switched_off(
    parts: Core, admin: Admin, chen: Member
) -> None:
    conversation = await waiting(parts, key())
    await parts.desk.claim(chen, conversation, key())
    await parts.ticket_work.open(chen, conversation, key(), asked(mine=True))
    gone = await account(parts, "trainer without groups")
    await admin.has("post", f"/{gone.id}/deactivate")
    found = {one["id"]: one for one in (await admin.has("get"))["accounts"]}
    assert found.keys() == {admin.id, chen.id, gone.id}
    assert found[chen.id] == {
        "id": chen.id,
        "login": "chen",
        "name": "陈老师",
        "role": "staff",
        "groups": sorted(chen.groups),
        "capacity": 5,
        "active": True,
        "available": False,
        "online": False,
        "load": 1,
        "tickets": 1,
    }
    assert (found[gone.id]["active"], found[gone.id]["role"]) == (False, "trainer")


async def test_a_new_account_is_made_once_and_signs_in(parts: Core, admin: Admin) -> None:
    asked_for = new()
    made = await admin.has("post", body=asked_for)
    assert made == await admin.has("post", body=asked_for)  # the answer was lost on its way
    member, _, _ = await parts.accounts.sign_in("wang", PASSWORD)
    assert (member.id, member.role, member.groups) == (made["id"], "supervisor", {"tax"})
    assert await audited(parts, made["id"]) == [
        ("account_added", admin.id, {"role": "supervisor"}),
    ]
    assert await admin.refused("post", "", new(name="另一位")) == (409, "login_taken")


async def test_of_the_same_request_twice_at_once_both_get_the_account(
    parts: Core, admin: Admin
) -> None:
    asked_for = new()
    made = await asyncio.gather(*(admin.has("post", body=asked_for) for _ in range(2)))
    assert made[0] == made[1]
    assert len(await audited(parts, made[0]["id"])) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": ""},
        {"login": "wang li"},
        {"login": "w" * 61},
        {"login": "wang\u0000"},
        {"name": " "},
        {"name": "王老师 "},
        {"name": "王\u0007"},
        {"name": "王" * 61},
        {"password": "short"},
        {"password": "p" * 201},
        {"role": "root"},
        {"groups": []},
        {"groups": ["tax"] * 6},
        {"groups": ["parking"]},
        {"capacity": 0},
        {"capacity": 101},
        {"capacity": "5"},
        {"key": "1"},
        {"active": False},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_no_account_is_not_stored(
    parts: Core, admin: Admin, chen: Member, wrong: dict[str, Any]
) -> None:
    before = await everything(parts)
    assert await admin.refused("post", "", new(**wrong)) == (400, "malformed")
    if wrong.keys() & {"login", "password", "key", "active"}:
        assert await admin.refused("patch", f"/{chen.id}", wrong) == (400, "malformed")
    if "password" in wrong:
        assert await admin.refused("put", f"/{chen.id}/password", wrong) == (400, "malformed")
    assert await everything(parts) == before
    assert len((await admin.has("get"))["accounts"]) == 2


async def test_what_is_changed_ends_every_session_and_open_socket_of_the_member(
    client: Client, parts: Core, admin: Admin, chen: Member
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    ws = await hello(client, token)
    await until(ws, "ready")
    wanted = {"name": "陈主任", "role": "manager", "groups": ["ip", "tax", "ip"], "capacity": 2}
    told = await admin.has("patch", f"/{chen.id}", wanted)
    assert told["given_back"] == 0
    assert told["account"] | wanted == told["account"] | {"groups": wanted["groups"]}
    assert told["account"]["groups"] == ["ip", "tax"]
    # Nothing was sent on the socket: it hears of it.
    assert (await until(ws, "refused"))["code"] == "signed_out"
    with pytest.raises(NotSignedIn):
        await parts.accounts.member(token)
    detail = {"before": "staff", "after": "manager", "groups": "ip,tax", "capacity": 2}
    assert (await audited(parts, chen.id))[-1] == (
        "account_changed",
        admin.id,
        detail | {"renamed": True},
    )
    again = await admin.has("patch", f"/{chen.id}", {"capacity": 2, "name": None})
    assert again["account"]["name"] == "陈主任"
    assert len(await audited(parts, chen.id)) == 2  # nothing was left to do


async def test_a_new_password_ends_every_session_and_the_old_one(
    client: Client, parts: Core, admin: Admin, chen: Member
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    ws = await hello(client, token)
    await until(ws, "ready")
    await admin.has("put", f"/{chen.id}/password", {"password": NEW})
    assert (await until(ws, "refused"))["code"] == "signed_out"
    with pytest.raises(SignInRefused):
        await parts.accounts.sign_in("chen", PASSWORD)
    await parts.accounts.sign_in("chen", NEW)
    assert (await audited(parts, chen.id))[-1] == ("account_password", admin.id, {})


async def test_who_is_deactivated_is_out_and_what_they_held_waits_again(
    client: Client, parts: Core, admin: Admin, chen: Member
) -> None:
    conversation = await waiting(parts, key())
    await parts.desk.claim(chen, conversation, key())
    await parts.ticket_work.open(chen, conversation, key(), asked(mine=True))
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    ws = await hello(client, token)
    await until(ws, "ready")
    told = await admin.has("post", f"/{chen.id}/deactivate")
    assert (told["given_back"], told["account"]["tickets"]) == (1, 1)
    assert (await until(ws, "refused"))["code"] == "signed_out"

    async def owner(session: AsyncSession) -> tuple[str, str | None]:
        found = await session.get_one(Conversation, conversation)
        return found.owner, found.assignee

    async with asyncio.timeout(20):
        while await parts.database.read(owner) != ("queue", None):
            await asyncio.sleep(0.05)
    with pytest.raises(SignInRefused):
        await parts.accounts.sign_in("chen", PASSWORD)
    assert (await admin.has("post", f"/{chen.id}/activate"))["account"]["active"]
    await parts.accounts.sign_in("chen", PASSWORD)
    kinds = [(kind, by) for kind, by, _ in await audited(parts, chen.id)]
    assert kinds[1:] == [("account_deactivated", admin.id), ("account_activated", admin.id)]


async def test_who_takes_conversations_and_becomes_a_trainer_gives_them_back(
    parts: Core, admin: Admin, chen: Member
) -> None:
    await parts.desk.claim(chen, await waiting(parts, key()), key())
    assert (await admin.has("patch", f"/{chen.id}", {"role": "trainer"}))["given_back"] == 1


async def test_nobody_switches_themselves_off_or_gives_up_their_own_role(
    parts: Core, admin: Admin
) -> None:
    before = await everything(parts)
    for how in (("post", f"/{admin.id}/deactivate"), ("patch", f"/{admin.id}", {"role": "staff"})):
        assert await admin.refused(*how) == (409, "own_account")
    assert await everything(parts) == before
    # All else is theirs to change, and ends their own session, too.
    same = {"name": "新管理员", "role": "admin"}
    assert (await admin.has("patch", f"/{admin.id}", same))["account"]["name"] == "新管理员"
    assert (await admin.asks("get")).status == 401


async def refusals(own: Admin, account: str) -> set[tuple[int, str]]:
    """What is said to every route that names an account."""
    return {
        await own.refused(method, path.format(account=account, member=account), sent.get("json"))
        for (method, path), sent in of_admins().items()
        if "{" in path
    }


@pytest.mark.parametrize("role", ROLES)
async def test_nobody_learns_from_a_refusal_whether_there_is_such_an_account(
    client: Client, parts: Core, chen: Member, role: str
) -> None:
    own = Admin(client, *await signed_in(parts, role))
    if role == "admin":
        assert await refusals(own, NONE.account) == {(404, "not_found")}
        return
    assert await refusals(own, NONE.account) == {(403, "admins_only")}
    assert await refusals(own, chen.id) == {(403, "admins_only")}
    assert [kind for kind, _, _ in await audited(parts, chen.id)] == ["account_added"]
    await parts.accounts.sign_in("chen", PASSWORD)


async def test_a_password_stands_in_no_log_no_answer_no_table_and_no_audit(
    parts: Core,
    admin: Admin,
    chen: Member,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with capture_logs() as logs:
        answers = [
            await admin.asks("post", "", new(password=NEW)),
            await admin.asks("post", "", new(password=NEW)),
            await admin.asks("post", "", new(password=NEW, capacity=0)),
            await admin.asks("put", f"/{chen.id}/password", {"password": NEW}),
            await admin.asks("put", f"/{chen.id}/password", {"password": NEW, "more": 1}),
            await admin.asks("get"),
        ]
    texts = [await answer.text() for answer in answers]
    assert [answer.status for answer in answers] == [200, 409, 400, 200, 400, 200]
    output = capsys.readouterr()
    kept = await parts.database.read(lambda session: session.scalars(select(Staff.password)))
    assert all(NEW not in one for one in kept)
    told = f"{texts}{logs}{output.out}{output.err}{caplog.text}{await everything(parts)}"
    assert NEW not in told and "argon2" not in told
