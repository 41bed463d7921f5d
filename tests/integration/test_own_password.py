"""One's own password: who knows the old one sets another, and signs in with it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.app import Core
from bot.desk.accounts import Member, NewAccount, NotSignedIn, SignInRefused
from bot.desk.members import Members
from bot.desk.sign_in_guard import OF_ACCOUNT, OF_BROWSER
from bot.store.tables import SignInTry, Staff
from tests.integration.access_matrix import PASSWORD, ROLES, everything, hello, signed_in
from tests.integration.sockets import Client, until
from tests.integration.test_accounts import NEW, audited
from tests.integration.unlimited import unlimited

WRONG = "a wrong pass phrase"


@pytest.fixture
async def chen(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


async def asked(
    client: Client, token: str, current: str, new: str, /, **more: Any
) -> ClientResponse:
    headers = {"Authorization": f"Bearer {token}"}
    body = {"current": current, "password": new} | more
    return await client.put("/api/staff/password", headers=headers, json=body)


async def refused(*how: Any, **more: Any) -> tuple[int, str]:
    answer = await asked(*how, **more)
    return answer.status, (await answer.json())["code"]


async def stored(parts: Core, member: Member) -> str:
    query = select(Staff.password).where(Staff.id == member.id)
    return str(await parts.database.read(lambda session: session.scalar(query)))


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_changes_their_own_password_and_signs_in_again(
    client: Client, parts: Core, role: str
) -> None:
    member, here = await signed_in(parts, role)
    login = (await Members(parts.database).one(member.id)).login
    _, there, _ = await parts.accounts.sign_in(login, PASSWORD)
    colleague, other = await signed_in(parts, role)
    ws = await hello(client, there)
    await until(ws, "ready")
    answer = await asked(client, here, PASSWORD, NEW)
    assert (answer.status, await answer.read()) == (204, b"")
    # Nothing was sent on the socket: it hears of it.
    assert (await until(ws, "refused"))["code"] == "signed_out"
    for token in (here, there):
        with pytest.raises(NotSignedIn):
            await parts.accounts.member(token)
    with pytest.raises(SignInRefused):
        await parts.accounts.sign_in(login, PASSWORD)
    await parts.accounts.sign_in(login, NEW)
    assert (await audited(parts, member.id))[-1] == ("account_password", member.id, {})
    assert (await parts.accounts.member(other)).id == colleague.id


async def test_a_wrong_old_password_or_the_same_again_changes_nothing(
    client: Client, parts: Core, chen: Member
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    before, kept = await everything(parts), await stored(parts, chen)
    assert await refused(client, token, PASSWORD, PASSWORD) == (409, "password_same")
    for wrong in ({"password": "short"}, {"password": "p" * 201}, {"current": ""}, {"login": "li"}):
        assert await refused(client, token, PASSWORD, NEW, **wrong) == (400, "malformed")
    assert await everything(parts) == before
    # One that is wrong is counted, and leaves nothing else.
    assert await refused(client, token, WRONG, NEW) == (403, "password_wrong")
    assert await refused(client, token, WRONG, WRONG) == (403, "password_wrong")
    assert await everything(parts) | {"sign_in_try": []} == before
    assert await stored(parts, chen) == kept
    assert (await parts.accounts.member(token, anew=True)).id == chen.id


async def test_who_guesses_the_old_password_waits_as_at_the_sign_in(
    parts: Core, chen: Member, tmp_path: Path
) -> None:
    async with Client(TestServer(unlimited(tmp_path, parts))) as client:
        body = {"login": "chen", "password": PASSWORD}
        session = await (await client.post("/api/staff/session", json=body)).json()
        token, browser = session["token"], session["browser"]
        for _ in range(OF_ACCOUNT):
            assert await refused(client, token, WRONG, NEW) == (403, "password_wrong")
        answer = await asked(client, token, PASSWORD, NEW)
        assert (answer.status, (await answer.json())["code"]) == (429, "too_many_tries")
        assert int(answer.headers["Retry-After"]) > 60
        # They are the same tries: elsewhere nobody goes on with them at the sign-in.
        assert (await client.post("/api/staff/session", json=body)).status == 429
        # Whoever sits where chen has signed in has a few of their own.
        for _ in range(OF_BROWSER - 1):
            assert (await refused(client, token, WRONG, NEW, browser=browser))[0] == 403
        assert (await asked(client, token, PASSWORD, NEW, browser=browser)).status == 204


async def test_the_right_one_takes_the_tries_back(
    client: Client, parts: Core, chen: Member
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    await refused(client, token, WRONG, NEW)
    assert (await asked(client, token, PASSWORD, NEW)).status == 204
    tries = select(func.count()).select_from(SignInTry)
    assert await parts.database.read(lambda session: session.scalar(tries)) == 0


@pytest.mark.parametrize("how", ["password", "off"])
async def test_what_an_admin_does_meanwhile_is_not_undone(
    parts: Core, chen: Member, how: str
) -> None:
    known, members = await parts.accounts.proven("chen", PASSWORD), Members(parts.database)
    if how == "off":
        await members.deactivate(chen.id)
    else:
        await members.set_password(chen.id, NEW)
    kept, lines = await stored(parts, chen), await audited(parts, chen.id)
    with pytest.raises(SignInRefused):
        await members.change_password(known, PASSWORD, WRONG)
    assert (await stored(parts, chen), await audited(parts, chen.id)) == (kept, lines)


async def test_neither_password_stands_in_a_log_an_answer_a_table_or_the_audit(
    client: Client,
    parts: Core,
    chen: Member,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    with capture_logs() as logs:
        answers = [
            await asked(client, token, PASSWORD, NEW, more=1),
            await asked(client, token, PASSWORD, PASSWORD),
            await asked(client, token, WRONG, NEW),
            await asked(client, token, PASSWORD, NEW),
            await asked(client, token, NEW, PASSWORD),
        ]
    texts = [await answer.text() for answer in answers]
    assert [answer.status for answer in answers] == [400, 409, 403, 204, 401]
    output, kept = capsys.readouterr(), await stored(parts, chen)
    told = f"{texts}{logs}{output.out}{output.err}{caplog.text}{await everything(parts)}"
    assert not any(one in told for one in (PASSWORD, NEW, WRONG, "argon2"))
    assert NEW not in kept
