"""How long nobody speaks until something happens: staff are reminded, a case changes hands, a
visitor who left is let go. Each is a timer of the conversation, so that it survives a restart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody
from bot.conversations.effects import Draft
from bot.conversations.hub import DESK, Hub, ReminderNews, Reminding
from bot.conversations.log import now
from bot.conversations.owner import change_owner
from bot.conversations.timers import TimerHandler, cancel_timers, set_timer
from bot.desk.assignment import assign, change_open_case, decided
from bot.desk.presence import free_colleague, is_online
from bot.desk.waiting import StillWaiting
from bot.store.database import after_commit
from bot.store.tables import Conversation, ServiceCase, Staff, Timer
from bot.words import say

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

    reply_due: timedelta = timedelta(seconds=25)
    reply_overdue: timedelta = timedelta(seconds=40)
    staff_silent: timedelta = timedelta(minutes=2)
    staff_silent_long: timedelta = timedelta(minutes=5)
    staff_offline: timedelta = timedelta(seconds=60)
    visitor_silent: timedelta = timedelta(minutes=10)
    visitor_left: timedelta = timedelta(minutes=20)


class Patience:
    """Sets the timers of a conversation that a person has, and says what each of them does."""

    def __init__(self, hub: Hub, waiting: StillWaiting, limits: Limits) -> None:
        self._hub = hub
        self._waiting = waiting
        self._limits = limits

    @property
    def handlers(self) -> Mapping[str, TimerHandler]:
        """By kind of timer."""
        return {
            REPLY_DUE: _Ring(self._reply_due),
            REPLY_OVERDUE: _Ring(self._reply_overdue),
            STAFF_SILENT: _Ring(self._staff_silent),
            STAFF_SILENT_LONG: _Ring(self._staff_silent_long),
            VISITOR_SILENT: _Ring(self._visitor_silent),
            VISITOR_LEFT: _Ring(self._visitor_left),
        }

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

    async def _reply_due(self, session: AsyncSession, conversation: Conversation) -> list[Draft]:
        if await _unanswered(session, conversation):
            self._remind(session, conversation, "first_reply", conversation.assignee)
        return []

    async def _reply_overdue(
        self, session: AsyncSession, conversation: Conversation
    ) -> list[Draft]:
        if not await _unanswered(session, conversation):
            return []
        other = await free_colleague(session, conversation, self._limits.staff_offline)
        if other is not None:
            return await self._move(session, conversation, other, "no_first_reply")
        if await self._holder_online(session, conversation):
            await decided(session, conversation.id, "kept", "nobody_free", conversation.assignee)
            self._remind(session, conversation, "first_reply", conversation.assignee)
            self._remind(session, conversation, "silent_long", None)
            return []
        return await self._requeue(session, conversation, "no_first_reply")

    async def _staff_silent(self, session: AsyncSession, conversation: Conversation) -> list[Draft]:
        if conversation.owner != "staff":
            return []
        if not await self._holder_online(session, conversation):
            return await self._requeue(session, conversation, "offline")
        self._remind(session, conversation, "silent", conversation.assignee)
        later = self._limits.staff_silent_long - self._limits.staff_silent
        await set_timer(session, STAFF_SILENT_LONG, conversation.id, now() + later)
        return []

    async def _staff_silent_long(
        self, session: AsyncSession, conversation: Conversation
    ) -> list[Draft]:
        if conversation.owner != "staff":
            return []
        if not await self._holder_online(session, conversation):
            return await self._requeue(session, conversation, "offline")
        self._remind(session, conversation, "silent_long", conversation.assignee)
        self._remind(session, conversation, "silent_long", None)
        # Looked at again: the member may leave meanwhile.
        await set_timer(
            session, STAFF_SILENT_LONG, conversation.id, now() + self._limits.staff_offline
        )
        return []

    async def _visitor_silent(
        self, session: AsyncSession, conversation: Conversation
    ) -> list[Draft]:
        if conversation.owner != "staff":
            return []
        later = self._limits.visitor_left - self._limits.visitor_silent
        await set_timer(session, VISITOR_LEFT, conversation.id, now() + later)
        return [_notice("still_there", "still_there")]

    async def _visitor_left(self, session: AsyncSession, conversation: Conversation) -> list[Draft]:
        if conversation.owner != "staff":
            return []
        holder = conversation.assignee
        await change_owner(session, conversation.id, "staff", "bot")
        await assign(session, self._hub, conversation.id, None)
        await decided(session, conversation.id, "closed", "visitor_left", holder)
        await change_open_case(
            session, conversation.id, closed_at=now(), disposition="visitor_left"
        )
        return [_notice("visitor_left", "returned")]

    async def _move(
        self, session: AsyncSession, conversation: Conversation, other: Staff, reason: str
    ) -> list[Draft]:
        self._remind(session, conversation, "reassigned", conversation.assignee)
        await assign(session, self._hub, conversation.id, other.id)
        await change_open_case(session, conversation.id, claimed_by=other.id, claimed_at=now())
        await decided(session, conversation.id, "reassigned", reason, other.id)
        await self.taken(session, conversation.id)
        self._remind(session, conversation, "assigned", other.id)
        joined = NoticeBody(text=say("handoff.joined", name=other.name), event="joined")
        return [Draft(joined, system=True)]

    async def _requeue(
        self, session: AsyncSession, conversation: Conversation, reason: str
    ) -> list[Draft]:
        self._remind(session, conversation, "reassigned", conversation.assignee)
        holder = conversation.assignee
        await change_owner(session, conversation.id, "staff", "queue")
        await assign(session, self._hub, conversation.id, None)
        await decided(session, conversation.id, "requeued", reason, holder)
        await self.over(session, conversation.id)
        await self._waiting.queued(session, conversation.id)
        await change_open_case(session, conversation.id, claimed_at=None, claimed_by=None)
        return [_notice("requeued_unnamed", "queued")]

    async def _holder_online(self, session: AsyncSession, conversation: Conversation) -> bool:
        holder = await session.get(Staff, conversation.assignee)
        return holder is not None and is_online(holder, self._limits.staff_offline)

    def _remind(
        self,
        session: AsyncSession,
        conversation: Conversation,
        about: Reminding,
        staff_id: str | None,
    ) -> None:
        news = ReminderNews(conversation.id, about, staff_id)
        after_commit(session, lambda: self._hub.publish(DESK, news))


class _Ring:
    """One of the methods as a timer's handler."""

    def __init__(
        self, ring: Callable[[AsyncSession, Conversation], Awaitable[list[Draft]]]
    ) -> None:
        self._ring = ring

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """See `TimerHandler`."""
        return await self._ring(session, conversation)


async def _unanswered(session: AsyncSession, conversation: Conversation) -> bool:
    """A member has the conversation and has not said a word in it."""
    if conversation.owner != "staff":
        return False
    return bool(
        await session.scalar(
            select(ServiceCase.id).where(
                ServiceCase.conversation_id == conversation.id,
                ServiceCase.closed_at.is_(None),
                ServiceCase.first_reply_at.is_(None),
            )
        )
    )


def _notice(words: str, event: str) -> Draft:
    return Draft(NoticeBody(text=say(f"handoff.{words}"), event=event), system=True)
