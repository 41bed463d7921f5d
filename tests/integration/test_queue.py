"""Who waits learns where in the queue, how long that may take, who answers and what was read."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from hypothesis import given
from hypothesis import strategies as st

from bot.app import Core
from bot.conversations.hub import DESK, DutyNews
from bot.desk.accounts import Member, NewAccount
from bot.desk.queue import Claim, estimate
from tests.integration.sockets import Client, until

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈静", "a long pass phrase"))


def key() -> str:
    return uuid.uuid4().hex


async def waiting(client: Client) -> tuple[str, ClientWebSocketResponse]:
    """A visitor who has asked for a person."""
    session = await (await client.post("/api/visitor/session", json={})).json()
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": session["token"]})
    await ws.send_json({"type": "ask_person", "key": key()})
    return session["conversation"], ws


async def stand(ws: ClientWebSocketResponse, **wanted: Any) -> dict[str, Any]:
    """The next status in which these fields are so."""
    while True:
        frame = await until(ws, "status")
        if all(frame[name] == value for name, value in wanted.items()):
            return frame


def at(position: int) -> dict[str, Any]:
    return {"position": position, "minutes": None}


async def test_everybody_moves_up_when_somebody_is_taken_or_leaves(
    client: Client, parts: Core, member: Member
) -> None:
    people = []
    for position in (1, 2, 3):
        people.append(await waiting(client))
        await stand(people[-1][1], place=at(position))
    (first, _), (_, second), (_, third) = people
    await parts.desk.claim(member, first, key())
    await stand(second, place=at(1))
    await stand(third, place=at(2))
    await second.send_json({"type": "leave_queue", "key": key()})
    await stand(third, place=at(1))


async def test_who_comes_back_is_told_the_place_at_once(client: Client, parts: Core) -> None:
    session = await (await client.post("/api/visitor/session", json={})).json()
    await parts.inbox.ask_person(session["conversation"], key())
    async with asyncio.timeout(5):
        while parts.queue.place(session["conversation"]) is None:
            await asyncio.sleep(0.01)
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": session["token"]})
    ready = await until(ws, "ready")
    assert (ready["owner"], ready["place"], ready["person"]) == ("queue", at(1), None)


async def test_the_visitor_sees_by_name_who_answers_until_they_have_gone(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws = await waiting(client)
    await stand(ws, owner="queue")
    await parts.desk.claim(member, conversation, key())
    assert (await stand(ws, owner="staff"))["person"] == "陈静"
    await parts.desk.close(member, conversation, key(), "resolved")
    assert (await stand(ws, owner="bot"))["person"] is None


async def test_what_staff_have_read_is_marked_and_never_taken_back(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws = await waiting(client)
    await stand(ws, owner="queue")
    await parts.desk.claim(member, conversation, key())
    assert (await stand(ws, owner="staff"))["read"] == 0
    await parts.desk.read(member, conversation, 3)
    await stand(ws, read=3)
    await parts.desk.read(member, conversation, 2)
    await parts.desk.read(member, conversation, 99)  # what is not there cannot have been read
    await parts.desk.read(member, conversation, 4)
    assert (await until(ws, "status"))["read"] == 4


async def test_only_who_holds_a_conversation_has_read_it(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws = await waiting(client)
    other = await parts.accounts.add(NewAccount("wang", "王宁", "a long pass phrase"))
    await stand(ws, owner="queue")
    await parts.desk.read(other, conversation, 2)
    await parts.desk.claim(member, conversation, key())
    assert (await stand(ws, owner="staff"))["read"] == 0


def claims(*minutes: tuple[float, float]) -> list[Claim]:
    return [(NOON + timedelta(minutes=q), NOON + timedelta(minutes=c)) for q, c in minutes]


def test_a_queue_that_moves_every_two_minutes_takes_two_for_each_place() -> None:
    backlog = claims((0, 2), (0, 4), (1, 6), (2, 8))
    assert [estimate(position, backlog) for position in (1, 2, 5)] == [2, 4, 10]


def test_without_a_backlog_it_is_what_the_others_waited() -> None:
    calm = claims((0, 1), (10, 13), (20, 21), (30, 31))
    assert estimate(2, calm) == 1


def test_from_two_claims_nothing_is_concluded() -> None:
    assert estimate(1, claims((0, 1), (5, 9))) is None


@given(
    st.integers(1, 200),
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 30)), max_size=20),
)
def test_an_estimate_is_at_least_a_minute_and_grows_with_the_place(
    position: int, waits: list[tuple[float, float]]
) -> None:
    known = sorted(claims(*[(q, q + w) for q, w in waits]), key=lambda claim: claim[1])
    here, behind = estimate(position, known), estimate(position + 1, known)
    assert (here is None) == (behind is None) == (len(known) < 3)
    if here is not None and behind is not None:
        assert 1 <= here <= behind


async def test_who_is_given_to_somebody_learns_at_once_who_that_is(
    client: Client, parts: Core, member: Member
) -> None:
    _, ws = await waiting(client)
    await stand(ws, place=at(1))
    await parts.accounts.set_available(member, True)
    parts.hub.publish(DESK, DutyNews())
    assert (await stand(ws, owner="staff"))["person"] == "陈静"
    assert (await until(ws, "message"))["message"]["body"]["event"] == "joined"
