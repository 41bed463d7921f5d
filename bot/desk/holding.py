"""A case comes into a member's hands, goes back into the queue, or ends.

Owner, assignee, case, decision and timers change together, whoever has it so: the member, the
router, a supervisor or a silence that was too long.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.owner import change_owner, change_owners
from bot.desk.assignment import (
    Gift,
    assign,
    assign_each,
    change_open_case,
    decided,
    queueing,
)
from bot.desk.patience import Patience
from bot.desk.waiting import StillWaiting


class Holding:
    """Each step within the caller's transaction, on a locked conversation."""

    def __init__(self, hub: Hub, waiting: StillWaiting, patience: Patience) -> None:
        self._hub = hub
        self._waiting = waiting
        self._patience = patience

    async def into_hands(
        self, session: AsyncSession, conversation_id: str, staff_id: str, kind: str, reason: str
    ) -> None:
        """Make the member the one who answers; the owner is `staff` already. Raises Full."""
        await assign(session, self._hub, conversation_id, staff_id)
        await decided(session, conversation_id, kind, reason, staff_id)
        await change_open_case(session, conversation_id, claimed_at=now(), claimed_by=staff_id)
        await self._patience.taken(session, [conversation_id])

    async def given(self, session: AsyncSession, gifts: Sequence[Gift]) -> None:
        """The same of several that wait: see `assign_each` for what the caller has done."""
        conversations = [gift.case.conversation for gift in gifts]
        await change_owners(session, conversations, "queue", "staff")
        await assign_each(session, gifts)
        await self._patience.taken(session, conversations)

    async def into_queue(
        self,
        session: AsyncSession,
        conversation_id: str,
        kind: str,
        reason: str,
        holder: str | None,
    ) -> None:
        """From its holder into the queue, where the case keeps its place."""
        await queueing(session)
        await change_owner(session, conversation_id, "staff", "queue")
        await assign(session, self._hub, conversation_id, None)
        await decided(session, conversation_id, kind, reason, holder)
        await self._patience.over(session, conversation_id)
        await self._waiting.queued(session, conversation_id)
        await change_open_case(session, conversation_id, claimed_at=None, claimed_by=None)

    async def ended(
        self, session: AsyncSession, conversation_id: str, disposition: str, holder: str | None
    ) -> None:
        """The case is closed; the assistant speaks again."""
        await change_owner(session, conversation_id, "staff", "bot")
        await assign(session, self._hub, conversation_id, None)
        await decided(session, conversation_id, "closed", disposition, holder)
        await self._patience.over(session, conversation_id)
        await change_open_case(session, conversation_id, closed_at=now(), disposition=disposition)
