"""Who may do what: every staff route and every frame that names a conversation, role by role.

All of it is tried with a conversation, a file and a ticket of the group `tax`.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api import staff_frames
from bot.api.keys import SERVICES
from bot.api.openapi import document
from bot.app import Core
from bot.conversations.once import Refused
from bot.desk.accounts import Member, NewAccount
from bot.desk.patience import STAFF_SILENT
from bot.desk.ticket_work import Asked
from bot.store.tables import (
    Attachment,
    Conversation,
    ServiceCase,
    Timer,
)
from tests.integration import training_access
from tests.integration.access_matrix import (
    DONE,
    FIGURES,
    FRAMES,
    NAMING,
    NONE,
    OF_ADMINS,
    OWN_PASSWORD,
    PASSWORD,
    ROLES,
    SIGNING,
    Ids,
    account,
    everything,
    frame,
    framed,
    frames_now,
    hello,
    is_told,
    recorded,
    routes,
    signed_in,
    token_of,
)
from tests.integration.desk_tickets import asked
from tests.integration.sockets import Client, until
from tests.integration.test_files import PNG, send, visitor
from tests.integration.test_trainer_access import TRAINER_ROUTES
from tests.integration.unlimited import unlimited

HIDDEN = ("staff of another group", "trainer without groups")
SEEING = tuple(role for role in ROLES if role not in HIDDEN)
STRANGERS = ("a visitor", "nobody", "an expired token", "a signed-out token")
WHO_TAKES_OVER = ("supervisor", "admin")


def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(TestServer(unlimited(tmp_path, parts))) as opened:
        yield opened


async def _tax_case(client: Client, parts: Core) -> tuple[dict[str, Any], str]:
    """A visitor who has sent a picture and waits for the group; the file's id."""
    session = await visitor(client)
    conversation = session["conversation"]
    await send(client, session, PNG)
    await parts.inbox.ask_person(conversation, key())

    async def work(session: AsyncSession) -> str:
        of_tax = update(ServiceCase).where(ServiceCase.conversation_id == conversation)
        await session.execute(of_tax.values(group="tax"))
        query = select(Attachment.id).where(Attachment.conversation_id == conversation)
        return (await session.scalars(query)).one()

    return session, await parts.database.write(work)


@pytest.fixture
async def holder(parts: Core) -> Member:
    return await account(parts, "staff of the group")


@pytest.fixture
async def ids(client: Client, parts: Core, holder: Member) -> Ids:
    held, file = await _tax_case(client, parts)
    waiting, _ = await _tax_case(client, parts)
    await parts.desk.claim(holder, held["conversation"], key())
    written: Asked = asked()
    ticket, _ = await parts.ticket_work.open(holder, held["conversation"], key(), written)
    stranger, _ = await _tax_case(client, parts)
    link = await parts.persons.link(holder, held["conversation"], waiting["conversation"])
    kept = await client.app[SERVICES].files.keep("章.png", _chunks())
    await parts.ticket_files.add(holder, ticket.number, key(), kept)
    return Ids(
        held=held["conversation"],
        waiting=waiting["conversation"],
        file=file,
        ticket=ticket.number,
        ticket_file=kept.id,
        call=await _bad_grade(client, parts, holder),
        holder=holder.id,
        stranger=stranger["conversation"],
        link=link.id,
        account=(await account(parts, "staff of the group")).id,
    )


async def _chunks() -> AsyncIterator[bytes]:
    yield PNG


async def _bad_grade(client: Client, parts: Core, holder: Member) -> str:
    """The id of a case of the group with a bad grade."""
    session, _ = await _tax_case(client, parts)
    conversation = session["conversation"]
    await parts.desk.claim(holder, conversation, key())
    await parts.desk.close(holder, conversation, key(), "resolved")
    await parts.inbox.say(conversation, key(), "5")
    query = select(ServiceCase.id).where(ServiceCase.conversation_id == conversation)
    return str(await parts.database.read(lambda session: session.scalar(query)))


