"""Whose hands a conversation is in; nobody ever holds more than their capacity.

Rows are locked in one order, so that no two wait for each other: conversations, then the turn at
the queue, then members by their id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import Kind, record
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.desk.accounts import ANSWERS
from bot.store.database import alone, together
from bot.store.tables import Conversation, RoutingDecision, ServiceCase, Staff


class Full(Exception):
    """The member holds as many conversations as they may; nothing was changed."""


@dataclass(frozen=True)
class WaitingCase:
    """A case that nobody has."""

    id: str
    conversation: str
    group: str
    wanted: str | None


@dataclass(frozen=True)
class Gift:
    """A waiting case, who is to have it, and why."""

    case: WaitingCase
    staff: Staff
    reason: str


async def giving(session: AsyncSession) -> None:
    """Give alone: everything that was given, or queued until now, is seen."""
    await alone(session, "desk")


async def queueing(session: AsyncSession) -> None:
    """Queue while nobody gives. The time of queueing is taken afterwards: so nobody who gives sees
    what was queued later without what was queued sooner."""
    await together(session, "desk")


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
    hub.owner_changed(session, conversation_id, held)


async def _take_place(session: AsyncSession, staff_id: str) -> None:
    taken = await session.scalar(
        update(Staff)
        .where(Staff.id == staff_id, Staff.active, Staff.role.in_(ANSWERS))
        .where(Staff.load < Staff.capacity)
        .values(load=Staff.load + 1)
        .returning(Staff.id)
    )
    if taken is None:
        raise Full(staff_id)


_CONVERSATION = cast(Table, Conversation.__table__)
_STAFF = cast(Table, Staff.__table__)
_CASE = cast(Table, ServiceCase.__table__)
# Each for many rows at once, which the unit of work would write one by one.
_INTO_HANDS = (
    update(_CONVERSATION)
    .where(_CONVERSATION.c.id == bindparam("conversation"))
    .values(assignee=bindparam("staff"))
)
_MORE = (
    update(_STAFF)
    .where(_STAFF.c.id == bindparam("staff"))
    .values(load=_STAFF.c.load + bindparam("more"))
)
_CLAIMED = (
    update(_CASE)
    .where(_CASE.c.id == bindparam("case"))
    .values(claimed_at=bindparam("at"), claimed_by=bindparam("staff"))
)
_DECIDED = insert(cast(Table, RoutingDecision.__table__))


async def assign_each(session: AsyncSession, gifts: Sequence[Gift]) -> None:
    """Give waiting cases to members, with the decision of each.

    Conversations and members are held and have room: the caller has seen to that.
    """
    more = Counter(gift.staff.id for gift in gifts)
    at = now()
    taken = [{"conversation": gift.case.conversation, "staff": gift.staff.id} for gift in gifts]
    await session.execute(_INTO_HANDS, taken)
    await session.execute(_MORE, [{"staff": s, "more": n} for s, n in sorted(more.items())])
    claimed = [{"case": gift.case.id, "staff": gift.staff.id, "at": at} for gift in gifts]
    await session.execute(_CLAIMED, claimed)
    reasons = [
        {
            "case_id": gift.case.id,
            "at": at,
            "kind": "assigned",
            "reason": gift.reason,
            "staff_id": gift.staff.id,
        }
        for gift in gifts
    ]
    await session.execute(_DECIDED, reasons)
    for gift in gifts:
        record(
            session,
            "case_assigned",
            detail={"reason": gift.reason},
            subject=gift.case.id,
            conversation=gift.case.conversation,
            staff=gift.staff.id,
        )


async def decided(
    session: AsyncSession, conversation_id: str, kind: str, reason: str, staff_id: str | None
) -> None:
    """Keep who got the open case or lost it, and why.

    After `assign`: while the member's row is held nobody else decides about them, so that the
    decisions about one member stand in the order in which their load changed.
    """
    case = await session.scalar(select(ServiceCase.id).where(ServiceCase.open_in(conversation_id)))
    if case is not None:
        session.add(
            RoutingDecision(case_id=case, at=now(), kind=kind, reason=reason, staff_id=staff_id)
        )


async def change_open_case(
    session: AsyncSession, conversation_id: str, *only: ColumnElement[bool], **values: Any
) -> None:
    """Change the open case of a conversation, if it has one (and `only` holds for it)."""
    changed = await session.execute(
        update(ServiceCase)
        .where(ServiceCase.open_in(conversation_id), *only)
        .values(**values)
        .returning(ServiceCase.id, ServiceCase.claimed_by)
    )
    if (case := changed.one_or_none()) is not None:
        for kind, detail in _steps(values):
            record(
                session,
                kind,
                detail=detail,
                subject=case.id,
                conversation=conversation_id,
                staff=case.claimed_by,
            )


async def opened_case(session: AsyncSession, case: ServiceCase) -> None:
    """A new case is there."""
    session.add(case)
    await session.flush()
    detail = {"reason": case.reason, "group": case.group}
    record(
        session,
        "case_accepted",
        detail=detail,
        subject=case.id,
        conversation=case.conversation_id,
    )


def _steps(values: Mapping[str, Any]) -> Iterator[tuple[Kind, dict[str, str]]]:
    """What a change of a case means to the audit."""
    if "claimed_by" in values:
        yield ("case_assigned" if values["claimed_by"] else "case_requeued"), {}
    if "first_reply_at" in values:
        yield "case_answered", {}
    if "disposition" in values:
        yield "case_closed", {"disposition": values["disposition"]}
