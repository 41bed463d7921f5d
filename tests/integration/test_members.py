"""Another role, an account switched off and on again: the power ends at once, the work goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.cli import main
from bot.conversations.audit import latest
from bot.conversations.once import Refused
from bot.desk.accounts import AccountFault, Member, NewAccount, NotSignedIn, SignInRefused
from bot.desk.members import Members, Wanted
from bot.store.database import Database
from bot.store.tables import Conversation, RoutingDecision, Staff
from tests.integration.desk_tickets import PASSWORD, asked, key, signed_in, waiting
from tests.integration.sockets import Client, until


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD, "supervisor"))


@pytest.fixture
async def elsewhere(database_url: str) -> AsyncIterator[Members]:
    """The accounts as another process has them, of which the application hears nothing."""
    database = Database(database_url)
    yield Members(database)
    await database.close()


NEW = "another pass phrase"
CHANGES = {
    "name": Wanted(name="陈主任"),
    "role": Wanted(role="staff"),
    "groups": Wanted(groups=["tax"]),
    "capacity": Wanted(capacity=2),
}


async def changed(members: Members, member: Member, how: str) -> None:
    if how == "password":
        await members.set_password(member.id, NEW)
    elif how == "off":
        await members.deactivate(member.id)
    else:
        await members.change(member.id, CHANGES[how])


async def socket_of(client: Client, headers: dict[str, str]) -> ClientWebSocketResponse:
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": headers["Authorization"].split()[1]})
    await until(ws, "ready")
    return ws


async def kinds(parts: Core) -> list[str]:
    lines = await latest(parts.database, 50)
    return [line.kind for line in lines if line.kind.startswith("account")]


async def held_by(parts: Core, conversation: str) -> tuple[str, str | None]:
    async def work(session: AsyncSession) -> tuple[str, str | None]:
        found = await session.get_one(Conversation, conversation)
        return found.owner, found.assignee

    return await parts.database.read(work)


async def returned(parts: Core, conversation: str) -> None:
    async with asyncio.timeout(20):
        while await held_by(parts, conversation) != ("queue", None):
            await asyncio.sleep(0.05)


async def last_decision(parts: Core) -> tuple[str, str]:
    query = select(RoutingDecision.kind, RoutingDecision.reason).order_by(RoutingDecision.id.desc())
    kind, reason = (await parts.database.read(lambda s: s.execute(query.limit(1)))).one()
    return kind, reason


@pytest.mark.parametrize("how", [*CHANGES, "password", "off"])
async def test_the_power_ends_with_the_next_frame_wherever_the_account_was_changed(
    client: Client, parts: Core, member: Member, elsewhere: Members, how: str
) -> None:
    conversation, headers = await waiting(parts, key()), await signed_in(parts)
    acting, idle = await socket_of(client, headers), await signed_in(parts)
    await changed(elsewhere, member, how)
    # The very first thing that is sent afterwards, although the token was looked up just before.
    await acting.send_json({"type": "claim", "key": key(), "conversation": conversation})
    assert (await until(acting, "refused"))["code"] == "signed_out"
    assert (await client.get("/api/staff/cases", headers=idle)).status == 401
    assert await held_by(parts, conversation) == ("queue", None)
    kind = {"off": "account_deactivated", "password": "account_password"}.get(how)
    assert (await kinds(parts))[-1] == (kind or "account_changed")


async def test_what_a_deactivated_member_holds_goes_back_into_the_queue(
    parts: Core, member: Member, elsewhere: Members
) -> None:
    conversations = [await waiting(parts, key()) for _ in range(2)]
    for conversation in conversations:
        await parts.desk.claim(member, conversation, key())
    await parts.ticket_work.open(member, conversations[0], key(), asked())
    ticket, _ = await parts.ticket_work.open(member, conversations[1], key(), asked())
    mine = {"assignee": member.id}
    await parts.ticket_work.change(member, ticket.number, ticket.version, mine)
    staff, given_back, tickets = await elsewhere.deactivate(member.id)
    assert (given_back, tickets) == (2, 1)
    for conversation in conversations:
        await returned(parts, conversation)
        # Who was looked up before it holds nothing any more, and takes nothing.
        for refused in (parts.desk.say(member, conversation, key(), "您好"),
                        parts.desk.claim(member, conversation, key())):  # fmt: skip
            with pytest.raises(Refused):
                await refused
    assert await last_decision(parts) == ("requeued", "holder_gone")
    load = select(Staff.load).where(Staff.id == staff.id)
    assert await parts.database.read(lambda session: session.scalar(load)) == 0


async def test_a_role_that_answers_nobody_holds_nothing(
    parts: Core, member: Member, elsewhere: Members
) -> None:
    conversation = await waiting(parts, key())
    await parts.desk.claim(member, conversation, key())
    assert (await elsewhere.change(member.id, Wanted(role="staff")))[1] == 0
    assert await held_by(parts, conversation) == ("staff", member.id)
    assert (await elsewhere.change(member.id, Wanted(role="trainer")))[1] == 1
    await returned(parts, conversation)


async def test_an_account_comes_back_with_its_password_and_without_its_sessions(
    parts: Core, member: Member, elsewhere: Members
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    for _ in range(2):  # the second time nothing is left to do
        await elsewhere.deactivate(member.id)
    with pytest.raises(SignInRefused):
        await parts.accounts.sign_in("chen", PASSWORD)
    await elsewhere.activate(member.id)
    with pytest.raises(NotSignedIn):
        await parts.accounts.member(token)
    await parts.accounts.sign_in("chen", PASSWORD)
    assert await kinds(parts) == ["account_added", "account_deactivated", "account_activated"]
    with pytest.raises(AccountFault, match="login_unknown"):
        await elsewhere.deactivate(key())


async def test_who_signs_in_while_the_password_is_changed_has_no_session_after_it(
    parts: Core, member: Member, elsewhere: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    checking, changed = threading.Event(), threading.Event()

    def slowly(stored: str | None, password: str) -> None:
        checking.set()
        assert changed.wait(10)

    monkeypatch.setattr(parts.accounts, "_verify", slowly)
    signing = asyncio.create_task(parts.accounts.sign_in("chen", PASSWORD))
    await asyncio.to_thread(checking.wait, 10)
    await elsewhere.set_password(member.id, NEW)
    changed.set()
    with pytest.raises(SignInRefused):
        await signing


async def test_of_two_admins_who_take_each_others_role_one_stays(
    parts: Core, elsewhere: Members
) -> None:
    one, other = [
        await parts.accounts.add(NewAccount(login, login, PASSWORD, "admin"))
        for login in ("one", "other")
    ]
    both = await asyncio.gather(
        elsewhere.change(one.id, Wanted(role="staff"), other.id),
        elsewhere.change(other.id, Wanted(role="staff"), one.id),
        return_exceptions=True,
    )
    assert [str(result) for result in both if isinstance(result, AccountFault)] == ["admins_only"]
    assert sorted(staff.role for staff in await elsewhere.all()) == ["admin", "staff"]


async def test_who_is_an_admin_no_more_does_nothing_that_was_asked_for_before(
    parts: Core, member: Member, elsewhere: Members
) -> None:
    once = await parts.accounts.add(NewAccount("once", "once", PASSWORD, "admin"))
    await elsewhere.change(once.id, Wanted(role="supervisor"))
    for late in (
        parts.accounts.add(NewAccount("mine", "mine", PASSWORD, "admin"), once.id),
        elsewhere.change(once.id, Wanted(role="admin"), once.id),
        elsewhere.set_password(member.id, NEW, once.id),
        elsewhere.deactivate(member.id, once.id),
    ):
        with pytest.raises(AccountFault, match="admins_only"):
            await late
    assert {staff.login: staff.role for staff in await elsewhere.all()} == {
        "chen": "supervisor",
        "once": "supervisor",
    }
    await parts.accounts.sign_in("chen", PASSWORD)


def test_the_commands_as_people_run_them(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def bot(*arguments: str) -> str:
        done = CliRunner().invoke(main, ["staff", *arguments])
        return f"{done.exit_code} {done.output}"

    assert bot("add", "chen", "--name", "陈老师", "--password", PASSWORD).startswith("0")
    assert "--capacity" in bot("change", "chen")
    assert "supervisor，税务" in bot("change", "chen", "--role", "supervisor", "--group", "tax")
    assert "陈主任，supervisor，税务，同时接待 3 个" in bot(
        "change", "chen", "--name", "陈主任", "--capacity", "3"
    )
    assert bot("password", "chen", "--password", "short").startswith("1 Error: 密码至少 10 位")
    assert bot("password", "chen", "--password", NEW).startswith("0 已给 chen 设了新密码")
    assert bot("deactivate", "chen").startswith("0 已停用 chen")
    assert "停用" in bot("list")
    assert bot("activate", "chen").startswith("0")
    assert "supervisor" in bot("list") and "停用" not in bot("list")
    assert bot("deactivate", "nobody") == "1 Error: 没有这个用户名。\n"