async def _asked(client: Client, token: str, ids: Ids) -> dict[tuple[str, str], tuple[int, str]]:
    """Status and text of the answer of every route."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    found = {}
    for (method, path), sent in routes(ids).items():
        named = path.format(
            conversation=ids.held,
            file=ids.ticket_file if "tickets" in path else ids.file,
            number=ids.ticket,
            case=ids.call,
            member=ids.holder,
            link=ids.link,
            account=ids.account,
        )
        answer = await client.request(method, named, headers=headers, **sent)
        text = (await answer.read()).decode("utf-8", "replace")
        found[method, path] = answer.status, text
    return found


def test_every_route_of_staff_is_in_the_matrix() -> None:
    described = {
        (method, path)
        for path, methods in document()["paths"].items()
        if path.startswith("/api/staff/")
        for method in methods
    }
    ours = SIGNING | TRAINER_ROUTES | set(training_access.ROUTES)
    assert described == set(routes(NONE)) | ours


def test_every_frame_that_names_a_conversation_is_in_the_matrix() -> None:
    naming = {
        model.model_fields["type"].default
        for model in get_args(get_args(staff_frames.StaffClientFrame)[0])
        if "conversation" in model.model_fields
    }
    assert naming == set(FRAMES)


@pytest.mark.parametrize("role", HIDDEN)
async def test_what_one_may_not_see_is_not_there_over_http(
    client: Client, parts: Core, ids: Ids, role: str
) -> None:
    _, token = await signed_in(parts, role)
    before = await everything(parts)
    found = await _asked(client, token, ids)
    hidden = {route: answer for route, answer in found.items() if route in NAMING}
    assert {status for status, _ in hidden.values()} == {404}
    nowhere = await _asked(client, token, NONE)
    assert hidden == {route: nowhere[route] for route in NAMING}
    above = FIGURES | OF_ADMINS
    assert {found[route][0] for route in above} == {403}
    assert found[OWN_PASSWORD][0] == 409
    listed = {r: answer for r, answer in found.items() if r not in NAMING | above | {OWN_PASSWORD}}
    assert {status for status, _ in listed.values()} == {200}
    assert _naming(ids, listed.values()) == []
    assert await everything(parts) == before


def _naming(ids: Ids, answers: Iterable[tuple[int, str]]) -> list[str]:
    """The answers in which something of the group stands."""
    wanted = (ids.held, ids.waiting, ids.file, ids.ticket, ids.ticket_file, ids.call)
    wanted += (ids.stranger, ids.link)
    return [text for _, text in answers if any(name in text for name in wanted)]


@pytest.mark.parametrize("role", HIDDEN)
async def test_what_one_may_not_see_is_not_there_on_the_socket(
    client: Client, parts: Core, ids: Ids, role: str
) -> None:
    _, token = await signed_in(parts, role)
    ws = await hello(client, token)
    before = await everything(parts)
    nowhere = await framed(ws, NONE.held)
    unlike = {"unwatch": "", "take_over": "supervisors_only"}
    assert nowhere == dict.fromkeys(FRAMES, "unknown_conversation") | unlike
    for conversation in (ids.held, ids.waiting):
        assert await framed(ws, conversation) == nowhere
    assert await everything(parts) == before


@pytest.mark.parametrize("role", SEEING)
async def test_who_may_see_it_reads_it_and_that_stays_on_record(
    client: Client, parts: Core, ids: Ids, role: str
) -> None:
    member, token = await signed_in(parts, role)
    answers = await _asked(client, token, ids)
    statuses = dict.fromkeys(answers, 200) | {("post", "/api/staff/files"): 409, OWN_PASSWORD: 409}
    if role == "admin":
        statuses["delete", "/api/staff/members/{member}/sessions"] = 204
    else:
        statuses |= dict.fromkeys(OF_ADMINS, 403)
    statuses["post", "/api/staff/conversations/{conversation}/resend"] = 409
    if ROLES[role][0] == "staff":
        statuses |= dict.fromkeys(FIGURES, 403) | {DONE: 404}  # a colleague held the case
    assert {route: status for route, (status, _) in answers.items()} == statuses
    ws = await hello(client, token)
    expected = dict.fromkeys(FRAMES, "not_yours") | {
        "watch": "",
        "unwatch": "",
        "claim": "taken",
        "note": "accepted",
        "take_over": "accepted" if role in WHO_TAKES_OVER else "supervisors_only",
    }
    assert await framed(ws, ids.held) == expected
    # Of a group that is not theirs, each look at the ticket: in a file, alone, changed and noted.
    tickets = [] if "tax" in member.groups else ["tickets", *["ticket"] * 3]
    files = [] if "tax" in member.groups else ["ticket", "file"]
    assert await recorded(parts, member) == [
        "around",
        "file",
        "candidates",
        "link",
        "link",
        *tickets,
        "ticket",
        *files,
        "resend",
        "watch",
        "note",
    ]


async def test_what_one_holds_is_read_without_a_record(
    client: Client, parts: Core, ids: Ids
) -> None:
    member, token = await signed_in(parts, "staff of the group")
    await parts.desk.claim(member, ids.waiting, key())
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/staff/conversations/{ids.waiting}"
    assert (await client.get(path, headers=headers)).status == 200
    ws = await hello(client, token)
    assert [await frame(ws, kind, ids.waiting) for kind in ("watch", "note", "typing")] == [
        "",
        "accepted",
        "",
    ]
    assert await recorded(parts, member) == []


@pytest.mark.parametrize("role", SEEING)
async def test_who_sees_what_waits_may_take_it(
    client: Client, parts: Core, ids: Ids, role: str
) -> None:
    _, token = await signed_in(parts, role)
    assert await frame(await hello(client, token), "claim", ids.waiting) == "accepted"


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_who_is_not_signed_in_ends_no_sessions(
    client: Client, parts: Core, stranger: str
) -> None:
    token = await token_of(client, parts, stranger)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert (await client.delete("/api/staff/sessions", headers=headers)).status == 401


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_who_is_not_signed_in_gets_nothing(
    client: Client, parts: Core, ids: Ids, stranger: str
) -> None:
    token = await token_of(client, parts, stranger)
    before = await everything(parts)
    answers = await _asked(client, token, ids)
    assert {route: status for route, (status, _) in answers.items()} == dict.fromkeys(answers, 401)
    ws = await hello(client, token)
    assert (await until(ws, "refused"))["code"] == "signed_out"
    assert (await ws.receive(timeout=5)).type.name in ("CLOSE", "CLOSED", "CLOSING")
    assert await everything(parts) == before


async def test_a_trainer_sees_the_cases_of_their_groups_but_is_given_none(
    parts: Core, ids: Ids, holder: Member
) -> None:
    trainer = await parts.accounts.add(
        NewAccount("trainer", "trainer", PASSWORD, "trainer", frozenset({"tax"}))
    )
    assert await parts.access.read(trainer, ids.waiting, "watch")
    await parts.accounts.set_available(trainer, True)
    with pytest.raises(Refused) as claimed:
        await parts.desk.claim(trainer, ids.waiting, key())
    with pytest.raises(Refused) as given:
        await parts.desk.transfer(holder, ids.held, key(), trainer.id, "")
    assert (claimed.value.code, given.value.code) == ("answers_nobody", "colleague_unknown")
    # The router looks as soon as something waits anew; this goes to the one whose turn it is.
    await parts.presence.sign([holder.id])
    await parts.accounts.set_available(holder, True)
    await parts.desk.hand_back(holder, ids.held, key())
    query = select(Conversation.id).where(Conversation.assignee == trainer.id)
    assert await parts.database.read(lambda session: session.scalar(query)) is None


async def test_a_watch_ends_when_the_case_goes_where_one_may_not_see_it(
    client: Client, parts: Core, ids: Ids, holder: Member
) -> None:
    _, token = await signed_in(parts, "staff of the group")
    ws = await hello(client, token)
    await frame(ws, "watch", ids.held)
    await parts.inbox.say(ids.held, key(), "先说一句")
    assert await is_told(ws, "先说一句")
    await parts.desk.transfer(holder, ids.held, key(), "general", "")
    await parts.inbox.say(ids.held, key(), "再说一句")
    await asyncio.sleep(0.3)
    told = await frames_now(ws)
    assert "再说一句" not in str(told)
    gone = {"type": "case", "conversation": ids.held, "case": None}
    assert gone in told


async def test_a_watch_ends_with_the_session(client: Client, parts: Core, ids: Ids) -> None:
    _, token = await signed_in(parts, "staff of the group")
    ws = await hello(client, token)
    await frame(ws, "watch", ids.held)
    await parts.accounts.sign_out(token)
    await parts.inbox.say(ids.held, key(), "再说一句")
    told = []
    while (heard := await ws.receive_json(timeout=10))["type"] != "refused":
        told.append(heard)
    assert heard["code"] == "signed_out"
    assert "再说一句" not in str(told)
    assert (await ws.receive(timeout=5)).type.name in ("CLOSE", "CLOSED", "CLOSING")


@pytest.mark.parametrize("role", HIDDEN)
async def test_who_may_not_see_a_case_hears_nothing_of_it(
    client: Client, parts: Core, ids: Ids, holder: Member, role: str
) -> None:
    _, token = await signed_in(parts, role)
    _, other = await signed_in(parts, "staff of the group")
    ws, seeing = await hello(client, token), await hello(client, other)
    await until(ws, "ready")
    await until(seeing, "ready")
    await parts.desk.claim(holder, ids.waiting, key())
    await parts.desk.close(holder, ids.waiting, key(), "resolved")
    await parts.desk.close(holder, ids.held, key(), "resolved")
    gone = {"type": "case", "conversation": ids.held, "case": None}
    while await until(seeing, "case") != gone:
        pass
    assert not {ids.held, ids.waiting} & set(
        re.findall(r"[0-9a-f-]{36}", str(await frames_now(ws)))
    )


async def test_who_types_is_noted_now_and_then(client: Client, parts: Core, ids: Ids) -> None:
    member, token = await signed_in(parts, "staff of the group")
    await parts.desk.claim(member, ids.waiting, key())
    ws = await hello(client, token)
    await frame(ws, "typing", ids.waiting)
    query = select(Timer.due_at).where(
        Timer.conversation_id == ids.waiting, Timer.kind == STAFF_SILENT
    )
    noted = await parts.database.read(lambda session: session.scalar(query))
    for _ in range(3):
        await frame(ws, "typing", ids.waiting)
    assert await parts.database.read(lambda session: session.scalar(query)) == noted
