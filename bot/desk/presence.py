"""Who is there, and who of them is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.desk.accounts import ANSWERS
from bot.store.tables import Conversation, ServiceCase, Staff

BEAT = 20.0
"""Seconds between two signs of life of a socket."""


def is_online(staff: Staff, within: timedelta) -> bool:
    """Whether a socket of theirs has lived lately."""
    return staff.seen_at is not None and staff.seen_at > now() - within


async def free_members(session: AsyncSession, within: timedelta) -> Sequence[Staff]:
    """Who wants to be given what waits and can take it, the least busy first."""
    since: datetime = now() - within
    rows = await session.scalars(
        select(Staff)
        .where(Staff.active, Staff.available, Staff.role.in_(ANSWERS))
        .where(Staff.seen_at > since, Staff.load < Staff.capacity)
        .order_by(1.0 * Staff.load / Staff.capacity, Staff.load, Staff.id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def free_colleague(
    session: AsyncSession, conversation: Conversation, within: timedelta
) -> Staff | None:
    """Who could take an open case instead of its holder."""
    group = await session.scalar(
        select(ServiceCase.group).where(
            ServiceCase.conversation_id == conversation.id, ServiceCase.closed_at.is_(None)
        )
    )
    for member in await free_members(session, within):
        if member.id != conversation.assignee and group in member.groups:
            return member
    return None
