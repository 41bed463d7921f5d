"""The visitor's socket: hello, send, resume, and what it refuses."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType

from bot.app import Core
from tests.integration.service import service
from tests.integration.sockets import Client, until


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Core]:
    async with service(tmp_path, f"sqlite:///{tmp_path / 'test.sqlite3'}") as running:
        running.monitor.start()
        yield running


async def session(client: Client, **body: str) -> dict[str, Any]:
    response = await client.post("/api/visitor/session", json=body)
    assert response.status == 200
    opened: dict[str, Any] = await response.json()
    return opened


async def hello(client: Client, token: str, after: int = 0) -> ClientWebSocketResponse:
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": token, "after": after})
    return ws


async def bot_message(ws: ClientWebSocketResponse) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = (await until(ws, "message"))["message"]
        if message["author"] == "bot":
            return message


async def test_a_visitor_is_greeted_asks_and_is_answered(client: Client) -> None:
    ws = await hello(client, (await session(client))["token"])
    ready = await until(ws, "ready")
    assert (ready["owner"], ready["last_seq"]) == ("bot", 1)
    assert "不是真人" in (await bot_message(ws))["body"]["text"]
    key = uuid.uuid4().hex
    await ws.send_json({"type": "send", "key": key, "text": "公司怎么开"})
    answer = await bot_message(ws)
    assert answer["body"]["text"] == "echo 公司怎么开"
    assert answer["seq"] == 3


async def test_choices_reach_the_page_without_their_payloads(client: Client) -> None:
    ws = await hello(client, (await session(client))["token"])
    welcome = await bot_message(ws)
    assert welcome["body"]["choices"][0] == {"id": "1", "title": "注册公司"}
    assert "ask_matter" not in str(welcome)


async def test_the_same_token_goes_on_with_the_same_conversation(client: Client) -> None:
    first = await session(client)
    second = await session(client, token=first["token"])
    assert first["conversation"] == second["conversation"]


async def test_a_forged_token_opens_a_new_conversation_only(client: Client) -> None:
    first = await session(client)
    second = await session(client, token=first["token"][:-3] + "abc")
    assert first["conversation"] != second["conversation"]


async def test_a_resumed_socket_gets_what_it_missed_in_order(client: Client, parts: Core) -> None:
    opened = await session(client)
    for i in range(5):
        await parts.inbox.say(opened["conversation"], uuid.uuid4().hex, f"第{i}句话")
        await parts.runner.settle(opened["conversation"])
    ws = await hello(client, opened["token"], after=4)
    seqs = [(await until(ws, "message"))["message"]["seq"] for _ in range(7)]
    assert seqs == list(range(5, 12))


async def test_a_message_sent_again_is_accepted_under_the_same_number(client: Client) -> None:
    ws = await hello(client, (await session(client))["token"])
    frame = {"type": "send", "key": uuid.uuid4().hex, "text": "再发一次"}
    await ws.send_json(frame)
    first = await until(ws, "accepted")
    await ws.send_json(frame)
    assert await until(ws, "accepted") == first


async def test_the_control_asks_for_a_person_and_leaves_the_queue(client: Client) -> None:
    ws = await hello(client, (await session(client))["token"])
    await ws.send_json({"type": "ask_person", "key": uuid.uuid4().hex})
    while (await until(ws, "status"))["owner"] != "queue":
        pass
    await ws.send_json({"type": "leave_queue", "key": uuid.uuid4().hex})
    while (await until(ws, "status"))["owner"] != "bot":
        pass


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "send", "key": "k" * 10, "text": "  "}, "blank"),
        ({"type": "send", "key": "k" * 10, "text": "长" * 2001}, "too_long"),
        ({"type": "choose", "key": "k" * 10, "seq": 1, "choice": "77"}, "unknown_choice"),
        ({"type": "leave_queue", "key": "k" * 10}, "not_queued"),
        ({"type": "send", "key": "short", "text": "x"}, "frame"),
        ({"type": "dance"}, "frame"),
    ],
)
async def test_a_bad_frame_gets_a_sentence_and_changes_nothing(
    client: Client, frame: dict[str, Any], code: str
) -> None:
    ws = await hello(client, (await session(client))["token"])
    await ws.send_json(frame)
    refused = await until(ws, "refused")
    assert refused["code"] == code
    assert refused["message"]
    await ws.send_json({"type": "ping"})
    assert (await until(ws, "pong"))["type"] == "pong"


async def test_too_many_messages_at_once_are_told_to_wait(client: Client) -> None:
    ws = await hello(client, (await session(client))["token"])
    for i in range(12):
        await ws.send_json({"type": "send", "key": f"key-{i:06}", "text": f"第{i}句话"})
    refused = await until(ws, "refused")
    assert refused["code"] == "busy"
    assert refused["retry_after"] > 0


async def test_a_forged_hello_is_shown_the_door(client: Client) -> None:
    ws = await hello(client, "forged")
    assert (await until(ws, "refused"))["code"] == "token"
    assert (await ws.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED)


async def test_a_socket_from_a_foreign_site_is_refused(client: Client) -> None:
    response = await client.get(
        "/ws/visitor",
        headers={
            "Origin": "https://evil.example",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    assert response.status == 403


async def test_health_says_what_is_missing(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    ready = await client.get("/readyz")
    assert ready.status in (200, 503)
    assert "reasons" in await ready.json()


def rate(seq: int, useful: bool) -> dict[str, Any]:
    return {"type": "rate", "key": uuid.uuid4().hex, "seq": seq, "useful": useful}


async def answered(ws: ClientWebSocketResponse) -> int:
    """Ask something that is answered from the facts; the number of the answer."""
    await ws.send_json({"type": "send", "key": uuid.uuid4().hex, "text": "材料"})
    while (message := await bot_message(ws))["body"]["kind"] != "answer":
        assert message["useful"] is None
    assert message["useful"] is None
    return int(message["seq"])


async def shown(client: Client, token: str, seq: int) -> bool | None:
    """The rating that a page sees that reads the conversation from the start."""
    ws = await hello(client, token)
    while (message := (await until(ws, "message"))["message"])["seq"] != seq:
        pass
    await ws.close()
    useful: bool | None = message["useful"]
    return useful


async def test_an_answer_is_rated_and_a_reload_shows_it(client: Client) -> None:
    token = (await session(client))["token"]
    ws = await hello(client, token)
    seq = await answered(ws)
    assert await shown(client, token, seq) is None
    frame = rate(seq, True)
    await ws.send_json(frame)
    accepted = await until(ws, "accepted")
    assert (accepted["key"], accepted["seq"]) == (frame["key"], seq)
    assert await shown(client, token, seq) is True


async def test_a_rating_is_changed_and_the_last_one_counts(client: Client) -> None:
    token = (await session(client))["token"]
    ws = await hello(client, token)
    seq = await answered(ws)
    for useful in (True, False, False):
        await ws.send_json(rate(seq, useful))
        await until(ws, "accepted")
        assert await shown(client, token, seq) is useful


async def test_a_rating_adds_nothing_to_the_conversation(client: Client, parts: Core) -> None:
    opened = await session(client)
    ws = await hello(client, opened["token"])
    seq = await answered(ws)
    await ws.send_json(rate(seq, False))
    await until(ws, "accepted")
    await parts.runner.settle(opened["conversation"])
    again = await hello(client, opened["token"])
    ready = await until(again, "ready")
    assert (ready["last_seq"], ready["owner"]) == (seq, "bot")


async def test_another_tab_sees_the_rating_at_once(client: Client) -> None:
    token = (await session(client))["token"]
    ws = await hello(client, token)
    seq = await answered(ws)
    other = await hello(client, token, after=seq)
    await until(other, "ready")
    for useful in (False, True):
        await ws.send_json(rate(seq, useful))
        assert await until(other, "rated") == {"type": "rated", "seq": seq, "useful": useful}


async def test_what_is_not_an_answer_of_the_assistant_cannot_be_rated(client: Client) -> None:
    token = (await session(client))["token"]
    ws = await hello(client, token)
    seq = await answered(ws)
    for other in (1, seq - 1, seq + 1, 2**31 - 1):  # welcome, own words, and nothing at all
        frame = rate(other, True)
        await ws.send_json(frame)
        refused = await until(ws, "refused")
        assert (refused["key"], refused["code"]) == (frame["key"], "not_an_answer")
        assert refused["message"]
    assert await shown(client, token, 1) is None


async def test_an_answer_in_a_foreign_conversation_cannot_be_rated(client: Client) -> None:
    owner = (await session(client))["token"]
    seq = await answered(await hello(client, owner))
    stranger = await hello(client, (await session(client))["token"])
    await stranger.send_json(rate(seq, False))
    assert (await until(stranger, "refused"))["code"] == "not_an_answer"
    assert await shown(client, owner, seq) is None


@pytest.mark.parametrize("change", [{"seq": 0}, {"seq": 2**31}, {"useful": None}, {"stars": 5}])
async def test_a_malformed_rating_gets_a_sentence(client: Client, change: dict[str, Any]) -> None:
    ws = await hello(client, (await session(client))["token"])
    await ws.send_json(rate(1, True) | change)
    assert (await until(ws, "refused"))["code"] == "frame"
