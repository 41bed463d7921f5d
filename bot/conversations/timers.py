"""What is to happen later: rows with a due time, one a kind and conversation.

A timer is deleted in the transaction that stores its effect. So it rings once, whoever of several
processes gets to it, and one whose process died rings in another: no lease is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, cast

import structlog
from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.effects import Draft
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.once import locked
from bot.dialogue.engine import EngineUnavailable
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Conversation, Timer

SWEEP = 1.0
"""Seconds between two looks for what is due."""
AT_ONCE = 100
AGAIN = timedelta(minutes=1)
"""A timer whose handler failed is tried again after so long."""

log = structlog.get_logger(__name__)
_ADD = insert(cast(Table, Timer.__table__))


class TimerHandler(Protocol):
    """What one kind of timer does."""

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """Check again whether it is still to happen, do it, and say what the visitor sees."""
        ...


async def set_timer(
    session: AsyncSession, kind: str, conversation_id: str, due_at: datetime
) -> None:
    """Have `kind` ring at `due_at`; an earlier one of this kind is replaced."""
    await cancel_timers(session, [kind], [conversation_id])
    await add_timers(session, {kind: due_at}, [conversation_id])


async def add_timers(
    session: AsyncSession, due: Mapping[str, datetime], conversations: Sequence[str]
) -> None:
    """Have each kind ring in each conversation, where none of them is set."""
    rows = [
        {"kind": kind, "conversation_id": conversation_id, "due_at": due_at}
        for conversation_id in conversations
        for kind, due_at in due.items()
    ]
    await session.execute(_ADD, rows)


async def cancel_timers(
    session: AsyncSession, kinds: Sequence[str], conversations: Sequence[str]
) -> None:
    """Have these kinds not ring; nothing happens when they are not set."""
    await session.execute(
        delete(Timer).where(Timer.kind.in_(kinds), Timer.conversation_id.in_(conversations))
    )


class Timers(Background):
    """Rings what is due, as long as it runs."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        handlers: Mapping[str, TimerHandler],
        patient: Collection[str] = (),
    ) -> None:
        """`patient`: kinds that nobody waits for. However many are due, the others come first."""
        self._db = database
        self._hub = hub
        self._handlers = handlers
        self._patient = patient

    async def _run(self) -> None:
        while True:
            try:
                for kind, conversation_id in await self._due():
                    await self._ring(kind, conversation_id)
            except DatabaseUnavailable as error:
                log.warning("timers.sweep_failed", cause=str(error))
            await asyncio.sleep(SWEEP)

    async def _due(self) -> list[tuple[str, str]]:
        query = (
            select(Timer.kind, Timer.conversation_id)
            .where(Timer.due_at <= now(), Timer.kind.in_(self._handlers))
            .order_by(Timer.kind.in_(tuple(self._patient)), Timer.due_at)
            .limit(AT_ONCE)
        )
        rows = await self._db.read(lambda session: session.execute(query))
        return [(kind, conversation_id) for kind, conversation_id in rows]

    async def _ring(self, kind: str, conversation_id: str) -> None:
        async def work(session: AsyncSession) -> None:
            conversation = await locked(session, conversation_id)
            rung = await session.execute(
                delete(Timer)
                .where(
                    Timer.kind == kind,
                    Timer.conversation_id == conversation_id,
                    Timer.due_at <= now(),
                )
                .returning(Timer.kind)
            )
            if rung.scalar_one_or_none() is not None:
                for draft in await self._handlers[kind].ring(session, conversation):
                    await self._hub.append(session, conversation_id, draft.entry(None))

        try:
            await self._db.write(work)
        except (SQLAlchemyError, EngineUnavailable, OSError, LookupError, ValueError) as error:
            log.error("timers.failed", kind=kind, cause=type(error).__name__)
            await self._db.write(lambda session: _postpone(session, kind, conversation_id))


async def _postpone(session: AsyncSession, kind: str, conversation_id: str) -> None:
    await session.execute(
        update(Timer)
        .where(Timer.kind == kind, Timer.conversation_id == conversation_id, Timer.due_at <= now())
        .values(due_at=now() + AGAIN)
    )
