"""Several engines: a conversation keeps its own, and loses it only with the engine."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.dialogue.engine import Answer, EngineUnavailable, Reply, Request
from bot.dialogue.pool import EnginePool
from bot.dialogue.scripted import ScriptedEngine

CONVERSATIONS = [f"conversation-{n}" for n in range(300)]


def engines(count: int) -> dict[str, ScriptedEngine]:
    names = [f"http://engine-{n}:5005" for n in range(count)]
    return {name: ScriptedEngine(lambda _, name=name: [Reply(text=name)]) for name in names}


async def chosen(pool: EnginePool) -> dict[str, str | None]:
    """Which engine answers each conversation."""
    found: dict[str, str | None] = {}
    for conversation in CONVERSATIONS:
        request = Request(conversation_id=conversation, turn_id=conversation, text="您好")
        answer: Answer = await pool.respond(request)
        found[conversation] = answer.replies[0].text
    return found


async def test_conversations_are_spread_and_every_replica_chooses_alike() -> None:
    here, there = EnginePool(engines(3)), EnginePool(dict(reversed(engines(3).items())))

    choices = await chosen(here)

    assert choices == await chosen(there)
    assert min(Counter(choices.values()).values()) > len(CONVERSATIONS) / 5


async def test_only_the_conversations_of_a_dead_engine_move_and_they_come_back() -> None:
    three = engines(3)
    pool = EnginePool(three)
    before = await chosen(pool)
    dead = next(iter(three))
    three[dead].available = False

    await pool.model()
    during = await chosen(pool)
    three[dead].available = True
    await pool.model()

    moved = {name for name in CONVERSATIONS if before[name] != during[name]}
    assert moved == {name for name in CONVERSATIONS if before[name] == dead}
    assert await chosen(pool) == before


async def test_the_second_try_of_a_turn_goes_to_a_living_engine() -> None:
    two = engines(2)
    pool = EnginePool(two)
    request = Request(conversation_id="c", turn_id="t", text="您好")
    first = (await pool.respond(request)).replies[0].text
    assert first is not None
    two[first].available = False
    again = Request(conversation_id="c", turn_id="u", text="您好")

    with pytest.raises(EngineUnavailable):
        await pool.respond(again)
    second = (await pool.respond(again)).replies[0].text

    assert second not in (None, first)


async def test_without_any_living_engine_there_is_no_model() -> None:
    two = engines(2)
    pool = EnginePool(two)
    for engine in two.values():
        engine.available = False
    with pytest.raises(EngineUnavailable):
        await pool.model()
