"""The outbox against a platform that behaves badly: in order, never doubled, no loss unseen."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import core
from bot.conversations.bodies import TextBody
from bot.conversations.delivery import Deliveries, Pace
from bot.conversations.hub import Hub
from bot.conversations.log import Author, Entry, append, open_conversation
from bot.conversations.outbox import Claimant, claim, confirm, resend
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.tables import Delivery
from tests.integration.service import script, settings
from tests.outside_channel import CHANNEL, QUICK, Behaviour, Platform, PlatformSender, platform


@pytest.fixture
async def outside() -> AsyncIterator[Platform]:
    async with platform() as running:
        yield running


@asynccontextmanager
async def sending(
    database: Database, outside: Platform, pace: Pace = QUICK
) -> AsyncIterator[Deliveries]:
    """A process, as it were, that sends."""
    deliveries = Deliveries(database, Hub(), {CHANNEL: PlatformSender(outside.url)}, pace)
    deliveries.start()
    try:
        yield deliveries
    finally:
        await deliveries.stop()


async def person(database: Database, name: str = "person", channel: str = CHANNEL) -> str:
    opened = await database.write(lambda session: open_conversation(session, channel, name))
    return opened.id


async def say(database: Database, conversation: str, *texts: str, author: Author = "bot") -> None:
    async def work(session: AsyncSession) -> None:
        for text in texts:
            await append(session, conversation, Entry(author, TextBody(text=text)))

    await database.write(work)


async def rows(database: Database) -> list[Delivery]:
    # Not as a writer: who looks fifty times a second would keep SQLite's lock from the others.
    async def look(session: AsyncSession) -> list[Delivery]:
        return list(await session.scalars(sa.select(Delivery).order_by(Delivery.seq)))

    return await database.read(look)


async def settled(database: Database) -> list[tuple[str, str | None]]:
    """State and code of every delivery once nothing is left to do, or after twenty seconds."""
    for _ in range(1000):
        found = await rows(database)
        if not any(row.state in ("waiting", "sending") for row in found):
            break
        await asyncio.sleep(0.02)
    return [(row.state, row.error) for row in found]


async def test_a_conversation_outside_reaches_the_person_and_only_what_is_not_its_own(
    tmp_path: Path, database_url: str, outside: Platform
) -> None:
    senders = {CHANNEL: PlatformSender(outside.url)}
    configured = settings(tmp_path, database_url)
    async with core(configured, ScriptedEngine(script), senders) as parts:
        conversation = await parts.inbox.open(CHANNEL, "person")
        await parts.inbox.say(conversation.id, "k" * 12, "在吗您")
        await parts.runner.settle(conversation.id)
        await settled(parts.database)
        first = await rows(parts.database)
    welcome, answer = outside.ledger
    assert "自动助手" in welcome[1]
    assert answer == ("person", "echo 在吗您")
    assert [(row.state, row.external_id) for row in first] == [
        ("sent", "platform-1"),
        ("sent", "platform-2"),
    ]


async def test_bot_staff_and_system_are_heard_in_the_order_of_the_log(
    database: Database, outside: Platform
) -> None:
    conversation = await person(database)
    await say(database, conversation, "一")
    await say(database, conversation, "我说的", author="visitor")
    await say(database, conversation, "二", author="system")
    await say(database, conversation, "三", author="staff")
    async with sending(database, outside):
        await settled(database)
    assert outside.ledger == [("person", "一"), ("person", "二"), ("person", "三")]


async def test_a_message_is_sent_when_it_is_stored_and_not_at_the_next_sweep(
    database: Database, outside: Platform
) -> None:
    async with sending(database, outside, replace(QUICK, sweep=3600.0)):
        await asyncio.sleep(0.1)
        await say(database, await person(database), "一", "二")
        assert await settled(database) == [("sent", None)] * 2


async def test_the_web_channel_costs_no_statement_more(database: Database) -> None:
    conversation = await person(database, channel="web")
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement.split(maxsplit=1)[0])

    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await say(database, conversation, "您好")
    assert [verb for verb in seen if verb != "BEGIN"] == ["UPDATE", "INSERT"]
    assert await rows(database) == []


async def test_without_a_sender_nothing_runs(database: Database) -> None:
    before = asyncio.all_tasks()
    deliveries = Deliveries(database, Hub(), {})
    deliveries.start()
    assert asyncio.all_tasks() == before
    await deliveries.stop()


async def test_what_was_postponed_is_sent_later_once_and_what_follows_waits_for_it(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一", "二")
    await outside.play("busy", "busy")
    async with sending(database, outside):
        assert await settled(database) == [("sent", None)] * 2
    assert [text for _, text in outside.ledger] == ["一", "二"]
    assert [row.attempts for row in await rows(database)] == [3, 1]


async def test_a_platform_that_is_down_is_tried_until_it_is_back(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一", "二")
    await outside.go_down()
    async with sending(database, outside):
        while (await rows(database))[0].attempts < 2:
            await asyncio.sleep(0.02)
        await outside.listen()
        assert await settled(database) == [("sent", None)] * 2
    assert [text for _, text in outside.ledger] == ["一", "二"]


async def test_what_is_postponed_too_often_fails_and_nothing_was_delivered(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    await outside.play("busy", "busy", "busy")
    async with sending(database, outside, replace(QUICK, attempts=3)):
        assert await settled(database) == [("failed", "busy")]
    assert outside.ledger == []


async def test_what_could_be_tried_again_only_after_its_time_fails(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    await outside.play("busy")
    async with sending(database, outside, replace(QUICK, age=0.0)):
        assert await settled(database) == [("failed", "busy")]


async def test_a_refused_message_is_not_tried_again_and_holds_nothing_back(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一", "二")
    await outside.play("refuse")
    async with sending(database, outside):
        assert await settled(database) == [("failed", "45015"), ("sent", None)]
    assert [text for _, text in outside.ledger] == ["二"]


@pytest.mark.parametrize(
    ("behaviour", "delivered"), [("late", 1), ("lost", 1), ("drop", 0), ("silent", 0)]
)
async def test_without_an_answer_it_is_uncertain_and_a_new_process_does_not_repeat_it(
    database: Database, outside: Platform, behaviour: Behaviour, delivered: int
) -> None:
    await say(database, await person(database), "一")
    await outside.play(behaviour)
    async with sending(database, outside):
        assert await settled(database) == [("uncertain", "no_answer")]
    async with sending(database, outside):
        await asyncio.sleep(QUICK.sweep * 6)
    assert await settled(database) == [("uncertain", "no_answer")]
    assert (outside.requests, len(outside.ledger)) == (1, delivered)


async def test_a_sender_that_never_returns_is_cut_off(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    await outside.play("silent")
    patient = {CHANNEL: PlatformSender(outside.url, patience=60)}
    deliveries = Deliveries(database, Hub(), patient, QUICK)
    deliveries.start()
    assert await settled(database) == [("uncertain", "timeout")]
    await deliveries.stop()


@pytest.mark.parametrize(("behaviour", "delivered"), [("late", 1), ("silent", 0)])
async def test_kill_9_before_the_answer_leaves_it_uncertain_and_never_repeated(
    database: Database,
    database_url: str,
    outside: Platform,
    behaviour: Behaviour,
    delivered: int,
) -> None:
    await say(database, await person(database), "一")
    await outside.play(behaviour)
    command = [sys.executable, "-m", "tests.outside_channel", database_url, outside.url]
    child = subprocess.Popen(command, cwd=ROOT)
    try:
        await asyncio.wait_for(outside.asked.wait(), 30)
    finally:
        child.kill()
        await asyncio.to_thread(child.wait)
    assert (await rows(database))[0].state == "sending"
    async with sending(database, outside):
        assert await settled(database) == [("uncertain", "process_died")]
        await say(database, await person(database), "二")
        await settled(database)
    assert [text for _, text in outside.ledger] == ["一"] * delivered + ["二"]


async def test_a_process_that_died_before_it_asked_leaves_it_uncertain_too(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    dead = Claimant("dead", timedelta(seconds=-1))
    await database.write(lambda session: claim(session, {CHANNEL}, dead, 1))
    async with sending(database, outside):
        assert await settled(database) == [("uncertain", "process_died")]
    assert outside.requests == 0


async def test_a_stopping_process_waits_for_the_answers_it_asked_for(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    await outside.play("silent")
    async with sending(database, outside, replace(QUICK, grace=5.0)):
        await asyncio.wait_for(outside.asked.wait(), 10)
        outside.let_go.set()
    assert await settled(database) == [("sent", None)]


async def test_what_the_platform_confirms_later_is_sent_and_cannot_be_resent(
    database: Database, outside: Platform
) -> None:
    await say(database, await person(database), "一")
    await outside.play("lost")
    async with sending(database, outside):
        await settled(database)
    row = (await rows(database))[0]
    assert await database.write(lambda session: confirm(session, row.id, "platform-1"))
    assert not await database.write(lambda session: resend(session, row.id))
    assert await settled(database) == [("sent", None)]


async def test_two_processes_send_every_message_once_and_in_order(
    database: Database, database_url: str, outside: Platform
) -> None:
    other = Database(database_url)
    names = [f"person{i}" for i in range(12)]
    conversations = [await person(database, name) for name in names]
    async with sending(database, outside), sending(other, outside):
        texts = [str(i) for i in range(5)]
        await asyncio.gather(
            *(say(database, conversation, *texts) for conversation in conversations)
        )
        states = await settled(database)
    await other.close()
    assert states == [("sent", None)] * 60
    for name in names:
        assert [text for to, text in outside.ledger if to == name] == texts


def bot(database_url: str, tmp_path: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": database_url, "BOT_VAR": str(tmp_path)}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", "outbox", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_a_person_sees_what_is_uncertain_without_the_words_and_sends_it_again(
    tmp_path: Path, database: Database, database_url: str, outside: Platform
) -> None:
    await say(database, await person(database), "机密", "二")
    await outside.play("lost")
    async with sending(database, outside):
        await settled(database)
    row = (await rows(database))[0]
    listed = await asyncio.to_thread(bot, database_url, tmp_path, "list", "--json")
    shown = await asyncio.to_thread(bot, database_url, tmp_path, "list")
    assert f'"id":"{row.id}"' in listed.stdout and '"code":"no_answer"' in listed.stdout
    assert row.id in shown.stdout
    assert len(listed.stdout.splitlines()) == 1
    assert "机密" not in listed.stdout + shown.stdout

    again = await asyncio.to_thread(bot, database_url, tmp_path, "resend", row.id)
    assert again.returncode == 0, again.stderr
    async with sending(database, outside):
        assert await settled(database) == [("sent", None)] * 2
    assert [text for _, text in outside.ledger] == ["机密", "二", "机密"]

    refused = await asyncio.to_thread(bot, database_url, tmp_path, "resend", row.id)
    assert refused.returncode == 1 and row.id in refused.stderr
