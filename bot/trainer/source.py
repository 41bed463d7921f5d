"""What a model is made of, and what it is measured by: the base, and what trainers decided."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.database import Database
from bot.trainer.changes import apply
from bot.trainer.corpus import included
from bot.trainer.lines import Line
from bot.trainer.merging import Edit
from bot.trainer.sets import approved, mark_released, regression
from understanding.model_inputs import DATA


@dataclass(frozen=True)
class Material:
    """Files below data/ by their paths, and the change sets that are in them."""

    files: dict[str, str]
    change_sets: list[str] = field(default_factory=list)


class Source(Protocol):
    """Where the examples come from."""

    async def material(self) -> Material:
        """Everything that the next model is to learn."""
        ...

    async def corrections(self) -> list[Line]:
        """Sentences that were once misunderstood, and what trainers say that they mean."""
        ...

    async def published(
        self, session: AsyncSession, change_sets: Sequence[str], release: str
    ) -> None:
        """Note within the transaction that these sets are in a released model."""
        ...


class ChangedSource:
    """The files of the checkout with every approved change set in them."""

    def __init__(self, database: Database, root: Path) -> None:
        self._db = database
        self._root = root

    async def material(self) -> Material:
        there = await asyncio.to_thread(included, self._root / "data")
        sets, changes = await self._db.read(lambda session: approved(session, there))
        return Material(await asyncio.to_thread(_changed, self._root, changes), sets)

    async def corrections(self) -> list[Line]:
        found = await self._db.read(regression)
        return [Line.of(one.text, one.label, next(iter(one.facets or ()), None)) for one in found]

    async def published(
        self, session: AsyncSession, change_sets: Sequence[str], release: str
    ) -> None:
        await mark_released(session, change_sets, release)


def _changed(root: Path, changes: Sequence[Edit]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as made:
        shutil.copytree(root / "data", Path(made) / "data")
        apply(Path(made) / "data", changes)
        return read_files(Path(made))


def read_files(root: Path) -> dict[str, str]:
    """The files of a folder that a training reads."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for folder in DATA
        for path in sorted((root / folder).glob("*.yml"))
    }
