"""The one way in: who may use it, what it refuses, and that a turn happens once or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from redis.asyncio import Redis

from engine.components.channel import TurnChannel
from engine.components.tracker_store import AppendingTrackerStore
from engine.tests.serving import EchoAgent, TurnClient, failing, nothing_more, serving

GOOD = {"conversation_id": "c", "turn_id": "t", "text": "刻章要多久"}


@pytest.fixture
def agent(store: AppendingTrackerStore) -> EchoAgent:
    return EchoAgent(store)


@pytest.fixture
async def client(agent: EchoAgent) -> AsyncIterator[TurnClient]:
    async with serving(agent) as made:
        yield made


async def test_a_turn_leaves_its_id_in_the_log_and_no_word(
    client: TurnClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        await client.post(GOOD)
    said = [r.getMessage() for r in caplog.records if r.name == TurnChannel.__module__]
    assert said == ["turn.answered turn=t model=model-1", "turn.repeated turn=t"]


@pytest.mark.parametrize("headers", [{}, {"X-Engine-Token": "wrong"}, {"X-Engine-Token": ""}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/bot/turn"),
        ("POST", "/webhooks/bot/parse"),
        ("POST", "/webhooks/bot/readings"),
        ("GET", "/webhooks/bot/model"),
    ],
)
async def test_nothing_is_open_without_the_token(
    client: TurnClient, agent: EchoAgent, method: str, path: str, headers: dict[str, str]
) -> None:
    status, _ = await client.request(method, path, json=GOOD, headers=headers)
    assert (status, agent.handled) == (401, [])


async def test_a_turn_is_answered_whole(client: TurnClient) -> None:
    status, answer = await client.post(GOOD)
    assert status == 200
    assert answer == {
        "turn_id": "t",
        "replies": [{"text": "您说刻章要多久", "buttons": [], "effect": {"type": "smalltalk"}}],
        "reading": {"label": "ask", "confidence": 0.9, "decision": "sure"},
        "intent": "ask",
        "entities": [{"entity": "matter", "value": "reg_seal", "start": None, "end": None}],
        "slots": {"name": "0 句之后", "size": "small"},
        "active_form": None,
        "model": "model-1",
    }


async def test_an_issued_payload_reaches_rasa_as_it_is(
    client: TurnClient, agent: EchoAgent
) -> None:
    payload = '/ask_matter{"matter": "reg_seal"}'
    status, _ = await client.post({"conversation_id": "c", "turn_id": "t", "payload": payload})
    assert (status, agent.handled) == (200, [payload])


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "刻章",
        {},
        GOOD | {"conversation_id": ""},
        GOOD | {"conversation_id": 7},
        GOOD | {"conversation_id": None},
        GOOD | {"turn_id": ""},
        GOOD | {"turn_id": 7},
        GOOD | {"text": None},
        GOOD | {"text": ""},
        GOOD | {"text": " \n\u3000"},
        GOOD | {"text": 7},
        GOOD | {"payload": "/greet"},
        GOOD | {"text": None, "payload": "greet"},
        GOOD | {"text": None, "payload": ""},
        GOOD | {"text": None, "payload": {"intent": "greet"}},
    ],
    ids=repr,
)
async def test_a_malformed_request_is_refused(
    client: TurnClient, agent: EchoAgent, body: Any
) -> None:
    status, _ = await client.post(body)
    assert (status, agent.handled) == (400, [])


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"text": '])
async def test_a_body_that_is_not_json_is_refused(
    client: TurnClient, agent: EchoAgent, raw: bytes
) -> None:
    status, _ = await client.request("POST", "/webhooks/bot/turn", data=raw)
    assert (status, agent.handled) == (400, [])


@pytest.mark.parametrize("text", ["/restart", "／restart", "  /greet", "\u3000／greet", "\n/a{}"])
async def test_words_with_a_leading_slash_are_refused(
    client: TurnClient, agent: EchoAgent, text: str
) -> None:
    status, _ = await client.say(text)
    assert (status, agent.handled) == (400, [])


async def test_a_slash_inside_the_words_is_fine(client: TurnClient) -> None:
    status, _ = await client.say("社保/公积金怎么开户")
    assert status == 200


async def test_a_repeated_turn_gets_the_stored_answer(client: TurnClient, agent: EchoAgent) -> None:
    first = await client.say("刻章要多久", turn="t")
    assert await client.say("刻章要多久", turn="t") == first
    assert agent.handled == ["刻章要多久"]


async def test_a_turn_repeated_while_it_runs_is_taken_once(
    client: TurnClient, agent: EchoAgent
) -> None:
    first, second = await asyncio.gather(
        client.say("刻章要多久", turn="t"), client.say("刻章要多久", turn="t")
    )
    assert first == second
    assert agent.handled == ["刻章要多久"]


async def test_the_same_turn_id_in_another_conversation_is_another_turn(
    client: TurnClient, agent: EchoAgent
) -> None:
    await client.say("一", turn="t", conversation="a")
    await client.say("二", turn="t", conversation="b")
    assert agent.handled == ["一", "二"]


async def test_turns_of_one_conversation_never_overlap(
    client: TurnClient, agent: EchoAgent
) -> None:
    running: list[str] = []
    overlaps: list[list[str]] = []

    async def step(message: UserMessage) -> None:
        running.append(message.text)
        overlaps.append(running.copy())
        await asyncio.sleep(0.01)
        running.remove(message.text)

    agent.midway = step
    answers = await asyncio.gather(*(client.say(f"第{i}句") for i in range(8)))
    assert all(len(together) == 1 for together in overlaps)
    before = {answer["slots"]["name"] for _, answer in answers}
    assert before == {f"{i} 句之后" for i in range(8)}


async def test_turns_of_two_conversations_do_not_wait_for_each_other(
    client: TurnClient, agent: EchoAgent
) -> None:
    arrived = {"a": asyncio.Event(), "b": asyncio.Event()}

    async def step(message: UserMessage) -> None:
        arrived[message.sender_id].set()
        await asyncio.wait_for(arrived["b" if message.sender_id == "a" else "a"].wait(), 20)

    agent.midway = step
    answers = await asyncio.gather(*(client.say("您好", conversation=c) for c in "ab"))
    assert [status for status, _ in answers] == [200, 200]


async def _break(message: UserMessage) -> None:
    raise RuntimeError("the model is broken")


@pytest.mark.parametrize("step", [_break, failing("action server: TimeoutError")])
async def test_a_failed_turn_is_503_and_stores_nothing(
    client: TurnClient, agent: EchoAgent, redis: Redis, prefix: str, step: Any
) -> None:
    agent.midway = step
    status, _ = await client.say("刻章要多久")
    assert status == 503
    assert [key async for key in redis.scan_iter(f"{prefix}:*", count=500)] == []


async def test_a_failed_turn_can_be_taken_again(client: TurnClient, agent: EchoAgent) -> None:
    await client.say("您好", turn="before")
    agent.midway = failing("action server: TimeoutError")
    await client.say("刻章要多久", turn="t")
    agent.midway = nothing_more
    status, answer = await client.say("刻章要多久", turn="t")
    assert (status, answer["slots"]["name"]) == (200, "1 句之后")


async def test_a_turn_of_which_nothing_was_kept_is_503(
    client: TurnClient, agent: EchoAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent, "handle_message", nothing_more)
    status, _ = await client.say("刻章要多久")
    assert status == 503


async def test_the_model_in_service_is_named(client: TurnClient) -> None:
    answer = await client.request("GET", "/webhooks/bot/model")
    assert answer == (200, {"model": "model-1"})


async def test_a_text_is_read_without_a_turn(client: TurnClient, agent: EchoAgent) -> None:
    status, parsed = await client.request("POST", "/webhooks/bot/parse", json={"text": "刻章"})
    assert (status, parsed["reading"], agent.handled) == (200, {"decision": "sure"}, [])


async def test_several_texts_are_read_together(client: TurnClient, agent: EchoAgent) -> None:
    ask = ("POST", "/webhooks/bot/readings")
    found = await client.request(*ask, json={"texts": ["刻章", "开票"]})
    assert found == (200, [{"reading": {"decision": "sure"}}] * 2)
    assert agent.handled == []
    for texts in (None, "刻章", ["刻章"] * 101):
        status, _ = await client.request(*ask, json={"texts": texts})
        assert status == 400


async def test_without_redis_a_turn_is_502_and_the_engine_not_ready(domain: Domain) -> None:
    away = EchoAgent(AppendingTrackerStore(domain, "redis://127.0.0.1:1/0", timeout=0.5))
    async with serving(away) as client:
        turn, _ = await client.say("刻章要多久")
        ready, _ = await client.request("GET", "/webhooks/bot/model")
    assert (turn, away.handled) == (502, [])
    assert ready >= 500
