"""Files of tickets: staff add them once, get them again, and the enterprise does not see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.app import Core
from bot.desk.accounts import Member, NewAccount
from tests.integration.desk_tickets import PASSWORD, TICKETS, by_staff, got, key, signed_in, told
from tests.integration.sockets import Client
from tests.integration.test_files import PDF, PNG, on_disk


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


async def send(
    client: Client, headers: dict[str, str], number: str, content: bytes, **params: str
) -> ClientResponse:
    named = {"key": key(), "name": "执照.png"} | params
    path = f"{TICKETS}/{number}/files"
    return await client.post(path, params=named, data=content, headers=headers)


def files_of(detail: dict[str, Any]) -> list[tuple[str, str]]:
    return [(line["after"], line["text"]) for line in detail["history"] if line["kind"] == "file"]


async def test_a_file_stands_in_the_history_and_comes_back_as_it_was(
    client: Client, parts: Core, member: Member
) -> None:
    headers, number = await signed_in(parts), await by_staff(parts, member)
    answer = await send(client, headers, number, PDF, name="执照.png")
    ((file, name),) = files_of(await answer.json())
    assert (answer.status, name) == (200, "执照.pdf")
    detail = await got(client, headers, f"/{number}")
    assert files_of(detail) == [(file, name)]
    assert (detail["history"][-1]["staff_name"], detail["history"][-1]["public"]) == (
        "陈老师",
        False,
    )
    found = await client.get(f"{TICKETS}/{number}/files/{file}", headers=headers)
    assert await found.read() == PDF
    assert found.headers["Content-Disposition"].startswith("attachment;")
    assert "执照" not in str(await told(parts, detail["ticket"]["conversation"]))


async def test_what_is_sent_twice_with_a_key_is_kept_once(
    client: Client, parts: Core, member: Member, tmp_path: Path
) -> None:
    headers, number, same = await signed_in(parts), await by_staff(parts, member), key()
    for _ in range(2):
        answer = await send(client, headers, number, PNG, key=same)
        assert (answer.status, len(files_of(await answer.json()))) == (200, 1)
    assert len(on_disk(tmp_path)) == 1


async def test_another_kind_and_an_unknown_ticket_leave_nothing(
    client: Client, parts: Core, member: Member, tmp_path: Path
) -> None:
    headers, number = await signed_in(parts), await by_staff(parts, member)
    assert (await send(client, headers, number, b"MZ" + bytes(600))).status == 415
    assert (await send(client, headers, "BB202601010000", PNG)).status == 404
    assert on_disk(tmp_path) == []
    assert files_of(await got(client, headers, f"/{number}")) == []


async def test_a_file_is_not_found_by_the_number_of_another_ticket(
    client: Client, parts: Core, member: Member
) -> None:
    headers = await signed_in(parts)
    number, other = await by_staff(parts, member), await by_staff(parts, member)
    ((file, _),) = files_of(await (await send(client, headers, number, PNG)).json())
    found = await client.get(f"{TICKETS}/{other}/files/{file}", headers=headers)
    assert found.status == 404
