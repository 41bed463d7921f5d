"""Bad requests about tickets: a clear refusal in the form of every error, and nothing changed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.api.frames import ErrorAnswer
from bot.app import Core
from bot.desk.accounts import Member, NewAccount
from bot.store.tables import Staff
from tests.integration.desk_tickets import (
    PASSWORD,
    TICKETS,
    asked,
    by_staff,
    key,
    signed_in,
    waiting,
)
from tests.integration.sockets import Client
from tests.integration.unlimited import rows


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


@pytest.fixture
async def staff(parts: Core, member: Member) -> dict[str, str]:
    return await signed_in(parts)


async def state(parts: Core, member: Member, number: str) -> object:
    """Everything that a refused request must leave as it is."""
    return await rows(parts), await parts.ticket_book.read(member, number)


FILTERS: list[dict[str, str] | list[tuple[str, str]]] = [
    {"state": "in_progress"},
    {"group": "nothing"},
    {"overdue": "1"},
    {"overdue": "yes"},
    {"assignee": "me"},
    {"q": ""},
    {"q": "长" * 51},
    {"q": "a\x00b"},
    {"limit": "0"},
    {"limit": "101"},
    {"limit": "+5"},
    {"limit": "5.0"},
    {"limit": "٥"},
    {"offset": "-1"},
    {"offset": "1000000"},
    {"stats": "done"},
    [("state", "done"), ("state", "accepted")],
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", [TICKETS, f"{TICKETS}/export"])
async def test_a_filter_that_does_not_fit_the_contract_is_refused(
    client: Client, staff: dict[str, str], path: str
) -> None:
    for filters in FILTERS:
        params = [*dict(filters).items()] if isinstance(filters, dict) else filters
        more = [("format", "csv")] if path.endswith("export") else []
        answer = await client.get(path, headers=staff, params=[*params, *more])
        error = ErrorAnswer.model_validate_json(await answer.read())
        assert (answer.status, error.code) == (400, "malformed"), filters
    for params in ([], [("format", "pdf")]):
        answer = await client.get(f"{TICKETS}/export", headers=staff, params=params)
        assert answer.status == 400


CHANGES: list[tuple[dict[str, Any], int, str]] = [
    ({}, 400, "malformed"),
    ({"state": "done"}, 400, "malformed"),
    ({"version": "1", "state": "done"}, 400, "malformed"),
    ({"version": 1, "state": "in_progress"}, 400, "malformed"),
    ({"version": 1, "priority": "high"}, 400, "malformed"),
    ({"version": 1, "complex": 1}, 400, "malformed"),
    ({"version": 1, "assignee": "chen"}, 400, "malformed"),
    ({"version": 1, "number": "BB"}, 400, "malformed"),
    ({"version": 1, "phone": "1"}, 400, "malformed"),
    ({"version": 2, "state": "done"}, 409, "changed"),
    ({"version": 1, "priority": "urgent", "assignee": str(uuid.UUID(int=0))}, 409, "unknown_staff"),
]


async def test_a_bad_change_changes_nothing(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    before = await state(parts, member, number)
    for body, status, code in CHANGES:
        answer = await client.patch(f"{TICKETS}/{number}", headers=staff, json=body)
        error = ErrorAnswer.model_validate_json(await answer.read())
        assert (answer.status, error.code) == (status, code), body
    assert await state(parts, member, number) == before


async def test_a_ticket_does_not_go_back_to_where_it_began_nor_to_who_has_left(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    gone = await parts.accounts.add(NewAccount("wang", "王老师", PASSWORD))
    await parts.database.write(
        lambda session: session.execute(
            update(Staff).where(Staff.id == gone.id).values(active=False)
        )
    )
    await parts.ticket_work.change(member, number, 1, {"state": "processing"})
    before = await state(parts, member, number)
    for body, code in (
        ({"version": 2, "state": "accepted"}, "state"),
        ({"version": 2, "assignee": gone.id}, "unknown_staff"),
    ):
        answer = await client.patch(f"{TICKETS}/{number}", headers=staff, json=body)
        assert (answer.status, (await answer.json())["code"]) == (409, code)
    assert await state(parts, member, number) == before


NOTES: list[tuple[dict[str, Any], int, str]] = [
    ({"text": "", "public": True}, 400, "malformed"),
    ({"text": "您好"}, 400, "malformed"),
    ({"text": "您好", "public": 1}, 400, "malformed"),
    ({"text": "您好", "public": True, "key": "short"}, 400, "malformed"),
    ({"text": "长" * 2001, "public": True}, 400, "malformed"),
    ({"text": " \u3000", "public": True}, 409, "blank"),
    ({"text": "您\x00好", "public": True}, 409, "not_text"),
]


async def test_a_bad_note_is_not_written(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    before = await state(parts, member, number)
    for body, status, code in NOTES:
        note = {"key": key()} | body
        answer = await client.post(f"{TICKETS}/{number}/notes", headers=staff, json=note)
        assert (answer.status, (await answer.json())["code"]) == (status, code), body
    assert await state(parts, member, number) == before


OPENED: list[tuple[dict[str, Any], int, str]] = [
    ({"conversation": str(uuid.UUID(int=0))}, 404, "unknown_conversation"),
    ({"conversation": "1"}, 400, "malformed"),
    ({"phone": "12345678901"}, 409, "phone"),
    ({"phone": "没有"}, 409, "phone"),
    ({"phone": None}, 409, "contact_missing"),
    ({"enterprise_name": None}, 409, "contact_missing"),
    ({"contact_name": "\x00"}, 400, "malformed"),
    ({"matter": "no_such_matter"}, 409, "unknown_matter"),
    ({"question": "\n"}, 409, "blank"),
    ({"question": "a\x00"}, 409, "not_text"),
    ({"uscc": "91310104"}, 400, "malformed"),
    ({"group": "tax"}, 400, "malformed"),
]


async def test_a_ticket_that_lacks_something_is_not_opened(
    client: Client, parts: Core, staff: dict[str, str]
) -> None:
    conversation = await waiting(parts, "visitor")
    whole = {
        "conversation": conversation,
        "question": "公章丢了",
        "enterprise_name": "示例公司",
        "contact_name": "陈女士",
        "phone": "13800138000",
    }
    before = await rows(parts)
    for fields, status, code in OPENED:
        wanted = whole | {"key": key()} | fields
        answer = await client.post(TICKETS, headers=staff, json=wanted)
        assert (answer.status, (await answer.json())["code"]) == (status, code), fields
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_a_token_and_for_an_unknown_number_nothing_is_told(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    visitor = (await (await client.post("/api/visitor/session", json={})).json())["token"]
    note = {"key": key(), "text": "您好", "public": True}
    for headers in ({}, {"Authorization": f"Bearer {visitor}"}):
        answers = [
            await client.get(TICKETS, headers=headers),
            await client.get(f"{TICKETS}/{number}", headers=headers),
            await client.get(f"{TICKETS}/export", headers=headers, params={"format": "csv"}),
            await client.post(TICKETS, headers=headers, json={}),
            await client.patch(f"{TICKETS}/{number}", headers=headers, json={"version": 1}),
            await client.post(f"{TICKETS}/{number}/notes", headers=headers, json=note),
        ]
        assert [answer.status for answer in answers] == [401] * 6
    for unknown in ("BB000000000000", "BB1", "x", number.lower()):
        answer = await client.get(f"{TICKETS}/{unknown}", headers=staff)
        assert answer.status == 404
    assert (await client.delete(f"{TICKETS}/{number}", headers=staff)).status == 405


async def test_a_key_of_what_staff_said_does_not_stand_for_a_ticket(
    parts: Core, member: Member
) -> None:
    conversation = (await parts.inbox.open("web", "visitor")).id
    await parts.inbox.ask_person(conversation, key())
    same = key()
    await parts.desk.claim(member, conversation, key())
    await parts.desk.say(member, conversation, same, "我给您登记一张帮办单")
    ticket, _ = await parts.ticket_work.open(member, conversation, same, asked())
    assert ticket.due_at - ticket.created_at > timedelta(days=4)
