"""What visitors think of answers: one rating a message, beside the log, which never changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.tables import AnswerRating, Message


def is_answer(message: Message) -> bool:
    """True for an answer of the assistant: the only thing that can be rated."""
    return message.author == "bot" and message.body["kind"] == "answer"


async def keep(session: AsyncSession, message: Message, useful: bool) -> None:
    """Store the rating of an answer in place of an earlier one.

    The caller holds the conversation's lock: two first ratings at once would collide.
    """
    rating = await session.get(AnswerRating, (message.conversation_id, message.seq))
    if rating is None:
        rating = AnswerRating(conversation_id=message.conversation_id, seq=message.seq)
        session.add(rating)
    rating.useful, rating.rated_at = useful, now()


async def rating_of(session: AsyncSession, conversation_id: str, seq: int) -> bool | None:
    """Whether the visitor found this answer useful; None while nothing was said."""
    rating = await session.get(AnswerRating, (conversation_id, seq))
    return rating.useful if rating is not None else None


async def ratings_of(
    session: AsyncSession, conversation_id: str, messages: Sequence[Message]
) -> dict[int, bool]:
    """The ratings among messages of one conversation, by sequence number."""
    answers = [message.seq for message in messages if is_answer(message)]
    if not answers:
        return {}
    rows = await session.scalars(
        select(AnswerRating).where(
            AnswerRating.conversation_id == conversation_id, AnswerRating.seq.in_(answers)
        )
    )
    return {rating.seq: rating.useful for rating in rows}
