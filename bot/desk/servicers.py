"""A channel's own staff have a conversation: its case is theirs, and nobody's at our desk.

The owner is `staff` without an assignee. Not `queue`: what stands there is given to our staff.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.effects import Draft
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.owner import Owner, change_owner
from bot.desk.assignment import assign, change_open_case, decided, opened_case
from bot.desk.grades import question
from bot.desk.holding import Holding
from bot.desk.patience import Patience
from bot.desk.waiting import StillWaiting
from bot.store.tables import Conversation, ServiceCase

REASON = "servicer"
"""Why a case was opened, or changed hands, that nobody here handed over."""


class Servicers:
    """Implements `ServicersPort`."""

    def __init__(
        self, hub: Hub, waiting: StillWaiting, patience: Patience, holding: Holding
    ) -> None:
        self._hub = hub
        self._waiting = waiting
        self._patience = patience
        self._holding = holding

    async def took(self, session: AsyncSession, conversation: Conversation) -> bool:
        """See `ServicersPort`."""
        if theirs(conversation):
            return False
        holder = conversation.assignee
        before = cast(Owner, conversation.owner)
        if before != "staff":
            await change_owner(session, conversation.id, before, "staff")
        await self._waiting.over(session, conversation.id)
        await self._patience.over(session, conversation.id)
        if before == "bot":
            await self._open(session, conversation)
        await assign(session, self._hub, conversation.id, None)
        await decided(session, conversation.id, "taken_over", REASON, holder)
        await change_open_case(session, conversation.id, claimed_at=None, claimed_by=None)
        await session.refresh(conversation)
        self._hub.owner_changed(session, conversation.id)
        return True

    async def spoke(self, session: AsyncSession, conversation: Conversation) -> None:
        """See `ServicersPort`."""
        unanswered = ServiceCase.first_reply_at.is_(None)
        await change_open_case(session, conversation.id, unanswered, first_reply_at=now())

    async def ended(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """See `ServicersPort`."""
        if not theirs(conversation):
            return []
        await self._holding.ended(session, conversation.id, "servicer_ended", None)
        await session.refresh(conversation)
        self._hub.owner_changed(session, conversation.id)
        return [question()]

    async def not_there(self, session: AsyncSession, conversation: Conversation) -> None:
        """See `ServicersPort`."""
        if theirs(conversation):
            await self._holding.into_queue(session, conversation.id, "requeued", REASON, None)
            self._hub.owner_changed(session, conversation.id)

    async def _open(self, session: AsyncSession, conversation: Conversation) -> None:
        """A case for what a servicer began by themselves, unless one is open."""
        open_case = select(ServiceCase.id).where(ServiceCase.open_in(conversation.id))
        if await session.scalar(open_case) is None:
            await opened_case(
                session,
                ServiceCase(
                    id=str(uuid.uuid4()),
                    conversation_id=conversation.id,
                    reason=REASON,
                    queued_at=now(),
                ),
            )


def theirs(conversation: Conversation) -> bool:
    """Whether a channel's own staff have it."""
    return conversation.owner == "staff" and conversation.assignee is None
