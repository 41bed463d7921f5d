"""What is awaited in a conversation that a person has, and until when.

Each is a timer of the conversation, so that it survives a restart; `bot.desk.silence` says what
happens then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.timers import add_timers, cancel_timers
from bot.desk.waiting import KIND as STILL_WAITING
from bot.store.tables import Timer

REPLY_DUE = "first_reply_due"
REPLY_OVERDUE = "first_reply_overdue"
STAFF_SILENT = "staff_silent"
STAFF_SILENT_LONG = "staff_silent_long"
VISITOR_SILENT = "visitor_silent"
VISITOR_LEFT = "visitor_left"
HOLDER_GONE = "holder_gone"
"""Set when the account of who has the conversation may not hold any; see `bot.desk.members`."""
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

    async def taken(self, session: AsyncSession, conversations: Sequence[str]) -> None:
        """A member has each of them now and is to answer; nobody waits in the queue any more.

        Whether there is anything to answer is looked at when it is due.
        """
        await cancel_timers(session, (STILL_WAITING, *OF_STAFF, *OF_VISITOR), conversations)
        at = now()
        due = {
            REPLY_DUE: at + self._limits.reply_due,
            REPLY_OVERDUE: at + self._limits.reply_overdue,
            STAFF_SILENT: at + self._limits.staff_silent,
        }
        await add_timers(session, due, conversations)

    async def staff_spoke(self, session: AsyncSession, conversation_id: str) -> None:
        """It is the visitor's turn."""
        await self.over(session, conversation_id)
        due = now() + self._limits.visitor_silent
        await add_timers(session, {VISITOR_SILENT: due}, [conversation_id])

    async def staff_active(self, session: AsyncSession, conversation_id: str) -> None:
        """The member types, or notes something: not silent, although nothing is said."""
        await session.execute(
            update(Timer)
            .where(Timer.conversation_id == conversation_id, Timer.kind == STAFF_SILENT)
            .values(due_at=now() + self._limits.staff_silent)
        )

    async def visitor_spoke(self, session: AsyncSession, conversation_id: str) -> None:
        """It is the member's turn, since the first word that is not answered yet."""
        await cancel_timers(session, OF_VISITOR, [conversation_id])
        waits = await session.scalar(
            select(Timer.kind).where(
                Timer.conversation_id == conversation_id,
                Timer.kind.in_((STAFF_SILENT, STAFF_SILENT_LONG)),
            )
        )
        if waits is None:
            due = now() + self._limits.staff_silent
            await add_timers(session, {STAFF_SILENT: due}, [conversation_id])

    async def over(self, session: AsyncSession, conversation_id: str) -> None:
        """Nothing is awaited any more."""
        await cancel_timers(session, OF_STAFF + OF_VISITOR, [conversation_id])
