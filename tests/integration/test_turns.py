"""Turns: answered once and in order, taken over from the dead, patient with an absent engine."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log, turns
from bot.conversations.hub import Stored
from bot.dialogue.engine import EngineRefused, Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Contact, Message, ServiceCase, Turn
from bot.store.ticket_tables import Ticket
from tests.integration.service import script, service


def key() -> str:
    return uuid.uuid4().hex


async def bodies(parts: Core, conversation: str) -> list[tuple[str, str]]:
    async with AsyncSession(parts.database.engine) as session:
        entries = await log.after(session, conversation, 1)
    return [(entry.author, str(entry.body["text"])) for entry in entries]


async def until_there_are(count: int, parts: Core, conversation: str) -> None:
    """Return when the log holds so many messages after the welcome, or after ten seconds."""
    for _ in range(100):
        if len(await bodies(parts, conversation)) == count:
            return
        await asyncio.sleep(0.1)


async def test_answers_come_in_the_order_of_the_questions(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        for i in range(4):
            await parts.inbox.say(conversation.id, key(), f"{i}问")
        await parts.runner.settle(conversation.id)
        answers = [text for author, text in await bodies(parts, conversation.id) if author == "bot"]
    assert answers == [f"echo {i}问" for i in range(4)]


async def test_a_turn_of_a_dead_process_is_taken_over(tmp_path: Path, database_url: str) -> None:
    engine = ScriptedEngine(script)
    engine.available = False
    async with service(tmp_path, database_url, engine) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        received = await parts.inbox.say(conversation.id, key(), "在吗您")
        await parts.database.write(
            lambda session: session.execute(
                update(Turn)
                .where(Turn.id == received.turn_id)
                .values(lease_owner="dead", lease_until=log.now() + timedelta(seconds=1.5))
            )
        )
        engine.available = True
        await until_there_are(2, parts, conversation.id)
        assert await bodies(parts, conversation.id) == [
            ("visitor", "在吗您"),
            ("bot", "echo 在吗您"),
        ]


async def test_two_processes_answer_a_turn_once(tmp_path: Path, database_url: str) -> None:
    engine = ScriptedEngine(script)
    async with (
        service(tmp_path, database_url, engine) as one,
        service(tmp_path, database_url, engine) as two,
    ):
        conversation = await one.inbox.open("web", "visitor")
        for i in range(5):
            await one.inbox.say(conversation.id, key(), f"{i}问")
            two.runner.wake(conversation.id)
        await until_there_are(10, one, conversation.id)
        answers = [text for author, text in await bodies(one, conversation.id) if author == "bot"]
    assert answers == [f"echo {i}问" for i in range(5)]


async def test_an_absent_engine_keeps_the_words_and_answers_later(
    tmp_path: Path, database_url: str
) -> None:
    engine = ScriptedEngine(script)
    engine.available = False
    async with service(tmp_path, database_url, engine) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "还在吗")
        await parts.runner.settle(conversation.id)
        assert await bodies(parts, conversation.id) == [("visitor", "还在吗")]
        engine.available = True
        await until_there_are(2, parts, conversation.id)
        assert (await bodies(parts, conversation.id))[-1] == ("bot", "echo 还在吗")


def refuse(request: Request) -> list[Reply]:
    raise EngineRefused("malformed")


async def test_a_turn_that_the_engine_refuses_ends_with_a_sentence(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url, ScriptedEngine(refuse)) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "坏的")
        await parts.runner.settle(conversation.id)
        assert "没能处理" in (await bodies(parts, conversation.id))[-1][1]


@pytest.mark.parametrize("answering", [script, refuse])
async def test_a_turn_that_ends_after_the_hand_over_says_nothing(
    tmp_path: Path, database_url: str, answering: Callable[[Request], list[Reply]]
) -> None:
    engine = ScriptedEngine(answering)
    engine.available = False
    async with service(tmp_path, database_url, engine) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        received = await parts.inbox.say(conversation.id, key(), "问一下")
        await parts.inbox.ask_person(conversation.id, key())
        engine.available = True
        for _ in range(60):
            async with AsyncSession(parts.database.engine) as session:
                state = (await session.get_one(Turn, received.turn_id)).state
            if state == "dropped":
                break
            await asyncio.sleep(0.1)
        assert state == "dropped"
        assert all(author != "bot" for author, _ in await bodies(parts, conversation.id))


async def test_a_ticket_is_opened_with_the_reply_and_can_be_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "提交")
        await parts.runner.settle(conversation.id)
        async with AsyncSession(parts.database.engine) as session:
            ticket = await session.scalar(select(Ticket))
            contact = await session.get_one(Contact, conversation.contact_id)
            card = await session.scalar(select(Message).where(Message.seq == 3))
    assert ticket is not None and card is not None
    assert card.body["number"] == ticket.number
    assert contact.phone == "13800138000"
    assert "138****8000" in str(card.body) and "13800138000" not in str(card.body)


async def test_a_hand_over_opens_one_case_with_what_is_known(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "材料")
        await parts.runner.settle(conversation.id)
        await parts.inbox.ask_person(conversation.id, key())
        await parts.inbox.ask_person(conversation.id, key())
        async with AsyncSession(parts.database.engine) as session:
            count = await session.scalar(select(func.count()).select_from(ServiceCase))
            case = await session.scalar(select(ServiceCase))
    assert count == 1 and case is not None
    assert (case.reason, case.matter) == ("asked", "reg_company_setup")
    assert "材料" in case.summary


async def test_who_asks_again_as_soon_as_the_answer_is_there_does_not_wait_for_the_sweep(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SWEEP", 3600.0)
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        with parts.hub.subscribe(conversation.id) as news:
            for i in range(30):
                await parts.inbox.say(conversation.id, key(), f"{i}问")
                async with asyncio.timeout(10):
                    while not is_answer_to(f"{i}问", await news.get()):
                        pass


async def test_a_turn_that_was_born_while_the_worker_finished_is_that_workers(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SWEEP", 3600.0)
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        wake = parts.runner.wake
        monkeypatch.setattr(parts.runner, "wake", lambda name, held=None: wake(name))
        await parts.inbox.say(conversation.id, key(), "在吗")
        await parts.runner.settle(conversation.id)
        assert await bodies(parts, conversation.id) == [("visitor", "在吗"), ("bot", "echo 在吗")]


def is_answer_to(words: str, news: object) -> bool:
    """Whether these news bring the scripted answer to these words."""
    messages = news.messages if isinstance(news, Stored) else ()
    return any(message.body["text"] == f"echo {words}" for message in messages)
