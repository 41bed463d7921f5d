"""What staff see of a visitor besides words: that they write, and how far they have read."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse

from bot.app import Core
from bot.desk.accounts import Member, NewAccount
from tests.integration.sockets import Client, until
from tests.integration.test_files import visitor

PASSWORD = "a long pass phrase"


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


async def opened(client: Client, token: str, path: str) -> ClientWebSocketResponse:
    ws = await client.ws_connect(path)
    await ws.send_json({"type": "hello", "token": token})
    await until(ws, "ready")
    return ws


async def both(
    client: Client, parts: Core, member: Member
) -> tuple[str, ClientWebSocketResponse, ClientWebSocketResponse]:
    """A conversation in the member's hands, the visitor's socket and the member's, who follows."""
    session = await visitor(client)
    conversation = str(session["conversation"])
    await parts.inbox.ask_person(conversation, uuid.uuid4().hex)
    await parts.desk.claim(member, conversation, uuid.uuid4().hex)
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    staff = await opened(client, token, "/ws/staff")
    await staff.send_json({"type": "watch", "conversation": conversation, "after": 0})
    assert (await until(staff, "visitor_read"))["seq"] == 0
    return conversation, await opened(client, session["token"], "/ws/visitor"), staff


async def test_staff_see_that_the_visitor_writes_and_has_stopped(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws, staff = await both(client, parts, member)
    seen = []
    for on in (True, False):
        await ws.send_json({"type": "typing", "on": on})
        seen.append(await until(staff, "visitor_typing"))
    assert [(frame["conversation"], frame["on"]) for frame in seen] == [
        (conversation, True),
        (conversation, False),
    ]


async def test_staff_see_how_far_the_visitor_has_read_now_and_when_they_come_later(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws, staff = await both(client, parts, member)
    said = await parts.desk.say(member, conversation, uuid.uuid4().hex, "请带上执照")
    await ws.send_json({"type": "read", "seq": said.seq})
    assert (await until(staff, "visitor_read"))["seq"] == said.seq
    await staff.send_json({"type": "watch", "conversation": conversation, "after": 0})
    assert (await until(staff, "visitor_read"))["seq"] == said.seq


async def test_what_is_not_there_yet_or_known_already_is_not_read(
    client: Client, parts: Core, member: Member
) -> None:
    conversation, ws, staff = await both(client, parts, member)
    told: list[dict[str, Any]] = []
    for seq in (999, 2, 1, 2):
        await ws.send_json({"type": "read", "seq": seq})
    await ws.send_json({"type": "typing", "on": True})
    while (frame := await staff.receive_json(timeout=10))["type"] != "visitor_typing":
        told.append(frame)
    assert [frame["seq"] for frame in told if frame["type"] == "visitor_read"] == [2]


async def test_who_floods_with_signs_is_heard_now_and_then_and_goes_on_talking(
    client: Client, parts: Core, member: Member
) -> None:
    _, ws, staff = await both(client, parts, member)
    for _ in range(100):
        await ws.send_json({"type": "typing", "on": True})
    key = uuid.uuid4().hex
    await ws.send_json({"type": "send", "key": key, "text": "您好"})
    assert (await until(ws, "accepted"))["key"] == key
    heard = 0
    while (frame := await staff.receive_json(timeout=10))["type"] != "message" or (
        frame["message"]["key"] != key
    ):
        heard += frame["type"] == "visitor_typing"
    assert 1 <= heard < 30
