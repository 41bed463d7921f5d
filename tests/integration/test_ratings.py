"""Ratings in the database: one row an answer, whatever comes at once, and the last one counts."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log
from bot.conversations.once import Refused
from bot.store.tables import AnswerRating
from tests.integration.service import service


async def answered(parts: Core, visitor: str) -> tuple[str, int]:
    """A conversation and the number of an answer in it."""
    conversation = await parts.inbox.open("web", visitor)
    received = await parts.inbox.say(conversation.id, uuid.uuid4().hex, "材料")
    await parts.runner.settle(conversation.id)
    async with AsyncSession(parts.database.engine) as session:
        (answer,) = await log.after(session, conversation.id, received.seq)
    assert answer.body["kind"] == "answer"
    return conversation.id, answer.seq


async def stored(parts: Core) -> list[AnswerRating]:
    async with AsyncSession(parts.database.engine) as session:
        return list(await session.scalars(select(AnswerRating)))


async def test_a_second_rating_replaces_the_first(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation, seq = await answered(parts, "visitor")
        await parts.inbox.rate(conversation, seq, True)
        (first,) = await stored(parts)
        await parts.inbox.rate(conversation, seq, False)
        (second,) = await stored(parts)
    assert (first.conversation_id, first.seq, first.useful) == (conversation, seq, True)
    assert (second.conversation_id, second.seq, second.useful) == (conversation, seq, False)
    assert first.rated_at <= second.rated_at <= datetime.now(UTC)


async def test_many_ratings_at_the_same_moment_leave_one(tmp_path: Path, database_url: str) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation, seq = await answered(parts, "visitor")
        await asyncio.gather(
            *(parts.inbox.rate(conversation, seq, i % 2 == 0) for i in range(10)),
        )
        assert len(await stored(parts)) == 1


async def test_everybody_rates_only_the_answers_of_the_own_conversation(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        mine, seq = await answered(parts, "visitor")
        others = await parts.inbox.open("web", "somebody else")
        await parts.inbox.rate(mine, seq, True)
        for conversation, number in ((others.id, seq), (mine, 1), (mine, seq - 1), (mine, 99)):
            with pytest.raises(Refused) as refused:
                await parts.inbox.rate(conversation, number, False)
            assert refused.value.code == "not_an_answer"
        (kept,) = await stored(parts)
    assert (kept.conversation_id, kept.useful) == (mine, True)


async def test_an_answer_can_be_rated_while_a_person_is_waited_for(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        conversation, seq = await answered(parts, "visitor")
        await parts.inbox.ask_person(conversation, uuid.uuid4().hex)
        await parts.inbox.rate(conversation, seq, False)
        assert [rating.useful for rating in await stored(parts)] == [False]
