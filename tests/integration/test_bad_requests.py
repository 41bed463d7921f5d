"""Bad HTTP requests: a clear 4xx in the form of every error, and nothing stored."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer
from sqlalchemy import update

from bot.api.frames import ErrorAnswer
from bot.app import Core
from bot.desk.accounts import NewAccount
from bot.store.tables import StaffSession
from tests.integration.service import service
from tests.integration.sockets import Client
from tests.integration.test_bad_input import FORGED, PASSWORD
from tests.integration.unlimited import rows, unlimited

JSON = {"Content-Type": "application/json"}
VISITOR, STAFF, CASES = "/api/visitor/session", "/api/staff/session", "/api/staff/cases"


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    async with service(tmp_path, database_url) as running:
        await running.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        yield running


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(TestServer(unlimited(tmp_path, parts))) as opened:
        yield opened


async def refused(answer: ClientResponse) -> tuple[int, str]:
    """Status and code of an error; it must be in our form and have a sentence."""
    error = ErrorAnswer.model_validate_json(await answer.read())
    assert error.message and answer.content_type == "application/json"
    return answer.status, error.code


UNREADABLE = {
    "no body": b"",
    "broken": b'{"site": ',
    "two values": b"{} {}",
    "null": b"null",
    "list": b"[]",
    "NaN": b"NaN",
    "null byte": b"\x00",
    "invalid UTF-8": b'{"site": "\xff", "login": "\xff", "password": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "nested deep": b"[" * 100_000,
    "unknown field": b'{"more": 1}',
}


def visitor(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def staff(**fields: Any) -> bytes:
    return json.dumps({"login": "chen", "password": PASSWORD} | fields).encode()


SESSIONS = UNREADABLE | {
    "token is no text": visitor(token=1),
    "token is too long": visitor(token="x" * 2001),
    "half a character in the token": visitor(token="\ud800"),
    "half a character in the site": visitor(site="\udfff"),
    "site is too long": visitor(site="x" * 101),
    "huge integer": visitor(site=2**70),
    "duplicate key": b'{"site": "a", "site": 1}',
}
SIGN_INS = UNREADABLE | {
    "no password": visitor(login="chen"),
    "login is no text": staff(login=1),
    "login is empty": staff(login=""),
    "login is too long": staff(login="x" * 61),
    "null byte in the login": staff(login="chen\x00"),
    "half a character in the login": staff(login="chen\ud800"),
    "half a character in the password": staff(password="\udc00"),
    "password is too long": staff(password="x" * 201),
    "password is a list": staff(password=[PASSWORD]),
    "unknown field": staff(admin=True),
}


@pytest.mark.parametrize(("path", "bodies"), [(VISITOR, SESSIONS), (STAFF, SIGN_INS)])
async def test_a_body_that_does_not_fit_the_contract_is_refused(
    client: Client, parts: Core, path: str, bodies: dict[str, bytes]
) -> None:
    before = await rows(parts)
    answers = {
        name: await refused(await client.post(path, data=data, headers=JSON))
        for name, data in bodies.items()
    }
    assert answers == dict.fromkeys(bodies, (400, "malformed"))
    assert await rows(parts) == before


async def test_odd_signs_in_a_login_or_password_are_no_more_than_wrong(
    client: Client, parts: Core
) -> None:
    before = await rows(parts)
    del before["sign_in_try"]  # what was tried is counted
    for fields in (
        {"login": "chen'; DROP TABLE staff; --"},
        {"login": "\x7f\u202e\U0010ffff"},
        {"password": "\x00"},
        {"password": PASSWORD + "\x00"},
        {"password": "\uffff" * 200},
    ):
        answer = await client.post(STAFF, data=staff(**fields), headers=JSON)
        assert await refused(answer) == (401, "sign_in")
    after = await rows(parts)
    del after["sign_in_try"]
    assert after == before


def typed(kind: str, **more: str) -> dict[str, str]:
    return {"Content-Type": kind} | more


WRONG_KIND = {
    (415, "media_type"): [
        (typed("text/plain"), staff()),
        (typed("application/x-www-form-urlencoded"), b"login=chen"),
        (typed("multipart/form-data; boundary=x"), b"--x--"),
        (typed("\xff"), staff()),
    ],
    (413, "too_large"): [(JSON, b'{"token": "' + b"x" * 3_000_000 + b'"}')],
    (400, "malformed"): [
        (JSON | {"Content-Encoding": "gzip"}, staff()),
        (JSON | {"Content-Encoding": "unknown"}, b"\x00"),
    ],
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [VISITOR, STAFF])
async def test_a_body_of_the_wrong_kind_or_size_is_refused(
    client: Client, parts: Core, path: str
) -> None:
    before = await rows(parts)
    for wanted, requests in WRONG_KIND.items():
        for headers, data in requests:
            answer = await client.post(path, data=BytesIO(data), headers=headers)
            assert await refused(answer) == wanted, headers
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_unknown_paths_and_methods_are_refused_in_the_form_of_every_error(
    client: Client, parts: Core
) -> None:
    before = await rows(parts)
    answers = {}
    for method, path in (
        ("GET", VISITOR),
        ("PUT", VISITOR),
        ("PATCH", STAFF),
        ("POST", CASES),
        ("OPTIONS", CASES),
        ("POST", "/ws/visitor"),
        ("TRACE", STAFF),
        ("GET", "/api/"),
        ("GET", "/api/nothing"),
        ("POST", "/api/visitor/session/"),
        ("GET", "/api/%00%ff"),
        ("GET", "/ws/nothing"),
        ("GET", "/ws/visitor"),
        ("GET", "/ws/staff"),
    ):
        answer = await client.request(method, path)
        answers[method, path] = await refused(answer)
        assert (answer.status == 405) == ("Allow" in answer.headers)
    assert list(answers.values()) == [
        *[(405, "method")] * 7,
        *[(404, "not_found")] * 5,
        *[(400, "malformed")] * 2,
    ]
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_origin_that_is_no_address_is_a_foreign_one(client: Client) -> None:
    answer = await client.get("/ws/visitor", headers={"Origin": "http://[bad"})
    assert await refused(answer) == (403, "origin")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_path_of_no_page_is_no_failure(client: Client) -> None:
    for path in ("/h5/%00", "/h5/..%2f..%2fREADME.md", "/h5/" + "x" * 5000, "/x"):
        answer = await client.get(path)
        assert answer.status in (200, 404), path
        assert "uv run" not in await answer.text()


async def expired(parts: Core) -> str:
    """A staff token whose day is over."""
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    ago = datetime.now(UTC) - timedelta(seconds=1)
    await parts.database.write(
        lambda session: session.execute(update(StaffSession).values(expires_at=ago))
    )
    return token


async def test_a_staff_token_that_is_not_valid_opens_nothing(client: Client, parts: Core) -> None:
    over = await expired(parts)
    _, valid, _ = await parts.accounts.sign_in("chen", PASSWORD)
    before = await rows(parts)
    for header in (
        "",
        "Bearer",
        "Bearer ",
        valid,
        f"Basic {valid}",
        f"Bearer {valid}x",
        f"Bearer {valid[:-1]}",
        f"Bearer {over}",
        "Bearer \xff令牌",
        "Bearer " + "x" * 7000,
        *[f"Bearer {token}" for token in FORGED.values() if "\x00" not in token],
    ):
        headers = {"Authorization": header}
        assert await refused(await client.get(CASES, headers=headers)) == (401, "signed_out")
        assert (await client.delete(STAFF, headers=headers)).status == 204
    answer = await client.get(CASES, headers={"Authorization": f"bearer {valid}"})
    assert answer.status == 200
    assert await rows(parts) == before


async def test_a_visitor_with_a_bad_token_gets_a_conversation_of_its_own(
    client: Client, parts: Core
) -> None:
    seen = set()
    for token in FORGED.values():
        opened = await (await client.post(VISITOR, json={"token": token})).json()
        seen.add(uuid.UUID(opened["conversation"]))
    assert len(seen) == len(FORGED)
    assert (await rows(parts))["conversation"] == len(FORGED)
