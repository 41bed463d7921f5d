"""Wrong passwords: few, then a pause; nobody is locked out of their own browser by a stranger."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update

from bot.app import Core
from bot.conversations.log import now
from bot.desk.accounts import Member, NewAccount
from bot.desk.sign_in_guard import OF_ACCOUNT, OF_ADDRESS, OF_BROWSER, SignInGuard, TooManyTries
from bot.store.database import Database
from bot.store.tables import SignInTry
from tests.integration.sockets import Client, until
from tests.integration.unlimited import unlimited

PASSWORD = "a long pass phrase"
SECRET = "s" * 40


@pytest.fixture
async def guard(database: Database) -> SignInGuard:
    return SignInGuard(database, SECRET)


async def wrong(guard: SignInGuard, times: int, address: str, browser: str | None = None) -> None:
    for _ in range(times):
        await guard.admit("chen", address, browser)


async def test_a_stranger_has_a_few_tries_from_wherever_and_then_waits(guard: SignInGuard) -> None:
    for n in range(OF_ACCOUNT):
        await guard.admit("chen", f"10.0.0.{n}", None)
    with pytest.raises(TooManyTries) as fault:
        await guard.admit("chen", "10.0.1.1", None)
    assert 0 < fault.value.seconds <= 15 * 60
    await guard.admit("wang", "10.0.1.1", None)


async def test_a_stranger_does_not_lock_a_person_out_of_their_browser(guard: SignInGuard) -> None:
    counted = await guard.admit("chen", "192.0.2.1", None)
    browser = await guard.succeeded(counted, "chen")
    await wrong(guard, OF_ACCOUNT, "10.0.0.1")
    with pytest.raises(TooManyTries):
        await guard.admit("chen", "10.0.0.1", None)
    assert await guard.succeeded(await guard.admit("chen", "10.0.0.1", browser), "chen")


async def test_a_known_browser_has_few_tries_as_well(guard: SignInGuard) -> None:
    browser = await guard.succeeded(await guard.admit("chen", "192.0.2.1", None), "chen")
    await wrong(guard, OF_BROWSER, "192.0.2.1", browser)
    with pytest.raises(TooManyTries):
        await guard.admit("chen", "192.0.2.1", browser)


async def test_the_mark_of_another_account_or_a_forged_one_is_none(guard: SignInGuard) -> None:
    others = await guard.succeeded(await guard.admit("wang", "192.0.2.1", None), "wang")
    await wrong(guard, OF_ACCOUNT, "10.0.0.1")
    for browser in (others, "forged", SignInGuard.__name__, others[:-3] + "abc"):
        with pytest.raises(TooManyTries):
            await guard.admit("chen", "10.0.0.2", browser)


async def test_one_address_cannot_try_every_account(guard: SignInGuard) -> None:
    for n in range(OF_ADDRESS):
        await guard.admit(f"login{n}", "10.0.0.1", None)
    with pytest.raises(TooManyTries):
        await guard.admit("another", "10.0.0.1", None)
    await guard.admit("another", "10.0.0.2", None)


async def test_a_success_takes_the_tries_back_and_time_does_too(
    guard: SignInGuard, database: Database
) -> None:
    await wrong(guard, OF_ACCOUNT - 1, "10.0.0.1")
    await guard.succeeded(await guard.admit("chen", "10.0.0.1", None), "chen")
    await wrong(guard, OF_ACCOUNT, "10.0.0.1")
    past = update(SignInTry).values(at=now() - timedelta(minutes=16))
    await database.write(lambda session: session.execute(past))
    await guard.admit("chen", "10.0.0.1", None)


async def test_neither_logins_nor_addresses_are_kept_as_they_are(
    guard: SignInGuard, database: Database
) -> None:
    await guard.admit("chen", "10.0.0.1", None)
    kept = await database.read(lambda session: session.scalars(select(SignInTry.bucket)))
    assert not any("chen" in bucket or "10.0" in bucket for bucket in kept)


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


async def tried(client: Client, password: str, **more: Any) -> ClientResponse:
    body = {"login": "chen", "password": password} | more
    return await client.post("/api/staff/session", json=body)


async def test_over_http_the_pause_is_said_and_the_known_browser_goes_on(
    parts: Core, member: Member, tmp_path: Path
) -> None:
    async with Client(TestServer(unlimited(tmp_path, parts))) as client:
        browser = (await (await tried(client, PASSWORD)).json())["browser"]
        for _ in range(OF_ACCOUNT):
            assert (await tried(client, "wrong pass phrase")).status == 401
        refused = await tried(client, PASSWORD)
        assert (refused.status, (await refused.json())["code"]) == (429, "too_many_tries")
        assert int(refused.headers["Retry-After"]) > 60
        assert (await tried(client, PASSWORD, browser=browser)).status == 200


async def signed_in(client: Client) -> dict[str, Any]:
    session: dict[str, Any] = await (await tried(client, PASSWORD)).json()
    return session


def headers(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}


async def socket_of(client: Client, session: dict[str, Any]) -> Any:
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": session["token"]})
    await until(ws, "ready")
    return ws


async def test_signing_out_everywhere_ends_every_session_and_socket(
    client: Client, parts: Core, member: Member
) -> None:
    here, there = await signed_in(client), await signed_in(client)
    ws = await socket_of(client, there)
    answer = await client.delete("/api/staff/sessions", headers=headers(here))
    assert answer.status == 204
    assert (await until(ws, "refused"))["code"] == "signed_out"
    for session in (here, there):
        assert (await client.get("/api/staff/cases", headers=headers(session))).status == 401


async def test_an_admin_signs_a_member_out_and_nobody_else_does(
    client: Client, parts: Core, member: Member
) -> None:
    await parts.accounts.add(NewAccount("root", "管理员", PASSWORD, "admin"))
    await parts.accounts.add(NewAccount("wang", "王敏", PASSWORD, "supervisor"))
    session = await signed_in(client)
    path = f"/api/staff/members/{member.id}/sessions"
    statuses = {}
    for login in ("wang", "root"):
        other = await client.post("/api/staff/session", json={"login": login, "password": PASSWORD})
        token = headers(await other.json())
        statuses[login] = (await client.delete(path, headers=token)).status
        unknown = "/api/staff/members/00000000-0000-4000-8000-000000000000/sessions"
        statuses[f"{login} nobody"] = (await client.delete(unknown, headers=token)).status
    assert statuses == {"wang": 403, "wang nobody": 403, "root": 204, "root nobody": 404}
    assert (await client.get("/api/staff/cases", headers=headers(session))).status == 401


async def test_a_session_that_ended_elsewhere_ends_its_socket_without_a_word_from_it(
    client: Client, parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.api.staff_socket.BEAT", 0.05)
    monkeypatch.setattr("bot.desk.accounts.KNOWN_SECONDS", 0.0)
    session = await signed_in(client)
    ws = await socket_of(client, session)
    await asyncio.sleep(0.1)
    await parts.accounts.sign_out(session["token"])
    assert (await until(ws, "refused"))["code"] == "signed_out"
