"""What happens when nobody has spoken for too long: staff are reminded, a case changes hands, a
visitor who left is let go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody
from bot.conversations.effects import Draft
from bot.conversations.hub import DESK, Hub, ReminderNews, Reminding
from bot.conversations.log import now
from bot.conversations.timers import TimerHandler, set_timer
from bot.desk.assignment import decided
from bot.desk.holding import Holding
from bot.desk.left_open import LeftOpen
from bot.desk.patience import (
    HOLDER_GONE,
    REPLY_DUE,
    REPLY_OVERDUE,
    STAFF_SILENT,
    STAFF_SILENT_LONG,
    VISITOR_LEFT,
    VISITOR_SILENT,
    Limits,
)
from bot.desk.presence import free_colleague, is_online, may_answer
from bot.store.database import after_commit
from bot.store.tables import Conversation, Message, ServiceCase, Staff
from bot.words import say


class Silence:
    """The handlers of the timers that `Patience` sets."""

    def __init__(self, hub: Hub, holding: Holding, left_open: LeftOpen, limits: Limits) -> None:
        self._hub = hub
        self._holding = holding
        self._left_open = left_open
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
            HOLDER_GONE: _Ring(self._holder_gone),
        }

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
        if not await _unanswered(session, conversation):
            # Taken when everything was answered already: it was the visitor's turn all the time.
            rest = self._limits.visitor_silent - self._limits.staff_silent
            await set_timer(session, VISITOR_SILENT, conversation.id, now() + rest)
            return []
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
        ticket = await self._left_open.ticket(session, conversation)
        await self._holding.ended(session, conversation.id, "visitor_left", conversation.assignee)
        return [_notice("visitor_left", "returned"), *ticket]

    async def _holder_gone(self, session: AsyncSession, conversation: Conversation) -> list[Draft]:
        if conversation.owner != "staff" or conversation.assignee is None:
            return []
        if may_answer(await session.get_one(Staff, conversation.assignee)):
            return []
        return await self._requeue(session, conversation, "holder_gone")

    async def _move(
        self, session: AsyncSession, conversation: Conversation, other: Staff, reason: str
    ) -> list[Draft]:
        self._remind(session, conversation, "reassigned", conversation.assignee)
        await self._holding.into_hands(session, conversation.id, other.id, "reassigned", reason)
        self._remind(session, conversation, "assigned", other.id)
        joined = NoticeBody(text=say("handoff.joined", name=other.name), event="joined")
        return [Draft(joined, system=True)]

    async def _requeue(
        self, session: AsyncSession, conversation: Conversation, reason: str
    ) -> list[Draft]:
        holder = conversation.assignee
        self._remind(session, conversation, "reassigned", holder)
        await self._holding.into_queue(session, conversation.id, "requeued", reason, holder)
        return [_notice("requeued_unnamed", "queued")]

    async def _holder_online(self, session: AsyncSession, conversation: Conversation) -> bool:
        holder = await session.get(Staff, conversation.assignee)
        if holder is None or not may_answer(holder):
            return False
        return is_online(holder, self._limits.staff_offline)

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
    """A member has the conversation and owes it a word: the first one of all, or an answer.

    Whose timer rings has said nothing since; who had it before may have answered everything.
    """
    if conversation.owner != "staff":
        return False
    replied = await session.scalar(
        select(ServiceCase.first_reply_at).where(ServiceCase.open_in(conversation.id))
    )
    last = await session.scalar(
        select(Message.author)
        .where(Message.conversation_id == conversation.id)
        .where(Message.author.in_(("visitor", "staff")))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return replied is None or last == "visitor"


def _notice(words: str, event: str) -> Draft:
    return Draft(NoticeBody(text=say(f"handoff.{words}"), event=event), system=True)
