"""Timers: ring once, whoever gets to them, survive a restart, and do nothing once in vain."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log
from bot.conversations.bodies import NoticeBody
from bot.conversations.effects import Draft
from bot.conversations.hub import Hub
from bot.conversations.timers import Timers, set_timer
from bot.desk.accounts import NewAccount
from bot.desk.waiting import KIND
from bot.store.database import Database
from bot.store.tables import Conversation, Message, Timer
from tests.integration.service import service

WAITS = "您前面还有"


def key() -> str:
    return uuid.uuid4().hex


async def queued(parts: Core, visitor: str) -> str:
    """A conversation that has waited for more than a minute."""
    conversation = await parts.inbox.open("web", visitor)
    await parts.inbox.ask_person(conversation.id, key())
    return conversation.id


async def let_time_pass(parts: Core) -> None:
    """What is to ring later is due now."""
    due = log.now() - timedelta(seconds=1)
    await parts.database.write(lambda session: session.execute(update(Timer).values(due_at=due)))


async def notices(parts: Core, conversation: str) -> list[str]:
    async with AsyncSession(parts.database.engine) as session:
        entries = await log.after(session, conversation, 0)
    return [text for e in entries if WAITS in (text := str(e.body["text"]))]


async def until_none_is_due(parts: Core) -> None:
    for _ in range(100):
        async with AsyncSession(parts.database.engine) as session:
            if (await session.scalar(select(Timer.kind).where(Timer.due_at <= log.now()))) is None:
                return
        await asyncio.sleep(0.1)
    raise AssertionError("a timer is still due")


async def test_who_waits_longer_than_a_minute_hears_how_many_are_ahead(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        first, second = await queued(parts, "first"), await queued(parts, "second")
        await let_time_pass(parts)
        await until_none_is_due(parts)
        assert ["还有 0 位" in text for text in await notices(parts, first)] == [True]
        assert ["还有 1 位" in text for text in await notices(parts, second)] == [True]


async def test_who_was_taken_or_left_hears_nothing(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        member = await parts.accounts.add(NewAccount("wang", "王老师", "a long password"))
        taken, left = await queued(parts, "taken"), await queued(parts, "left")
        await parts.desk.claim(member, taken, key())
        await parts.inbox.leave_queue(left, key())
        async with AsyncSession(parts.database.engine) as session:
            waiting = select(Timer).where(Timer.kind == KIND)
            assert list(await session.scalars(waiting)) == []


async def test_who_is_given_back_waits_anew(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        member = await parts.accounts.add(NewAccount("wang", "王老师", "a long password"))
        conversation = await queued(parts, "visitor")
        await parts.desk.claim(member, conversation, key())
        await parts.desk.hand_back(member, conversation, key())
        await let_time_pass(parts)
        await until_none_is_due(parts)
        assert len(await notices(parts, conversation)) == 1


async def test_what_was_due_while_nothing_ran_rings_after_the_start_and_once_for_two(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        await parts.timers.stop()
        conversations = [await queued(parts, f"visitor {n}") for n in range(10)]
        await let_time_pass(parts)
    async with service(tmp_path, database_url) as one, service(tmp_path, database_url):
        await until_none_is_due(one)
        rung = [len(await notices(one, conversation)) for conversation in conversations]
    assert rung == [1] * 10


async def test_what_nobody_waits_for_comes_last_however_long_it_is_due(database: Database) -> None:
    rung: list[str] = []

    class Rings:
        def __init__(self, name: str) -> None:
            self._name = name

        async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
            rung.append(self._name)
            return []

    async def start(session: AsyncSession) -> None:
        conversation = await log.open_conversation(session, "web", "visitor")
        for minutes, kind in enumerate(("awaited", "patient", "patient too")):
            due = log.now() - timedelta(minutes=minutes)
            await set_timer(session, kind, conversation.id, due)

    await database.write(start)
    handlers = {kind: Rings(kind) for kind in ("awaited", "patient", "patient too")}
    timers = Timers(database, Hub(), handlers, patient=["patient", "patient too"])
    timers.start()
    async with asyncio.timeout(20):
        while len(rung) < 3:
            await asyncio.sleep(0.02)
    await timers.stop()
    assert rung == ["awaited", "patient too", "patient"]


class Broken:
    """A handler that writes something and then fails."""

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        body = NoticeBody(text="half", event="half")
        await log.append(session, conversation.id, log.Entry("system", body))
        raise ValueError


async def test_a_timer_that_fails_leaves_nothing_half_done_and_is_tried_again_later(
    database: Database,
) -> None:
    async def start(session: AsyncSession) -> str:
        conversation = await log.open_conversation(session, "web", "visitor")
        await set_timer(session, "broken", conversation.id, log.now())
        return conversation.id

    await database.write(start)
    timers = Timers(database, Hub(), {"broken": Broken()})
    timers.start()
    for _ in range(100):
        async with AsyncSession(database.engine) as session:
            due = await session.scalar(select(Timer.due_at))
            messages = list(await session.scalars(select(Message)))
        if due is not None and due > log.now():
            break
        await asyncio.sleep(0.1)
    await timers.stop()
    assert due is not None and due > log.now() + timedelta(seconds=30)
    assert messages == []
