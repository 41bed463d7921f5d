"""One id leads from a channel's message to the engine, and on to what the person was sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.app import Core, core
from bot.dialogue.engine import Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from tests.integration.service import script, settings
from tests.integration.test_outbox import settled
from tests.logged import Line, events, logged
from tests.outside_channel import CHANNEL, PlatformSender, platform


@pytest.fixture
def lines() -> Iterator[Sequence[Line]]:
    with logged() as found:
        yield found


async def said(parts: Core, text: str) -> str:
    """Say it outside, wait until everything is answered, and give the key it was said under."""
    key = uuid.uuid4().hex
    conversation = await parts.inbox.open(CHANNEL, "person")
    await parts.inbox.say(conversation.id, key, text)
    await parts.runner.settle(conversation.id)
    return key


async def test_the_turns_id_is_on_every_line_from_the_channel_to_the_delivery(
    tmp_path: Path, database_url: str, lines: Sequence[Line]
) -> None:
    asked: list[str] = []

    def noted(request: Request) -> list[Reply]:
        asked.append(request.turn_id)
        return script(request)

    async with platform() as outside:
        senders = {CHANNEL: PlatformSender(outside.url)}
        async with core(settings(tmp_path, database_url), ScriptedEngine(noted), senders) as parts:
            key = await said(parts, "您好您好")
            await settled(parts.database)
    (turn,) = asked
    assert events(lines, turn) == ["inbox.received", "turns.ended", "delivery.sent"]
    received = next(line for line in lines if line["event"] == "inbox.received")
    assert received["key"] == key
    ended = next(line for line in lines if line["event"] == "turns.ended")
    assert ended["outcome"] == "smalltalk"


async def test_what_goes_wrong_on_the_way_has_it_too(
    tmp_path: Path, database_url: str, lines: Sequence[Line]
) -> None:
    engine = ScriptedEngine(script)
    async with platform() as outside:
        await outside.play("accept", "refuse")
        senders = {CHANNEL: PlatformSender(outside.url)}
        async with core(settings(tmp_path, database_url), engine, senders) as parts:
            engine.available = False
            await said(parts, "您好您好")
            engine.available = True
            await parts.runner.start()
            while not any(line["event"] == "delivery.failed" for line in lines):
                await settled(parts.database)
    (turn,) = {line["turn"] for line in lines if line["event"] == "turns.engine_unavailable"}
    (failed,) = [line for line in lines if line["event"] == "delivery.failed"]
    assert (failed["turn"], failed["code"], failed["channel"]) == (turn, "45015", CHANNEL)


async def test_no_line_has_the_words(
    tmp_path: Path, database_url: str, lines: Sequence[Line]
) -> None:
    async with core(settings(tmp_path, database_url), ScriptedEngine(script)) as parts:
        await said(parts, "我是王小明")
    assert lines and "王小明" not in repr(lines)
