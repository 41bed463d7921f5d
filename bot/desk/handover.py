"""Handing a conversation to staff and taking it back: opens and closes service cases."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.effects import Draft, Offer, TurnContext
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.owner import change_owner
from bot.conversations.servicing import TO_SERVICERS
from bot.desk.assignment import change_open_case, decided, opened_case, queueing
from bot.desk.hours import Hours
from bot.desk.patience import Patience
from bot.desk.waiting import StillWaiting
from bot.dialogue.engine import Reply
from bot.knowledge.matters import Knowledge
from bot.store.tables import Conversation, ServiceCase
from bot.words import say
from effects import Handoff, HandoffReason

PRIORITY: dict[HandoffReason, int] = {"upset": 1}
"""Who is upset does not wait behind who only asks."""
SAME_PERSON = timedelta(hours=24)


class Handover:
    """Implements `HandoverPort` for the inbox and carries out the `handoff` effect."""

    def __init__(
        self,
        hub: Hub,
        waiting: StillWaiting,
        patience: Patience,
        knowledge: Knowledge,
        hours: Hours,
        served_there: frozenset[str] = frozenset(),
    ) -> None:
        """`served_there`: channels whose own staff answer, in the platform's client."""
        self._hub = hub
        self._waiting = waiting
        self._patience = patience
        self._knowledge = knowledge
        self._hours = hours
        self._served_there = served_there

    async def hand_over(
        self,
        session: AsyncSession,
        conversation: Conversation,
        reason: HandoffReason,
        matter: str | None,
        summary: str,
    ) -> Draft:
        """Open a case and move the conversation from the assistant to the queue.

        Out of hours nobody would come: then the form is offered, for being called back.
        """
        if (back := self._hours.away()) is not None:
            form = Offer(say("assistance_title"), "/assistance")
            return Draft(TextBody(text=say("handoff.closed", back=back)), (form,))
        there = conversation.channel in self._served_there
        if not there:
            await queueing(session)
        await change_owner(session, conversation.id, "bot", "staff" if there else "queue")
        await opened_case(
            session,
            ServiceCase(
                id=str(uuid.uuid4()),
                conversation_id=conversation.id,
                reason=reason,
                matter=matter,
                group=self._knowledge.group(matter),
                priority=PRIORITY.get(reason, 0),
                wanted=await _last_person(session, conversation.id),
                summary=summary,
                queued_at=now(),
            ),
        )
        await decided(session, conversation.id, "queued", reason, None)
        self._hub.owner_changed(session, conversation.id)
        if there:
            return Draft(NoticeBody(text=say(f"handoff.{reason}"), event=TO_SERVICERS), system=True)
        await self._waiting.queued(session, conversation.id)
        body = NoticeBody(text=say(f"handoff.{reason}"), event="queued")
        return Draft(body, system=True)

    async def leave_queue(self, session: AsyncSession, conversation: Conversation) -> Draft:
        """Close the waiting case; the assistant speaks again."""
        await change_owner(session, conversation.id, "queue", "bot")
        await change_open_case(
            session, conversation.id, closed_at=now(), disposition="cancelled_by_visitor"
        )
        await self._waiting.over(session, conversation.id)
        self._hub.owner_changed(session, conversation.id)
        return Draft(NoticeBody(text=say("handoff.cancelled"), event="left_queue"), system=True)

    async def visitor_spoke(self, session: AsyncSession, conversation: Conversation) -> None:
        """Words that a person is to answer."""
        if conversation.owner == "staff" and conversation.assignee is not None:
            await self._patience.visitor_spoke(session, conversation.id)

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        """The `handoff` effect of a turn."""
        effect = reply.effect
        assert isinstance(effect, Handoff)
        draft = await self.hand_over(
            context.session, context.conversation, effect.reason, effect.matter, effect.summary
        )
        return [draft]


async def _last_person(session: AsyncSession, conversation_id: str) -> str | None:
    """Who had the last case, when that was lately: nobody likes to tell it all again."""
    return await session.scalar(
        select(ServiceCase.claimed_by)
        .where(
            ServiceCase.conversation_id == conversation_id,
            ServiceCase.closed_at > now() - SAME_PERSON,
        )
        .order_by(ServiceCase.closed_at.desc())
        .limit(1)
    )
