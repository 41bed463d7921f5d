"""The log: a sequence without gaps, one entry a key, choices only where they were issued."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.inbox import MAX_PENDING
from bot.conversations.once import Refused
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Conversation, Message
from tests.integration.service import script, service


def key() -> str:
    return uuid.uuid4().hex


async def messages(parts: Core, conversation: str) -> list[Message]:
    async with AsyncSession(parts.database.engine) as session:
        return list(await log.after(session, conversation, 0))


async def test_a_new_conversation_begins_by_saying_that_it_is_automatic(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        again = await parts.inbox.open("web", "visitor")
        entries = await messages(parts, conversation.id)
    assert again.id == conversation.id
    assert len(entries) == 1
    assert "自动助手，不是真人" in entries[0].body["text"]


async def test_many_at_once_get_a_sequence_without_gaps(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.ask_person(conversation.id, key())
        says = [parts.inbox.say(conversation.id, key(), f"第{i}句") for i in range(30)]
        received = await asyncio.gather(*says)
        entries = await messages(parts, conversation.id)
    assert [entry.seq for entry in entries] == list(range(1, 34))
    assert sorted(r.seq for r in received) == list(range(4, 34))


async def test_a_repeated_key_is_stored_once_even_at_the_same_moment(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        same = key()
        received = await asyncio.gather(
            *(parts.inbox.say(conversation.id, same, "你好呀") for _ in range(8))
        )
        await parts.runner.settle(conversation.id)
        entries = await messages(parts, conversation.id)
    assert len({r.seq for r in received}) == 1
    assert [entry.author for entry in entries] == ["bot", "visitor", "bot"]


async def test_a_typed_number_presses_the_choice_of_the_latest_message(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "1")
        await parts.runner.settle(conversation.id)
        entries = await messages(parts, conversation.id)
    assert entries[-1].body["text"] == 'payload /ask_matter{"matter": "reg_company_setup"}'


async def test_a_pressed_choice_shows_its_title_and_sends_its_payload(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.choose(conversation.id, key(), 1, "5")
        await parts.runner.settle(conversation.id)
        entries = await messages(parts, conversation.id)
    assert entries[1].body["text"] == "线上人工帮办"
    assert entries[2].body["text"] == "payload /assistance"


async def test_a_choice_that_was_not_issued_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        other = await parts.inbox.open("web", "somebody else")
        for seq, choice in ((1, "99"), (7, "1")):
            with pytest.raises(Refused) as refused:
                await parts.inbox.choose(conversation.id, key(), seq, choice)
            assert refused.value.code == "unknown_choice"
        assert len(await messages(parts, conversation.id)) == 1
        assert len(await messages(parts, other.id)) == 1


@pytest.mark.parametrize("text", ["", "   ", "/", "／／", "\n"])
async def test_blank_words_are_refused(tmp_path: Path, database_url: str, text: str) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        with pytest.raises(Refused) as refused:
            await parts.inbox.say(conversation.id, key(), text)
    assert refused.value.code == "blank"


async def test_words_that_are_too_long_are_refused_with_the_limit(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        with pytest.raises(Refused, match=str(MAX_TEXT)):
            await parts.inbox.say(conversation.id, key(), "长" * (MAX_TEXT + 1))


@pytest.mark.parametrize("text", ['/ask_matter{"matter":"x"}', "／restart", " / /handoff"])
async def test_a_typed_command_reaches_the_engine_as_plain_words(
    tmp_path: Path, database_url: str, text: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), text)
        await parts.runner.settle(conversation.id)
        entries = await messages(parts, conversation.id)
    assert entries[1].body["text"] == text.strip()
    assert entries[2].body["text"].startswith("echo ")
    assert "/" not in entries[2].body["text"].removeprefix("echo ")[:1]


async def test_a_full_conversation_asks_to_wait(tmp_path: Path, database_url: str) -> None:
    engine = ScriptedEngine(script)
    engine.available = False
    async with service(tmp_path, database_url, engine) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        for i in range(MAX_PENDING):
            await parts.inbox.say(conversation.id, key(), f"第{i}句")
        with pytest.raises(Refused) as refused:
            await parts.inbox.say(conversation.id, key(), "再来一句")
    assert refused.value.code == "busy"
    assert refused.value.retry_after


async def test_the_owner_decides_who_answers(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation = await parts.inbox.open("web", "visitor")
        await parts.inbox.say(conversation.id, key(), "人工")
        await parts.runner.settle(conversation.id)
        received = await parts.inbox.say(conversation.id, key(), "有人吗")
        assert received.turn_id is None
        await parts.inbox.leave_queue(conversation.id, key())
        await parts.inbox.say(conversation.id, key(), "回来了")
        await parts.runner.settle(conversation.id)
        entries = await messages(parts, conversation.id)
        async with AsyncSession(parts.database.engine) as session:
            owner = (await session.get_one(Conversation, conversation.id)).owner
    assert owner == "bot"
    assert [(e.author, e.body.get("event")) for e in entries[2:]] == [
        ("system", "queued"),
        ("visitor", None),
        ("visitor", None),
        ("system", "left_queue"),
        ("visitor", None),
        ("bot", None),
    ]
