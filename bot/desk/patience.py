"""What is awaited in a conversation that a person has, and until when.

Each is a timer of the conversation, so that it survives a restart; `bot.desk.silence` says what
happens then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.timers import cancel_timers, set_timer
from bot.store.tables import Timer

REPLY_DUE = "first_reply_due"
REPLY_OVERDUE = "first_reply_overdue"
STAFF_SILENT = "staff_silent"
STAFF_SILENT_LONG = "staff_silent_long"
VISITOR_SILENT = "visitor_silent"
VISITOR_LEFT = "visitor_left"
OF_STAFF = (REPLY_DUE, REPLY_OVERDUE, STAFF_SILENT, STAFF_SILENT_LONG)
OF_VISITOR = (VISITOR_SILENT, VISITOR_LEFT)


@dataclass(frozen=True)
class Limits:
    """When something happens; the city wants a first word within a minute."""

    reply_due: timedelta
    reply_overdue: timedelta
    staff_silent: timedelta
    staff_silent_long: timedelta
    staff_offline: timedelta
    visitor_silent: timedelta
    visitor_left: timedelta


class Patience:
    """Sets the timers."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def taken(self, session: AsyncSession, conversation_id: str) -> None:
        """A member has it now and is to say a first word."""
        await self.over(session, conversation_id)
        await set_timer(session, REPLY_DUE, conversation_id, now() + self._limits.reply_due)
        await set_timer(session, REPLY_OVERDUE, conversation_id, now() + self._limits.reply_overdue)

    async def staff_spoke(self, session: AsyncSession, conversation_id: str) -> None:
        """It is the visitor's turn."""
        await self.over(session, conversation_id)
        due = now() + self._limits.visitor_silent
        session.add(Timer(kind=VISITOR_SILENT, conversation_id=conversation_id, due_at=due))

    async def staff_active(self, session: AsyncSession, conversation_id: str) -> None:
        """The member types, or notes something: not silent, although nothing is said."""
        await session.execute(
            update(Timer)
            .where(Timer.conversation_id == conversation_id, Timer.kind == STAFF_SILENT)
            .values(due_at=now() + self._limits.staff_silent)
        )

    async def visitor_spoke(self, session: AsyncSession, conversation_id: str) -> None:
        """It is the member's turn, since the first word that is not answered yet."""
        await cancel_timers(session, OF_VISITOR, conversation_id)
        waits = await session.scalar(
            select(Timer.kind).where(
                Timer.conversation_id == conversation_id,
                Timer.kind.in_((STAFF_SILENT, STAFF_SILENT_LONG)),
            )
        )
        if waits is None:
            due = now() + self._limits.staff_silent
            session.add(Timer(kind=STAFF_SILENT, conversation_id=conversation_id, due_at=due))

    async def over(self, session: AsyncSession, conversation_id: str) -> None:
        """Nothing is awaited any more."""
        await cancel_timers(session, OF_STAFF + OF_VISITOR, conversation_id)
