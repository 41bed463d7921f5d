"""What the managers' figures are made of, counted by the database a day.

Only times of cases are read one by one, because SQLite has no percentiles: those of the
cases that waited or were open in at most 92 days, at a hundred hand-overs an hour some 75,000.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    Subquery,
    and_,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.hours import SHANGHAI
from bot.desk.spans import LocalDay, Span
from bot.knowledge.matters import Domain, Knowledge
from bot.store.tables import AnswerRating, Message, RoutingDecision, ServiceCase, Turn
from bot.store.ticket_tables import Ticket

SOON = timedelta(seconds=60)
"""The city's rule: a person speaks within a minute."""


@dataclass
class Tally:
    """What was counted on a day."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    dispositions: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another day has, too."""
        for mine, theirs in (
            (self.counts, other.counts),
            (self.reasons, other.reasons),
            (self.dispositions, other.dispositions),
        ):
            mine.update(theirs)
        self.waits += other.waits
        self.replies += other.replies


class Counted:
    """The tallies of the days of a span, and of its members, of all groups or of one."""

    def __init__(self, span: Span, group: Domain | None, knowledge: Knowledge, at: datetime):
        self.days = defaultdict[date, Tally](Tally)
        self.members = defaultdict[str, Tally](Tally)
        self._span = span
        self._group = group
        self._about = true() if group is None else _about(knowledge, group)
        self._now = at

    async def read(self, session: AsyncSession) -> None:
        """Ask the database for all of it."""
        cases = self._cases()
        await self._queued(session, cases)
        await self._closed(session, cases)
        await self._times(session, cases)
        await self._talks(session)
        await self._ratings(session)
        await self._tickets(session)

    def _cases(self) -> Subquery:
        """The cases that something of the span can be about.

        `claimed_at` is the last time that somebody took a case; who waits counts to the first.
        """
        first = (
            select(func.min(RoutingDecision.at))
            .where(RoutingDecision.case_id == ServiceCase.id, RoutingDecision.kind == "assigned")
            .scalar_subquery()
        )
        open_in_it = or_(ServiceCase.closed_at.is_(None), ServiceCase.closed_at >= self._span.begin)
        of_group = true() if self._group is None else ServiceCase.group == self._group
        return (
            select(
                ServiceCase.reason,
                ServiceCase.disposition,
                ServiceCase.claimed_by,
                ServiceCase.queued_at,
                func.coalesce(first, ServiceCase.claimed_at).label("taken_at"),
                ServiceCase.first_reply_at,
                ServiceCase.closed_at,
            )
            .where(ServiceCase.queued_at < self._span.end, open_in_it, of_group)
            .subquery()
        )

    async def _queued(self, session: AsyncSession, cases: Subquery) -> None:
        day = LocalDay(cases.c.queued_at)
        left = _times_that(cases.c.disposition == "cancelled_by_visitor")
        rows = await session.execute(
            select(day, cases.c.reason, func.count(), left)
            .where(self._span.holds(cases.c.queued_at))
            .group_by(day, cases.c.reason)
        )
        for at, reason, count, gone in rows:
            self.days[at].reasons[reason] += count
            self.days[at].counts.update(handed_over=count, left_queue=gone)

    async def _closed(self, session: AsyncSession, cases: Subquery) -> None:
        day = LocalDay(cases.c.closed_at)
        rows = await session.execute(
            select(day, cases.c.disposition, cases.c.claimed_by, func.count())
            .where(self._span.holds(cases.c.closed_at))
            .group_by(day, cases.c.disposition, cases.c.claimed_by)
        )
        for at, disposition, member, count in rows:
            tallies = [self.days[at]] + ([self.members[member]] if member else [])
            for tally in tallies:
                tally.counts["closed"] += count
                tally.dispositions[disposition] += count

    async def _times(self, session: AsyncSession, cases: Subquery) -> None:
        """Once for all, because to find the first of several takings costs a look a case."""
        seen = cases.c.queued_at, cases.c.taken_at, cases.c.first_reply_at, cases.c.closed_at
        for queued, taken, replied, closed in await session.execute(select(*seen)):
            if taken is not None and self._span.begin <= taken < self._span.end:
                self.days[_day(taken)].counts["taken"] += 1
            if queued < self._span.begin:
                continue
            tally = self.days[_day(queued)]
            if taken is not None:
                tally.waits.append((taken - queued).total_seconds())
            if replied is not None:
                tally.replies.append((replied - queued).total_seconds())
                tally.counts.update(due=1, soon=int(replied - queued <= SOON))
            elif (closed or self._now) - queued > SOON:
                tally.counts["due"] += 1

    async def _talks(self, session: AsyncSession) -> None:
        """A conversation never ends, so that each day of it counts."""
        day = LocalDay(Turn.done_at)
        talks = (
            select(
                day.label("day"),
                Turn.conversation_id,
                func.max(case((Turn.outcome == "answered", 1), else_=0)).label("answered"),
            )
            .where(self._span.holds(Turn.done_at), self._about)
            .group_by(day, Turn.conversation_id)
            .subquery()
        )
        queued = LocalDay(ServiceCase.queued_at).label("day")
        handed = (
            select(queued, ServiceCase.conversation_id)
            .where(self._span.holds(ServiceCase.queued_at))
            .distinct()
            .subquery()
        )
        same = and_(
            handed.c.day == talks.c.day, handed.c.conversation_id == talks.c.conversation_id
        )
        alone = _times_that(and_(talks.c.answered == 1, handed.c.conversation_id.is_(None)))
        rows = await session.execute(
            select(talks.c.day, func.count(), alone).outerjoin(handed, same).group_by(talks.c.day)
        )
        for at, count, without in rows:
            self.days[at].counts.update(talks=count, without_staff=without)

    async def _ratings(self, session: AsyncSession) -> None:
        day = LocalDay(AnswerRating.rated_at)
        useful = _times_that(AnswerRating.useful)
        query = select(day, func.count(), useful).where(self._span.holds(AnswerRating.rated_at))
        if self._group is not None:
            rated = and_(
                Message.conversation_id == AnswerRating.conversation_id,
                Message.seq == AnswerRating.seq,
            )
            query = query.join(Message, rated).join(Turn, Turn.id == Message.turn_id)
            query = query.where(self._about)
        for at, count, good in await session.execute(query.group_by(day)):
            self.days[at].counts.update(rated=count, useful=good)

    async def _tickets(self, session: AsyncSession) -> None:
        of_group = true() if self._group is None else Ticket.group == self._group
        day = LocalDay(Ticket.created_at)
        opened = await session.execute(
            select(day, func.count())
            .where(self._span.holds(Ticket.created_at), of_group)
            .group_by(day)
        )
        for at, count in opened:
            self.days[at].counts["tickets_opened"] += count
        day = LocalDay(Ticket.closed_at)
        done = await session.execute(
            select(
                day, Ticket.assignee, func.count(), _times_that(Ticket.closed_at <= Ticket.due_at)
            )
            .where(self._span.holds(Ticket.closed_at), Ticket.state == "done", of_group)
            .group_by(day, Ticket.assignee)
        )
        for at, member, count, in_time in done:
            self.days[at].counts.update(tickets_done=count, tickets_in_time=in_time)
            if member is not None:
                self.members[member].counts["tickets_done"] += count


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _times_that(condition: ColumnExpressionArgument[bool]) -> ColumnElement[int]:
    """How many rows a condition holds for."""
    return func.sum(case((condition, 1), else_=0))


def _about(knowledge: Knowledge, group: Domain) -> ColumnElement[bool]:
    """Whether a turn is about a group's matter; what is about none is `general`."""
    matter: ColumnElement[str] = Turn.result["matter"].as_string()
    theirs = {known.id: known.domain for known in knowledge.matters.values()}
    if group != "general":
        return matter.in_([name for name, domain in theirs.items() if domain == group])
    others = [name for name, domain in theirs.items() if domain != group]
    return or_(matter.is_(None), matter.not_in(others))
