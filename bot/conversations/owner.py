"""Who may speak in a conversation: `bot`, `queue` or `staff`; changed by compare-and-set."""

from __future__ import annotations

from collections.abc import Sequence
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
    await change_owners(session, [conversation_id], expected, new)


async def change_owners(
    session: AsyncSession, conversations: Sequence[str], expected: Owner, new: Owner
) -> None:
    """The same of several at once. Raises OwnerConflict when it is so of one of them; then the
    transaction is to be given up."""
    if (expected, new) not in ALLOWED:
        raise ValueError(f"{expected} → {new}")
    changed = await session.scalars(
        update(Conversation)
        .where(Conversation.id.in_(conversations), Conversation.owner == expected)
        .values(owner=new)
        .returning(Conversation.id)
    )
    if missed := set(conversations) - set(changed):
        raise OwnerConflict(*sorted(missed))
