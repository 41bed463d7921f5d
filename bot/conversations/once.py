"""A write with an idempotency key: done once, a repeat gets what the first one stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import by_key
from bot.store.database import Database
from bot.store.tables import Conversation, Turn


class Refused(Exception):
    """Nothing was stored. `code` for programs, the text for people, `retry_after` seconds."""

    def __init__(self, code: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True)
class Received:
    """A stored message, and the turn that will answer it, if any."""

    seq: int
    turn_id: str | None
    turn: Turn | None = None
    """The turn itself when this process holds it from its birth."""
    repeat: bool = False
    """The key was known: what came with it now was not stored."""
    channel: str = ""
    """Where the words came from that a turn will answer."""


_LOCKED = (
    select(Conversation)
    .where(Conversation.id == bindparam("conversation"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
"""Built once, because it is asked for with every message."""
Work = Callable[[AsyncSession], Awaitable[Received]]


async def once(database: Database, conversation_id: str, key: str, work: Work) -> Received:
    """Run `work` in a transaction unless the conversation holds a message with this key."""

    async def unless_known(session: AsyncSession) -> Received:
        known = await by_key(session, conversation_id, key)
        if known is not None:
            return Received(known.seq, known.turn_id, repeat=True)
        return await work(session)

    try:
        return await database.write(unless_known)
    except IntegrityError:
        return await database.write(unless_known)


async def locked(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, held against other writers until the transaction ends."""
    conversation = await session.scalar(_LOCKED, {"conversation": conversation_id})
    if conversation is None:
        raise LookupError(conversation_id)
    return conversation
