"""For how long a sentence stays in the trainers' inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.expiring import ExpiringRows
from bot.conversations.log import now
from bot.store.trainer_tables import (
    Change,
    InboxDecision,
    InboxItem,
    InboxReason,
    InboxSighting,
)

CLAIMED = timedelta(days=1)
"""Who has looked at an item within this time may have it before their eyes."""


class OldItems(ExpiringRows):
    """Items that were settled, or that nobody has said again and nobody came to.

    What a change was made of stays with the change: the way back leads to it.
    """

    name = "inbox"

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        settled = and_(InboxItem.state != "open", InboxItem.decided_at < since)
        changed = select(Change.id).where(Change.item_id == InboxItem.id)
        return select(InboxItem.id).where(
            or_(settled, InboxItem.state == "open"),
            InboxItem.last_at < since,
            or_(InboxItem.claimed_at.is_(None), InboxItem.claimed_at < now() - CLAIMED),
            ~changed.exists(),
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""
        query = self.over_now().where(InboxItem.id.in_(found)).order_by(InboxItem.id)
        still = (await session.scalars(query.with_for_update(of=InboxItem))).all()
        for part in (InboxReason, InboxSighting, InboxDecision):
            await session.execute(delete(part).where(part.item_id.in_(still)))
        await session.execute(delete(InboxItem).where(InboxItem.id.in_(still)))
        return len(still)
