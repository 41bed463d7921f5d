"""Silence: staff are reminded, a case changes hands, a visitor who left is let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.app import Core, core
from bot.conversations.hub import DESK, Mailbox, ReminderNews
from bot.conversations.log import after, now
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Message, ServiceCase, Staff
from tests.integration.service import script, settings
from tests.integration.test_routing import decisions, holder, key, queued, staff, until

QUICK = {
    "reply_due": 0.2,
    "reply_overdue": 0.6,
    "staff_silent": 0.5,
    "staff_silent_long": 1.0,
    "visitor_silent": 0.5,
    "visitor_left": 1.0,
}


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    quick = settings(tmp_path, database_url).model_copy(update=QUICK)
    async with core(quick, ScriptedEngine(script)) as running:
        await running.runner.start()
        await running.timers.start()
        yield running


async def reminded(news: Mailbox, about: str) -> ReminderNews:
    async with asyncio.timeout(10):
        while True:
            item = await news.get()
            if isinstance(item, ReminderNews) and item.about == about:
                return item


async def away(parts: Core) -> None:
    """Nobody has given a sign of life for long."""
    long_ago = now() - timedelta(minutes=5)
    await parts.database.write(
        lambda session: session.execute(update(Staff).values(seen_at=long_ago))
    )


async def said(parts: Core, conversation_id: str) -> list[Message]:
    return list(await parts.database.read(lambda session: after(session, conversation_id, 0)))


async def disposition(parts: Core, conversation_id: str) -> str | None:
    query = select(ServiceCase.disposition).where(ServiceCase.conversation_id == conversation_id)
    return await parts.database.read(lambda session: session.scalar(query))


async def test_who_says_nothing_first_is_warned_then_the_case_changes_hands(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    with parts.hub.subscribe(DESK) as news:
        await parts.desk.claim(chen, conversation, key())
        wang = await staff(parts, "wang")
        assert (await reminded(news, "first_reply")).staff_id == chen.id
        assert (await reminded(news, "reassigned")).staff_id == chen.id
    assert await holder(parts, conversation) == wang.id
    assert ("reassigned", "no_first_reply") in await decisions(parts, conversation)


async def test_with_nobody_else_free_the_case_stays_and_supervisors_hear_of_it(
    parts: Core,
) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    with parts.hub.subscribe(DESK) as news:
        await parts.desk.claim(chen, conversation, key())
        assert (await reminded(news, "silent_long")).staff_id is None
    assert await holder(parts, conversation) == chen.id
    assert ("kept", "nobody_free") in await decisions(parts, conversation)


async def test_who_answered_is_reminded_but_keeps_the_case(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    await staff(parts, "wang")
    conversation = await parts.inbox.open("cli", key())
    with parts.hub.subscribe(DESK) as news:
        await parts.accounts.set_available(chen, False)
        await parts.inbox.ask_person(conversation.id, key())
        await until(lambda: _taken(parts, conversation.id))
        mine = await holder(parts, conversation.id)
        member = next(m for m in await parts.accounts.colleagues() if m.id == mine)
        await parts.desk.say(member, conversation.id, key(), "您好")  # type: ignore[arg-type]
        await parts.inbox.say(conversation.id, key(), "还要多久")
        assert (await reminded(news, "silent")).staff_id == mine
        assert (await reminded(news, "silent_long")).staff_id == mine
    assert await holder(parts, conversation.id) == mine


async def _taken(parts: Core, conversation_id: str) -> bool:
    return await holder(parts, conversation_id) is not None


async def test_the_case_of_somebody_who_went_away_waits_again(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "您好")
    await away(parts)
    await parts.inbox.say(conversation, key(), "还在吗")

    async def waits() -> bool:
        return await holder(parts, conversation) is None

    await until(waits)
    assert ("requeued", "offline") in await decisions(parts, conversation)


async def test_a_silent_visitor_is_asked_and_then_let_go(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")

    async def closed() -> bool:
        return await disposition(parts, conversation) == "visitor_left"

    await until(closed)
    events = [m.body.get("event") for m in await said(parts, conversation)]
    assert events[-2:] == ["still_there", "returned"]
    assert [m.load for m in await parts.accounts.colleagues()] == [0]


async def test_a_visitor_who_answers_is_not_let_go(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")
    await parts.inbox.say(conversation, key(), "马上")
    await asyncio.sleep(2.2)
    assert await disposition(parts, conversation) is None
