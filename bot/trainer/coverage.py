"""What the assistant lacks, matter by matter, and what to do about it next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.knowledge.check import check
from bot.knowledge.matters import Domain, Knowledge, Matter
from bot.store.database import Database
from bot.store.tables import AnswerRating, Message
from bot.store.trainer_tables import InboxItem
from bot.trainer.checks import least_of
from bot.trainer.library import Library
from bot.trainer.sets import regression

Todo = Literal[
    "examples", "facts", "expired", "expiring", "contradiction", "ratings", "misread", "inbox"
]
SPAN = timedelta(days=90)
"""Ratings of so long count."""
SOON = timedelta(days=60)
"""A fact that ends within this time is to be renewed."""
FEW_USEFUL = 0.6
LEAST_RATED = 5
OFTEN = 3
ANSWER = ("authority", "channel", "materials", "steps", "time_limit", "fee")
"""Fields without which a matter's answer is thin."""


@dataclass(frozen=True)
class CoverageLine:
    """A matter: what is there, how it fares, and what to do next, the most urgent first."""

    matter: str
    title: str
    domain: Domain
    core: bool
    label: str
    examples: int
    least: int
    missing: Sequence[str]
    """Fields of the answer without any fact that has a source."""
    expired: int
    expiring: int
    ends: date | None
    """The next day on which a fact ends."""
    rated: int
    useful: int
    misread: int
    """Corrections of sentences about it."""
    open: int
    """Items of the inbox that were read as it, or that staff say are about it."""
    todo: Sequence[Todo]


class CoverageBook:
    """Counts it."""

    def __init__(self, database: Database, library: Library, knowledge: Knowledge) -> None:
        self._db = database
        self._library = library
        self._knowledge = knowledge

    async def lines(self, staff_id: str, today: date) -> Sequence[CoverageLine]:
        """Every matter; those with most to do first."""
        view = await self._library.view(staff_id)
        examples = Counter(example.label for example in view.merged.examples.values())
        report = check(self._knowledge, today)
        kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for found in report.findings:
            kinds[found.matter][found.kind] += 1
        missing = {
            row.matter: [name for name in ANSWER if row.fields[name] == "unknown"]
            for row in report.coverage
        }
        rated, misread, waiting = await self._db.read(_counted)
        lines = [
            self._line(
                matter,
                examples[f"{matter.domain}/{matter.id}"],
                missing[matter.id],
                kinds[matter.id],
                _ends(matter, today),
                rated.get(matter.id, (0, 0)),
                misread[f"{matter.domain}/{matter.id}"],
                waiting[matter.id],
                today,
            )
            for matter in self._knowledge.matters.values()
        ]
        return sorted(lines, key=lambda line: (-len(line.todo), not line.core, line.matter))

    def _line(
        self,
        matter: Matter,
        examples: int,
        missing: Sequence[str],
        kinds: Counter[str],
        ends: Sequence[date],
        rated: tuple[int, int],
        misread: int,
        waiting: int,
        today: date,
    ) -> CoverageLine:
        label = f"{matter.domain}/{matter.id}"
        least = least_of(label, self._knowledge)
        expiring = sum(end <= today + SOON for end in ends)
        wanted: dict[Todo, bool] = {
            "expired": kinds["expired"] > 0,
            "contradiction": kinds["contradiction"] > 0,
            "facts": len(missing) > len(ANSWER) // 2,
            "examples": examples < least,
            "expiring": expiring > 0,
            "ratings": rated[1] >= LEAST_RATED and rated[0] < FEW_USEFUL * rated[1],
            "misread": misread >= OFTEN,
            "inbox": waiting > 0,
        }
        return CoverageLine(
            matter=matter.id,
            title=matter.title,
            domain=matter.domain,
            core=matter.core,
            label=label,
            examples=examples,
            least=least,
            missing=missing,
            expired=kinds["expired"],
            expiring=expiring,
            ends=min(ends, default=None),
            rated=rated[1],
            useful=rated[0],
            misread=misread,
            open=waiting,
            todo=[name for name, needed in wanted.items() if needed],
        )


def _ends(matter: Matter, today: date) -> Sequence[date]:
    """The days to come on which its facts end."""
    facts = (fact for found in matter.facts.values() for fact in found)
    return sorted(fact.expires for fact in facts if fact.expires and fact.expires >= today)


async def _counted(
    session: AsyncSession,
) -> tuple[dict[str, tuple[int, int]], Counter[str], Counter[str]]:
    """Useful and all ratings, corrections by label, open items by matter."""
    since: datetime = now() - SPAN
    matter = Message.body["matter"].as_string()
    useful = func.sum(case((AnswerRating.useful, 1), else_=0))
    rows = await session.execute(
        select(matter, useful, func.count())
        .join(
            AnswerRating,
            (Message.conversation_id == AnswerRating.conversation_id)
            & (Message.seq == AnswerRating.seq),
        )
        .where(AnswerRating.rated_at >= since)
        .group_by(matter)
    )
    rated = {name: (int(good), total) for name, good, total in rows if name}
    misread = Counter(found.label for found in await regression(session))
    about = func.coalesce(InboxItem.staff_matter, InboxItem.matter)
    waiting = await session.execute(
        select(about, func.count()).where(InboxItem.state == "open").group_by(about)
    )
    return rated, misread, Counter({name: count for name, count in waiting if name})
