"""The one way into Rasa, over HTTP, around the smallest agent that keeps conversations."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.domain import Domain
from sanic import Sanic

from engine.components.channel import TurnChannel
from engine.components.tracker_store import AppendingTrackerStore
from engine.components.turn import current_turn
from engine.tests.conversations import did, listen, said, session_start, user

TOKEN = "token-of-the-test"

Step = Callable[[UserMessage], Awaitable[None]]


async def nothing(message: UserMessage) -> None:
    """What happens in a turn unless a test says otherwise."""


class Agent:
    """Answers everything with 好的 and keeps it in the real store; its own processor."""

    def __init__(self, store: AppendingTrackerStore) -> None:
        self.tracker_store = store
        self.processor = self
        self.handled: list[str] = []
        self.step: Step = nothing
        self.saves = True

    async def handle_message(self, message: UserMessage) -> None:
        self.handled.append(message.text)
        tracker = await self.tracker_store.get_or_create_tracker(
            message.sender_id, append_action_listen=False
        )
        if not tracker.events:
            for event in session_start():
                tracker.update(event)
        await self.step(message)
        response = {"text": "好的", "custom": {"type": "smalltalk"}}
        await message.output_channel.send_response(message.sender_id, response)
        for event in (user("greet", message.text), did("utter_greet"), said(), listen()):
            tracker.update(event)
        if self.saves:
            await self.tracker_store.save(tracker)

    async def parse_message(self, text: str) -> dict[str, Any]:
        return {"text": text}


@dataclass
class Engine:
    """The running server, as the application sees it."""

    agent: Agent
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: Any, token: str | None = TOKEN) -> tuple[int, Any]:
        headers = {"X-Engine-Token": token} if token is not None else {}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.post(f"{self.url}/turn", data=data, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def say(
        self, text: str, conversation: str = "c", turn_id: str | None = None
    ) -> tuple[int, Any]:
        turn_id = turn_id or uuid.uuid4().hex
        return await self.post({"conversation_id": conversation, "turn_id": turn_id, "text": text})


@asynccontextmanager
async def serve(store: AppendingTrackerStore) -> AsyncIterator[Engine]:
    app = Sanic(f"test_{uuid.uuid4().hex}", configure_logging=False)
    agent = Agent(store)
    app.ctx.agent, app.ctx.model = agent, "model-1"
    register([TurnChannel(TOKEN)], app, route="/webhooks/")
    server = await app.create_server("127.0.0.1", 0, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.start_serving()
    port = server.server.sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as session:
        yield Engine(agent, f"http://127.0.0.1:{port}/webhooks/bot", session)
    server.close()
    await server.wait_closed()


@pytest.fixture
async def engine(store: AppendingTrackerStore) -> AsyncIterator[Engine]:
    async with serve(store) as running:
        yield running


def request(**changes: Any) -> dict[str, Any]:
    """A good request with these changes; None leaves a field out."""
    body = {"conversation_id": "c", "turn_id": "t", "text": "你好"} | changes
    return {name: value for name, value in body.items() if value is not None}


async def test_a_turn_is_answered_with_replies_reading_and_model(engine: Engine) -> None:
    status, answer = await engine.post(request())
    assert status == 200
    assert answer["turn_id"] == "t"
    assert answer["replies"] == [{"text": "好的", "buttons": [], "effect": {"type": "smalltalk"}}]
    assert answer["reading"]["label"] == "greet"
    assert answer["model"] == "model-1"


async def test_an_issued_payload_reaches_rasa_as_it_is(engine: Engine) -> None:
    payload = '/ask_matter{"matter": "reg_seal"}'
    status, _ = await engine.post(request(text=None, payload=payload))
    assert (status, engine.agent.handled) == (200, [payload])


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "令牌"])
async def test_without_the_token_nothing_is_said(engine: Engine, token: str | None) -> None:
    sent = token.encode().decode("latin-1") if token else token
    status, _ = await engine.post(request(), token=sent)
    assert (status, engine.agent.handled) == (401, [])


@pytest.mark.parametrize("path", ["model", "parse"])
async def test_the_other_paths_need_the_token_too(engine: Engine, path: str) -> None:
    method = engine.session.get if path == "model" else engine.session.post
    async with method(f"{engine.url}/{path}") as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"\xff",
        ["c", "t", "text"],
        "text",
        request(conversation_id=None),
        request(conversation_id=""),
        request(conversation_id=7),
        request(turn_id=None),
        request(turn_id=""),
        request(turn_id=7),
        request(text=None),
        request(text=""),
        request(text=" \n\u3000"),
        request(text=["你好"]),
        request(payload="/greet"),
        request(text=None, payload="greet"),
        request(text=None, payload=""),
        request(text=None, payload={"intent": "greet"}),
    ],
    ids=repr,
)
async def test_a_malformed_request_is_refused(engine: Engine, body: Any) -> None:
    status, _ = await engine.post(body)
    assert (status, engine.agent.handled) == (400, [])


@pytest.mark.parametrize("text", ["/restart", "／restart", "  /greet", "\u3000/greet", "\n／"])
async def test_words_with_a_leading_slash_never_reach_rasa(engine: Engine, text: str) -> None:
    status, _ = await engine.say(text)
    assert (status, engine.agent.handled) == (400, [])


async def test_a_slash_inside_the_words_is_fine(engine: Engine) -> None:
    status, _ = await engine.say("注销/变更要什么材料")
    assert (status, engine.agent.handled) == (200, ["注销/变更要什么材料"])


async def test_a_repeated_turn_gets_the_same_answer_and_happens_once(engine: Engine) -> None:
    first = await engine.say("你好", turn_id="t-1")
    assert await engine.say("你好", turn_id="t-1") == first
    assert engine.agent.handled == ["你好"]


async def test_a_turn_repeated_while_it_runs_happens_once(engine: Engine) -> None:
    first, second = await asyncio.gather(
        engine.say("你好", turn_id="t-1"), engine.say("你好", turn_id="t-1")
    )
    assert first == second
    assert engine.agent.handled == ["你好"]


async def test_the_same_turn_id_in_another_conversation_is_another_turn(engine: Engine) -> None:
    await engine.say("你好", "a", "t-1")
    await engine.say("你好", "b", "t-1")
    assert engine.agent.handled == ["你好", "你好"]


async def test_turns_of_one_conversation_never_overlap(engine: Engine) -> None:
    inside: Counter[str] = Counter()
    most = 0

    async def step(message: UserMessage) -> None:
        nonlocal most
        inside[message.sender_id] += 1
        most = max(most, *inside.values())
        await asyncio.sleep(0.01)
        inside[message.sender_id] -= 1

    engine.agent.step = step
    answers = await asyncio.gather(*(engine.say(f"第{n}句") for n in range(8)))
    assert [status for status, _ in answers] == [200] * 8
    assert most == 1


async def test_no_words_are_lost_when_turns_come_at_once(
    engine: Engine, store: AppendingTrackerStore
) -> None:
    said_at_once = {f"第{n}句" for n in range(8)}
    await asyncio.gather(*(engine.say(text) for text in said_at_once))
    full = await store.retrieve_full_tracker("c")
    assert full is not None
    heard = [e.text for e in full.events if e.type_name == "user"]
    assert (len(heard), set(heard)) == (8, said_at_once)


async def test_turns_of_different_conversations_run_side_by_side(engine: Engine) -> None:
    both = asyncio.Event()
    inside: set[str] = set()

    async def step(message: UserMessage) -> None:
        inside.add(message.sender_id)
        if len(inside) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 10)

    engine.agent.step = step
    answers = await asyncio.gather(engine.say("你好", "a"), engine.say("你好", "b"))
    assert [status for status, _ in answers] == [200, 200]


async def raises(message: UserMessage) -> None:
    raise RuntimeError("a policy failed")


async def marks_failed(message: UserMessage) -> None:
    turn = current_turn.get()
    assert turn is not None
    turn.failure = "action server: TimeoutError"


@pytest.mark.parametrize("step", [raises, marks_failed])
async def test_a_failed_turn_is_a_503_and_leaves_nothing(
    engine: Engine, store: AppendingTrackerStore, step: Step
) -> None:
    engine.agent.step = step
    status, _ = await engine.say("你好", "c", "t-1")
    assert status == 503
    assert await store.retrieve("c") is None
    assert await store.stored_answer("c", "t-1") is None


async def test_a_failure_does_not_tell_what_a_person_wrote(engine: Engine) -> None:
    async def step(message: UserMessage) -> None:
        raise RuntimeError(message.text)

    engine.agent.step = step
    _, answer = await engine.say("我的电话 13800138000")
    assert "13800138000" not in json.dumps(answer)


async def test_a_turn_that_was_not_kept_is_a_503(engine: Engine) -> None:
    engine.agent.saves = False
    status, _ = await engine.say("你好")
    assert status == 503


async def test_a_failed_turn_may_be_tried_again(engine: Engine) -> None:
    engine.agent.step = raises
    await engine.say("你好", "c", "t-1")
    engine.agent.step = nothing
    status, answer = await engine.say("你好", "c", "t-1")
    assert (status, answer["replies"][0]["text"]) == (200, "好的")


async def test_redis_away_is_a_503(domain: Domain) -> None:
    async with serve(AppendingTrackerStore(domain, "redis://127.0.0.1:1/0")) as engine:
        status, _ = await engine.say("你好")
    assert (status, engine.agent.handled) == (503, [])


async def test_the_model_is_told(engine: Engine) -> None:
    headers = {"X-Engine-Token": TOKEN}
    async with engine.session.get(f"{engine.url}/model", headers=headers) as answer:
        assert await answer.json() == {"model": "model-1"}


async def test_words_are_read_without_a_turn(engine: Engine, store: AppendingTrackerStore) -> None:
    headers = {"X-Engine-Token": TOKEN}
    body = {"text": "你好"}
    async with engine.session.post(f"{engine.url}/parse", json=body, headers=headers) as answer:
        assert await answer.json() == {"text": "你好"}
    assert list(await store.keys()) == []
