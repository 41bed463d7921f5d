"""The managers' figures of a span of days; what each means stands in the words file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.desk.figures_count import Counted, Tally
from bot.desk.spans import Span
from bot.knowledge.matters import Domain, Knowledge
from bot.store.database import Database
from bot.store.tables import Staff
from bot.words import say

NAMES = (
    "handed_over",
    "taken",
    "closed",
    "wait_median",
    "wait_p90",
    "reply_median",
    "reply_p90",
    "reply_soon",
    "left_queue",
    "first_time",
    "without_staff",
    "useful",
    "tickets_opened",
    "tickets_done",
    "tickets_in_time",
)
"""The figures that are one number or one share, in the order of tables."""
SHARES = frozenset(
    {"reply_soon", "left_queue", "first_time", "without_staff", "useful", "tickets_in_time"}
)
"""Those of them that are a share."""
LISTS = ("reasons", "dispositions")
OF_MEMBERS = ("handled",)


@dataclass(frozen=True)
class Share:
    """A part of a whole; of nothing there is no share."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Count:
    """How often something was the reason or the end of a case."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class Figures:
    """Of a day, or of the span; times are in seconds, None where there was nothing to measure."""

    handed_over: int
    taken: int
    closed: int
    wait_median: float | None
    wait_p90: float | None
    reply_median: float | None
    reply_p90: float | None
    reply_soon: Share
    left_queue: Share
    first_time: Share
    without_staff: Share
    useful: Share
    tickets_opened: int
    tickets_done: int
    tickets_in_time: Share
    reasons: Sequence[Count]
    dispositions: Sequence[Count]


@dataclass(frozen=True)
class DayFigures:
    """Of a day in Shanghai."""

    day: date
    figures: Figures


@dataclass(frozen=True)
class MemberFigures:
    """What a member did in the span."""

    id: str
    name: str
    handled: int
    first_time: Share
    tickets_done: int


@dataclass(frozen=True)
class Meaning:
    """What a figure is called, and what exactly it is."""

    name: str
    title: str
    definition: str


def meanings() -> list[Meaning]:
    """Of every figure."""
    return [
        Meaning(name, say(f"figures.titles.{name}"), say(f"figures.definitions.{name}"))
        for name in (*NAMES, *LISTS, *OF_MEMBERS)
    ]


@dataclass(frozen=True)
class Report:
    """The figures of a span, in total, a day and a member, with what they mean."""

    first: date
    last: date
    group: Domain | None
    total: Figures
    days: Sequence[DayFigures]
    members: Sequence[MemberFigures]
    meanings: Sequence[Meaning] = field(default_factory=meanings)


class FigureBook:
    """Reads them, for who may see every group, which the caller checks."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self._db = database
        self._knowledge = knowledge

    async def of(self, span: Span, group: Domain | None) -> Report:
        """The figures as they are now. Raises DatabaseUnavailable."""
        counted = Counted(span, group, self._knowledge, now())

        async def work(session: AsyncSession) -> dict[str, str]:
            await counted.read(session)
            named = select(Staff.id, Staff.name).where(Staff.id.in_(counted.members))
            return {row.id: row.name for row in await session.execute(named)}

        names = await self._db.read(work)
        total = Tally()
        for tally in counted.days.values():
            total.add(tally)
        return Report(
            first=span.first,
            last=span.last,
            group=group,
            total=_figures(total),
            days=[DayFigures(day, _figures(counted.days[day])) for day in span.days],
            members=_members(counted.members, names),
        )


def p90(values: Sequence[float]) -> float | None:
    """The smallest of the values that nine of ten do not exceed."""
    return sorted(values)[ceil(0.9 * len(values)) - 1] if values else None


def _figures(tally: Tally) -> Figures:
    counts = tally.counts
    return Figures(
        handed_over=counts["handed_over"],
        taken=counts["taken"],
        closed=counts["closed"],
        wait_median=median(tally.waits) if tally.waits else None,
        wait_p90=p90(tally.waits),
        reply_median=median(tally.replies) if tally.replies else None,
        reply_p90=p90(tally.replies),
        reply_soon=Share(counts["soon"], counts["due"]),
        left_queue=Share(counts["left_queue"], counts["handed_over"]),
        first_time=_first_time(tally),
        without_staff=Share(counts["without_staff"], counts["talks"]),
        useful=Share(counts["useful"], counts["rated"]),
        tickets_opened=counts["tickets_opened"],
        tickets_done=counts["tickets_done"],
        tickets_in_time=Share(counts["tickets_in_time"], counts["tickets_done"]),
        reasons=_counts("reasons", tally.reasons),
        dispositions=_counts("dispositions", tally.dispositions),
    )


def _first_time(tally: Tally) -> Share:
    right = tally.dispositions["filed_first_time"]
    return Share(right, right + tally.dispositions["returned"])


def _counts(kind: str, counted: Counter[str]) -> list[Count]:
    """The most frequent first."""
    known = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Count(name, say(f"figures.{kind}.{name}"), count) for name, count in known]


def _members(tallies: Mapping[str, Tally], names: Mapping[str, str]) -> list[MemberFigures]:
    """By name."""
    found = [
        MemberFigures(
            id=member,
            name=names[member],
            handled=tally.counts["closed"],
            first_time=_first_time(tally),
            tickets_done=tally.counts["tickets_done"],
        )
        for member, tally in tallies.items()
    ]
    return sorted(found, key=lambda member: (member.name, member.id))
