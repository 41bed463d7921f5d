"""The examples as they are with everything that is on its way: base, approved sets, open ones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import Database
from bot.store.trainer_tables import ChangeSet
from bot.trainer.corpus import Example, included, load_aliases, load_examples
from bot.trainer.merging import Edit, Merged, merge
from bot.trainer.sets import APPLIED, edits

Origin = Literal["base", "changed"]


@dataclass(frozen=True)
class Base:
    """What stands in the files."""

    examples: Mapping[str, Example]
    aliases: Mapping[str, Sequence[str]]
    included: frozenset[str]

    @property
    def labels(self) -> frozenset[str]:
        """Every label that may be given."""
        return frozenset(example.label for example in self.examples.values())


@dataclass(frozen=True)
class View:
    """What one trainer sees."""

    base: Base
    merged: Merged

    def origin(self, example: Example) -> Origin:
        """Whether the files hold it like this."""
        return "base" if self.base.examples.get(example.key) == example else "changed"


class Library:
    """Reads the files when they are needed and again when they have changed."""

    def __init__(self, database: Database, data: Path) -> None:
        self._db = database
        self._data = data
        self._lock = asyncio.Lock()
        self._base: tuple[object, Base] | None = None

    async def base(self) -> Base:
        """The files as they are now. Raises CorpusFault."""
        async with self._lock:
            return await asyncio.to_thread(self._read)

    def _read(self) -> Base:
        paths = [*(self._data / "nlu").glob("*.yml"), self._data / "lexicon" / "aliases.yml"]
        state = sorted((str(path), path.stat().st_mtime_ns) for path in paths)
        if self._base is None or self._base[0] != state:
            examples = {example.key: example for example in load_examples(self._data)}
            base = Base(examples, load_aliases(self._data), included(self._data))
            self._base = state, base
        return self._base[1]

    async def view(self, staff_id: str | None = None) -> View:
        """Base, what is approved or waits for review, and the member's own draft."""
        base = await self.base()
        changes = await self._db.read(lambda session: pending(session, base, staff_id))
        return await asyncio.to_thread(_view, base, changes)

    async def with_set(self, set_id: str) -> View:
        """Base, what is approved, and one more set: what its release would hold."""
        base = await self.base()

        async def work(session: AsyncSession) -> list[Edit]:
            wanted = select(ChangeSet.id).where(
                or_(ChangeSet.state.in_(APPLIED), ChangeSet.id == set_id),
                ChangeSet.id.not_in(sorted(base.included)),
            )
            return await edits(session, wanted)

        return await asyncio.to_thread(_view, base, await self._db.read(work))


async def pending(session: AsyncSession, base: Base, staff_id: str | None) -> list[Edit]:
    """The changes that a member's new one has to fit."""
    wanted = select(ChangeSet.id).where(
        or_(
            ChangeSet.state.in_((*APPLIED, "submitted")),
            (ChangeSet.state == "draft") & (ChangeSet.author == staff_id),
        ),
        ChangeSet.id.not_in(sorted(base.included)),
    )
    return await edits(session, wanted)


def _view(base: Base, changes: Sequence[Edit]) -> View:
    return View(base, merge(base.examples.values(), base.aliases, changes))
