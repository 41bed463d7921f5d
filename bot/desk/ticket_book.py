"""The tickets as staff look at them: found by what is asked for, one with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.access import may_see, recorded
from bot.desk.accounts import SEES_ALL, Member
from bot.desk.ticket_opening import Priority, Source, State
from bot.knowledge.matters import Domain
from bot.store.database import Database
from bot.store.tables import Staff
from bot.store.ticket_tables import Ticket, TicketEvent
from bot.words import say

OPEN: tuple[State, ...] = ("accepted", "processing", "waiting_enterprise")
"""States of a ticket that is still to be done."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows; a field that is None does not narrow it."""

    state: State | None = None
    group: Domain | None = None
    overdue: bool | None = None
    assignee: str | None = None
    search: str | None = None


@dataclass(frozen=True)
class TicketLine:
    """A ticket as it is now."""

    number: str
    conversation: str
    created_at: datetime
    state: State
    group: Domain
    priority: Priority
    complex: bool
    contact_due_at: datetime
    due_at: datetime
    overdue: bool
    assignee: str | None
    assignee_name: str | None
    closed_at: datetime | None
    source: Source
    matter: str | None
    question: str
    enterprise_name: str
    uscc: str | None
    contact_name: str
    phone: str
    preferred_time: str | None
    version: int


@dataclass(frozen=True)
class HistoryLine:
    """What was done to a ticket, and by whom."""

    at: datetime
    staff: str | None
    staff_name: str | None
    kind: str
    before: str | None
    after: str | None
    text: str | None
    public: bool


def late(at: datetime) -> ColumnElement[bool]:
    """Open, and nobody called in time or it is not done in time."""
    uncalled = and_(Ticket.state == "accepted", Ticket.contact_due_at < at)
    return and_(Ticket.state.in_(OPEN), or_(Ticket.due_at < at, uncalled))


class TicketBook:
    """Reads tickets. What a member may not see is not there for it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def page(
        self, member: Member, wanted: Wanted, limit: int, offset: int
    ) -> tuple[Sequence[TicketLine], int]:
        """A part of what is wanted, the newest first, and how many there are in all."""
        at = now()
        found = _matching(member, wanted, at)

        async def work(session: AsyncSession) -> tuple[Sequence[TicketLine], int]:
            total = await session.scalar(select(func.count()).select_from(Ticket).where(found))
            newest = _lines(at).where(found).order_by(Ticket.created_at.desc(), Ticket.id)
            rows = await session.execute(newest.limit(limit).offset(offset))
            return [_line(row) for row in rows], total or 0

        return await self._db.read(work)

    async def read(self, member: Member, number: str) -> tuple[TicketLine, Sequence[HistoryLine]]:
        """One ticket and its history, the oldest line first. Raises Refused."""
        found = await self._db.read(lambda session: read_ticket(session, member, number))
        await self._record(member, [found[0]], "ticket")
        return found

    async def taken_away(self, member: Member, wanted: Wanted, most: int) -> Sequence[TicketLine]:
        """What is wanted, the newest first, for a file."""
        found, _ = await self.page(member, wanted, most, 0)
        await self._record(member, found, "tickets")
        return found

    async def _record(self, member: Member, lines: Sequence[TicketLine], what: str) -> None:
        records = [
            recorded(member, line.conversation, what) for line in lines if outside(member, line)
        ]

        async def work(session: AsyncSession) -> None:
            session.add_all(records)

        if records:
            await self._db.write(work)


def outside(member: Member, ticket: TicketLine) -> bool:
    """Neither of the member's groups nor in their hands: read because the role sees all."""
    return ticket.group not in member.groups and ticket.assignee != member.id


async def read_ticket(
    session: AsyncSession, member: Member | None, number: str
) -> tuple[TicketLine, Sequence[HistoryLine]]:
    """One ticket and its history within a transaction. Raises Refused.

    `member` None: for who has just opened it, of whichever group it is.
    """
    row = (await session.execute(_lines(now()).where(Ticket.number == number))).one_or_none()
    if row is None or not (member is None or may_see(member, row.Ticket.group)):
        raise unknown()
    events = await session.execute(
        select(TicketEvent, Staff.name)
        .outerjoin(Staff, Staff.id == TicketEvent.staff_id)
        .where(TicketEvent.ticket_id == row.Ticket.id)
        .order_by(TicketEvent.id)
    )
    return _line(row), [_history(event, name) for event, name in events]


def unknown() -> Refused:
    """There is no such ticket, as far as this member can see."""
    return Refused("unknown_ticket", say("desk.unknown_ticket"))


def _matching(member: Member, wanted: Wanted, at: datetime) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if member.role not in SEES_ALL:
        conditions.append(Ticket.group.in_(sorted(member.groups)))
    if wanted.state is not None:
        conditions.append(Ticket.state == wanted.state)
    if wanted.group is not None:
        conditions.append(Ticket.group == wanted.group)
    if wanted.overdue is not None:
        conditions.append(late(at) if wanted.overdue else ~late(at))
    if wanted.assignee is not None:
        conditions.append(Ticket.assignee == wanted.assignee)
    if wanted.search is not None:
        places = (Ticket.number, Ticket.question, Ticket.enterprise_name, Ticket.contact_name)
        conditions.append(or_(*(p.icontains(wanted.search, autoescape=True) for p in places)))
    return and_(True, *conditions)


def _lines(at: datetime) -> Select[Ticket, str, bool]:
    seen = select(Ticket, Staff.name, late(at).label("overdue"))
    return seen.outerjoin(Staff, Staff.id == Ticket.assignee)


def _line(row: Row[Ticket, str, bool]) -> TicketLine:
    ticket, name, overdue = row
    return TicketLine(
        number=ticket.number,
        conversation=ticket.conversation_id,
        created_at=ticket.created_at,
        state=cast(State, ticket.state),
        group=cast(Domain, ticket.group),
        priority=cast(Priority, ticket.priority),
        complex=ticket.complex,
        contact_due_at=ticket.contact_due_at,
        due_at=ticket.due_at,
        overdue=bool(overdue),
        assignee=ticket.assignee,
        assignee_name=name,
        closed_at=ticket.closed_at,
        source=cast(Source, ticket.source),
        matter=ticket.matter,
        question=ticket.question,
        enterprise_name=ticket.enterprise_name,
        uscc=ticket.uscc,
        contact_name=ticket.contact_name,
        phone=ticket.phone,
        preferred_time=ticket.preferred_time,
        version=ticket.version,
    )


def _history(event: TicketEvent, name: str | None) -> HistoryLine:
    return HistoryLine(
        at=event.at,
        staff=event.staff_id,
        staff_name=name,
        kind=event.kind,
        before=event.before,
        after=event.after,
        text=event.text,
        public=event.public,
    )
