"""What a visitor may want to ask: while typing, and before the first word."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.dialogue.engine import DialogueEngine, EngineRefused, EngineUnavailable
from bot.knowledge.matters import Knowledge, Matter
from bot.store.database import Database
from bot.store.tables import Turn

MOST = 3
LIKELY = 0.05
"""Probability below which a matter is not worth proposing."""
PATIENCE = 0.06
"""Seconds that the engine may take; whoever types has gone on by then."""
POPULAR = 6
DAY = timedelta(days=1)
AT_ONCE = 2
"""Texts that the engine reads for typing visitors at a time: its one reader serves turns first."""
KEPT_SECONDS = 300.0
"""How long the popular matters are taken as they were counted last."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Suggestion:
    """A matter, and the words that ask for it when it is chosen."""

    matter: str
    title: str


class Suggestions:
    """Matters whose names hold what was typed come first, then those that the engine reads."""

    def __init__(self, knowledge: Knowledge, engine: DialogueEngine, database: Database) -> None:
        self._knowledge = knowledge
        self._engine = engine
        self._db = database
        self._asking = 0
        self._popular: tuple[float, list[Suggestion]] | None = None

    async def typed(self, text: str) -> list[Suggestion]:
        """At most three, the likeliest first; none for what says nothing yet."""
        words = text.strip().lstrip("/／ ").casefold()
        if len(words) < 2:
            return []
        named = list(_unlike(self._named(words)))
        if len(named) < MOST:
            named = list(_unlike([*named, *await self._read(words)]))
        return [Suggestion(matter.id, matter.title) for matter in named[:MOST]]

    async def popular(self) -> list[Suggestion]:
        """The matters answered most in the last 24 hours. Raises DatabaseUnavailable."""
        if self._popular is None or time.monotonic() - self._popular[0] > KEPT_SECONDS:
            known = self._knowledge.matters
            asked = [known[name] for name in await self._db.read(_counted) if name in known]
            found = [Suggestion(matter.id, matter.title) for matter in asked[:POPULAR]]
            self._popular = time.monotonic(), found
        return self._popular[1]

    def _named(self, words: str) -> Iterator[Matter]:
        """Those called so come before those that people also call so."""
        matters = self._knowledge.matters.values()
        yield from (m for m in matters if words in m.title.casefold() or words in m.name.casefold())
        yield from (m for m in matters if any(words in name.casefold() for name in m.colloquial))

    async def _read(self, words: str) -> list[Matter]:
        if self._asking >= AT_ONCE:
            return []
        self._asking += 1
        try:
            async with asyncio.timeout(PATIENCE):
                ranking = await self._engine.rank(words)
        except (EngineUnavailable, EngineRefused, TimeoutError) as error:
            log.debug("suggestions.unread", cause=type(error).__name__)
            return []
        finally:
            self._asking -= 1
        known = self._knowledge.matters
        return [known[name] for name, likely in ranking if likely >= LIKELY and name in known]


def _unlike(matters: Iterable[Matter]) -> Iterator[Matter]:
    """Each matter once, where it stands first."""
    yield from {matter.id: matter for matter in matters}.values()


async def _counted(session: AsyncSession) -> list[str]:
    """Matters by how often they were answered lately."""
    matter = Turn.result["matter"].as_string()
    rows = await session.scalars(
        select(matter)
        .where(Turn.done_at > now() - DAY, Turn.outcome == "answered", matter.is_not(None))
        .group_by(matter)
        .order_by(func.count().desc(), matter)
        .limit(2 * POPULAR)
    )
    return list(rows)
