"""Who may speak in a conversation: `bot`, `queue` or `staff`; changed by compare-and-set."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import Conversation

Owner = Literal["bot", "queue", "staff"]

ALLOWED: frozenset[tuple[Owner, Owner]] = frozenset(
    {
        ("bot", "queue"),
        ("queue", "bot"),
        ("queue", "staff"),
        ("staff", "bot"),
        ("staff", "queue"),
        ("bot", "staff"),
    }
)


class OwnerConflict(Exception):
    """The conversation has another owner than the caller believed; nothing was changed."""


async def change_owner(
    session: AsyncSession, conversation_id: str, expected: Owner, new: Owner
) -> None:
    """Move the conversation from one owner to another, or raise OwnerConflict."""
    if (expected, new) not in ALLOWED:
        raise ValueError(f"{expected} → {new}")
    result = await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.owner == expected)
        .values(owner=new)
        .returning(Conversation.id)
    )
    if result.scalar_one_or_none() is None:
        raise OwnerConflict(conversation_id)
