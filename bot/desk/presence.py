"""Who is there, and who of them is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.desk.accounts import ANSWERS
from bot.store.tables import Conversation, ServiceCase, Staff

BEAT = 20.0
"""Seconds between two signs of life of a socket."""


def is_online(staff: Staff, within: timedelta) -> bool:
    """Whether a socket of theirs has lived lately."""
    return staff.seen_at is not None and staff.seen_at > now() - within


def is_free(within: timedelta) -> ColumnElement[bool]:
    """A condition on members: wants to be given what waits, and can take it."""
    return and_(
        Staff.active,
        Staff.available,
        Staff.role.in_(ANSWERS),
        Staff.seen_at > now() - within,
        Staff.load < Staff.capacity,
    )


def _free(within: timedelta) -> Select[Staff]:
    found = select(Staff).where(is_free(within)).order_by(Staff.id)
    return found.execution_options(populate_existing=True)


async def held_free_members(session: AsyncSession, within: timedelta) -> Sequence[Staff]:
    """Who is free; until the transaction ends nobody else changes how much they hold."""
    query = _free(within).with_for_update(key_share=True)
    return (await session.scalars(query)).all()


async def free_colleague(
    session: AsyncSession, conversation: Conversation, within: timedelta
) -> Staff | None:
    """Who could take an open case instead of its holder."""
    group = await session.scalar(
        select(ServiceCase.group).where(
            ServiceCase.conversation_id == conversation.id, ServiceCase.closed_at.is_(None)
        )
    )
    members = await session.scalars(_free(within))
    able = [m for m in members if m.id != conversation.assignee and group in m.groups]
    return min(able, key=lambda m: (m.load / m.capacity, m.load, m.id), default=None)
