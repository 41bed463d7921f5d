"""The visitor without a socket: frames are posted, news are asked for and waited for."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestServer

from bot.api import held
from bot.api.frames import ErrorAnswer
from bot.api.keys import SERVICES
from bot.api.stream import PAGE
from bot.app import Core, application
from bot.conversations import log
from bot.conversations.bodies import TextBody
from bot.conversations.hub import StateNews
from bot.store.tables import Conversation
from tests.integration.service import service, settings
from tests.integration.sockets import Client, until
from tests.integration.test_bad_input import FORGED
from tests.integration.unlimited import rows

EVENTS, FRAMES = "/api/visitor/events", "/api/visitor/frames"
READY = {"owner": "bot", "engine": "ready"}


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    async with service(tmp_path, database_url) as running:
        running.monitor.state = "ready"
        yield running


class Visitor:
    """Polls as the page does: it asks for what follows on what it has."""

    def __init__(self, client: Client, session: dict[str, Any]) -> None:
        self.client = client
        self.token = str(session["token"])
        self.conversation = str(session["conversation"])
        self.after = 0
        self.shown: dict[str, Any] | None = None
        self.seen: list[dict[str, Any]] = []

    async def post(self, path: str, body: Any, **headers: str) -> ClientResponse:
        sent = {"Authorization": f"Bearer {self.token}"} | headers
        return await self.client.post(path, json=body, headers=sent)

    async def poll(self) -> list[dict[str, Any]]:
        answer = await self.post(EVENTS, {"after": self.after, "shown": self.shown})
        assert answer.status == 200
        found: list[dict[str, Any]] = await answer.json()
        for frame in found:
            if frame["type"] == "message":
                self.after = frame["message"]["seq"]
                self.seen.append(frame["message"])
            if frame["type"] in ("ready", "status"):
                noticed = frame.get("notice") is not None
                self.shown = {name: frame[name] for name in READY} | {"noticed": noticed}
        return found

    async def until(self, kind: str) -> dict[str, Any]:
        """Poll until a frame of this kind comes."""
        while True:
            for frame in await self.poll():
                if frame["type"] == kind:
                    return frame

    async def until_seen(self, seq: int) -> None:
        while self.after < seq:
            await self.poll()

    async def say(self, text: str, key: str | None = None) -> ClientResponse:
        return await self.post(FRAMES, said(text, key))


def said(text: str, key: str | None = None) -> dict[str, Any]:
    return {"type": "send", "key": key or uuid.uuid4().hex, "text": text}


async def visit(client: Client) -> Visitor:
    return Visitor(client, await (await client.post("/api/visitor/session", json={})).json())


async def greeted(client: Client) -> Visitor:
    visitor = await visit(client)
    await visitor.poll()
    return visitor


async def refused(answer: ClientResponse) -> tuple[int, str]:
    """Status and code of an error, which must have a sentence."""
    error = ErrorAnswer.model_validate_json(await answer.read())
    assert error.message
    return answer.status, error.code


async def polls_held(app_of: Client, count: int) -> None:
    assert app_of.app is not None
    while len(app_of.app[SERVICES].polls) != count:
        await asyncio.sleep(0.01)


async def test_the_first_poll_greets_at_once(client: Client) -> None:
    visitor = await visit(client)
    ready, welcome = await visitor.poll()
    assert (ready["type"], ready["last_seq"], visitor.shown) == (
        "ready",
        1,
        READY | {"noticed": False},
    )
    assert ready["conversation"] == visitor.conversation
    assert "不是真人" in welcome["message"]["body"]["text"]
    assert "payloads" not in welcome["message"]


async def test_what_is_said_is_answered_by_a_held_poll(client: Client) -> None:
    visitor = await greeted(client)
    waiting = asyncio.create_task(visitor.until_seen(3))
    await polls_held(client, 1)
    key = uuid.uuid4().hex
    accepted = await visitor.say("公司怎么开", key)
    assert await accepted.json() == {"type": "accepted", "key": key, "seq": 2}
    await waiting
    assert [m["seq"] for m in visitor.seen] == [1, 2, 3]
    assert (visitor.seen[1]["key"], visitor.seen[2]["body"]["text"]) == (key, "echo 公司怎么开")


async def test_nothing_is_lost_between_two_polls(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    for i in range(5):
        await parts.inbox.say(visitor.conversation, uuid.uuid4().hex, f"第{i}句话")
        await parts.runner.settle(visitor.conversation)
        if i % 2:
            await visitor.poll()
    await visitor.until_seen(11)
    assert [m["seq"] for m in visitor.seen] == list(range(1, 12))


async def test_a_poll_resumes_after_any_message(client: Client) -> None:
    first = await greeted(client)
    for text in ("一", "二"):
        await first.say(text)
        await first.until_seen(first.after + 2)
    other = Visitor(client, {"token": first.token, "conversation": first.conversation})
    other.after = 3
    assert [f["type"] for f in await other.poll()] == ["ready", "message", "message"]
    assert [m["seq"] for m in other.seen] == [4, 5]


async def test_a_long_log_comes_in_pages(client: Client, parts: Core) -> None:
    visitor = await visit(client)

    async def fill(session: Any) -> None:
        for _ in range(2 * PAGE):
            await log.append(
                session, visitor.conversation, log.Entry("system", TextBody(text="一"))
            )

    await parts.database.write(fill)
    while visitor.after < 2 * PAGE + 1:
        assert len(await visitor.poll()) <= PAGE
    assert [m["seq"] for m in visitor.seen] == list(range(1, 2 * PAGE + 2))


async def test_a_change_between_two_polls_is_told_by_the_next(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    parts.monitor.state = "down"
    stand = {"owner": "bot", "engine": "down", "person": None, "place": None, "read": 0}
    assert await visitor.poll() == [{"type": "status", **stand, "notice": None}]
    answer = await visitor.post(FRAMES, {"type": "ask_person", "key": uuid.uuid4().hex})
    assert answer.status == 200
    assert (await visitor.until("status"))["owner"] == "queue"


async def test_a_notice_ends_with_the_next_message(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    waiting = asyncio.create_task(visitor.poll())
    await polls_held(client, 1)
    parts.hub.publish(visitor.conversation, StateNews("请稍等"))
    assert (await waiting)[0]["notice"] == "请稍等"
    await visitor.say("好")
    assert (await visitor.until("status"))["notice"] is None


async def test_another_tab_by_poll_sees_typing_and_ratings(client: Client) -> None:
    visitor = await greeted(client)
    await visitor.say("材料")
    await visitor.until_seen(3)
    waiting = asyncio.create_task(visitor.until("rated"))
    await polls_held(client, 1)
    frame = {"type": "rate", "key": uuid.uuid4().hex, "seq": 3, "useful": True}
    assert (await (await visitor.post(FRAMES, frame)).json())["seq"] == 3
    assert await waiting == {"type": "rated", "seq": 3, "useful": True}


async def test_socket_and_poll_see_the_same_conversation(client: Client) -> None:
    visitor = await greeted(client)
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": visitor.token, "after": 1})
    await until(ws, "ready")
    await visitor.say("一")
    by_socket = [(await until(ws, "message"))["message"] for _ in range(2)]
    await visitor.until_seen(3)
    assert visitor.seen[1:] == by_socket


async def test_a_repeated_key_is_stored_once(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    key = uuid.uuid4().hex
    answers = await asyncio.gather(*[visitor.say("再发一次", key) for _ in range(4)])
    assert [await a.json() for a in answers] == [{"type": "accepted", "key": key, "seq": 2}] * 4
    await parts.runner.settle(visitor.conversation)
    found = await parts.database.read(lambda s: s.get(Conversation, visitor.conversation))
    assert found is not None and found.last_seq == 3


async def test_a_forged_token_opens_nothing(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    before = await rows(parts)
    for token in FORGED.values():
        if "\x00" in token:  # no header can hold it
            continue
        visitor.token = token
        assert await refused(await visitor.post(EVENTS, {"after": 0})) == (401, "token")
        assert await refused(await visitor.say("一")) == (401, "token")
    assert await rows(parts) == before


async def test_another_site_gets_nothing(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    before = await rows(parts)
    for path, body in ((EVENTS, {"after": 0}), (FRAMES, said("一"))):
        answer = await visitor.post(path, body, Origin="https://evil.example")
        assert await refused(answer) == (403, "origin")
        text = await client.post(
            path, data=json.dumps(body), headers={"Content-Type": "text/plain"}
        )
        assert await refused(text) in ((401, "token"), (415, "media_type"))
    assert await rows(parts) == before


BAD_POLLS: list[tuple[Any, tuple[int, str]]] = [
    ({"after": 2}, (409, "seq")),
    ({"after": 2**70}, (409, "seq")),
    ({"after": -1}, (400, "malformed")),
    ({"after": "1"}, (400, "malformed")),
    ({"after": 1.0}, (400, "malformed")),
    ({"after": True}, (400, "malformed")),
    ({}, (400, "malformed")),
    ([], (400, "malformed")),
    ({"after": 0, "more": 1}, (400, "malformed")),
    ({"after": 0, "shown": {"owner": "nobody", "engine": "ready"}}, (400, "malformed")),
    ({"after": 0, "shown": {"owner": "bot"}}, (400, "malformed")),
    ({"after": 0, "shown": READY | {"noticed": 1}}, (400, "malformed")),
]
BAD_FRAMES: list[tuple[Any, tuple[int, str]]] = [
    (said("  "), (409, "blank")),
    (said("长" * 2001), (409, "too_long")),
    (said("\x00"), (409, "not_text")),
    (said("\ud800"), (400, "not_text")),
    (said("x", "short"), (400, "frame")),
    (said("x") | {"text": 1}, (400, "frame")),
    (said("x") | {"more": 1}, (400, "frame")),
    ({"type": "choose", "key": "k" * 10, "seq": 1, "choice": "77"}, (409, "unknown_choice")),
    ({"type": "choose", "key": "k" * 10, "seq": 9, "choice": "1"}, (409, "unknown_choice")),
    ({"type": "rate", "key": "k" * 10, "seq": 9, "useful": True}, (409, "not_an_answer")),
    ({"type": "rate", "key": "k" * 10, "seq": "1", "useful": True}, (400, "frame")),
    ({"type": "leave_queue", "key": "k" * 10}, (409, "not_queued")),
    ({"type": "hello", "token": "x", "after": 0}, (400, "frame")),
    ({"type": "ping"}, (400, "frame")),
    ({"type": "dance"}, (400, "frame")),
    ([said("x")], (400, "frame")),
]


@pytest.mark.parametrize(("path", "bad"), [(EVENTS, BAD_POLLS), (FRAMES, BAD_FRAMES)])
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    client: Client, parts: Core, path: str, bad: list[tuple[Any, tuple[int, str]]]
) -> None:
    visitor = await greeted(client)
    before = await rows(parts)
    taken = [(body, await refused(await visitor.post(path, body))) for body, _ in bad]
    assert taken == bad
    assert await rows(parts) == before


async def test_too_many_messages_at_once_are_told_to_wait(client: Client) -> None:
    visitor = await greeted(client)
    answers = [await visitor.post(FRAMES, said("  ")) for _ in range(12)]
    assert await refused(answers[-1]) == (429, "busy")
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_one_poll_too_many_is_told_when_to_come_back(parts: Core, tmp_path: Path) -> None:
    chosen = settings(tmp_path, "").model_copy(update={"sockets": 2})
    async with Client(TestServer(application(chosen, parts))) as client:
        visitor = await greeted(client)
        waiting = asyncio.create_task(visitor.poll())
        await polls_held(client, 1)
        socket = await client.ws_connect("/ws/visitor")
        answer = await visitor.post(EVENTS, {"after": 1, "shown": READY})
        assert await refused(answer) == (429, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert (await visitor.say("说话仍然可以")).status == 200
        await socket.close()
        assert (await waiting)[0]["type"] in ("message", "typing")


async def test_a_poll_whose_client_has_gone_is_let_go(client: Client, parts: Core) -> None:
    visitor = await greeted(client)
    waiting = asyncio.create_task(visitor.poll())
    await polls_held(client, 1)
    assert visitor.conversation in parts.hub._mailboxes
    waiting.cancel()
    await polls_held(client, 0)
    assert visitor.conversation not in parts.hub._mailboxes


async def test_a_poll_without_news_ends_with_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "HOLD_SECONDS", 0.2)
    visitor = await greeted(client)
    assert await visitor.poll() == []


async def test_the_end_of_the_server_ends_a_held_poll(
    parts: Core, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "HOLD_SECONDS", 3600.0)
    server = TestServer(application(settings(tmp_path, ""), parts))
    async with Client(server) as client:
        visitor = await greeted(client)
        waiting = asyncio.create_task(visitor.poll())
        await polls_held(client, 1)
        await server.close()
        assert await waiting == []
