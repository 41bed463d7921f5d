"""Whose hands a conversation is in; nobody ever holds more than their capacity."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.store.tables import Conversation, RoutingDecision, ServiceCase, Staff


class Full(Exception):
    """The member holds as many conversations as they may; nothing was changed."""


async def assign(
    session: AsyncSession, hub: Hub, conversation_id: str, staff_id: str | None
) -> None:
    """Move a locked conversation into other hands, or into nobody's. Raises Full.

    The load is counted in the row of the member, so that of many assignments at once, also in
    several replicas, no more than the capacity succeed.
    """
    held = await session.scalar(
        select(Conversation.assignee).where(Conversation.id == conversation_id)
    )
    if held == staff_id:
        return
    # Always in one order, or two exchanges at once would wait for each other.
    for member in sorted(filter(None, (held, staff_id))):
        if member == staff_id:
            await _take_place(session, member)
        else:
            await session.execute(
                update(Staff).where(Staff.id == member).values(load=Staff.load - 1)
            )
    await session.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(assignee=staff_id)
    )
    hub.owner_changed(session, conversation_id)


async def _take_place(session: AsyncSession, staff_id: str) -> None:
    taken = await session.scalar(
        update(Staff)
        .where(Staff.id == staff_id, Staff.active, Staff.load < Staff.capacity)
        .values(load=Staff.load + 1)
        .returning(Staff.id)
    )
    if taken is None:
        raise Full(staff_id)


async def decided(
    session: AsyncSession, conversation_id: str, kind: str, reason: str, staff_id: str | None
) -> None:
    """Keep who got the open case or lost it, and why.

    After `assign`: while the member's row is held nobody else decides about them, so that the
    decisions about one member stand in the order in which their load changed.
    """
    case = await session.scalar(
        select(ServiceCase.id).where(
            ServiceCase.conversation_id == conversation_id, ServiceCase.closed_at.is_(None)
        )
    )
    if case is not None:
        session.add(
            RoutingDecision(case_id=case, at=now(), kind=kind, reason=reason, staff_id=staff_id)
        )


async def change_open_case(
    session: AsyncSession, conversation_id: str, *only: ColumnElement[bool], **values: Any
) -> None:
    """Change the open case of a conversation, if it has one (and `only` holds for it)."""
    await session.execute(
        update(ServiceCase)
        .where(
            ServiceCase.conversation_id == conversation_id, ServiceCase.closed_at.is_(None), *only
        )
        .values(**values)
    )
