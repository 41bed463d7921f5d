"""Kinds of things that are not kept for ever: rows by a condition, and files that no row names."""

from __future__ import annotations

import asyncio
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.conversations.log import now
from bot.store.tables import Attachment
from bot.store.ticket_tables import TicketFile

COMING = timedelta(days=1)
"""A file is on the disk before its row is stored, but never for so long."""
NAMES = 500
"""Names that the database is asked about at once."""


class ExpiringRows(ABC):
    """Implements most of `Expiring` for what the database knows."""

    name: str
    most = 50

    def __init__(self, period: timedelta) -> None:
        """`period`: for how long they are kept."""
        self.period = period

    @abstractmethod
    def over(self, since: datetime) -> Select[Any]:
        """Ids of what was done with before this moment and is needed for nothing any more."""

    @abstractmethod
    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""

    def over_now(self) -> Select[Any]:
        """The same for as long as they are kept."""
        return self.over(now() - self.period)

    async def count(self, session: AsyncSession) -> int:
        """See `Expiring`."""
        counted = select(func.count()).select_from(self.over_now().subquery())
        return await session.scalar(counted) or 0

    async def find(self, session: AsyncSession, most: int) -> Sequence[Any]:
        """See `Expiring`."""
        return (await session.scalars(self.over_now().limit(most))).all()


class PlainRows(ExpiringRows):
    """Rows that nothing names and that are deleted as they are."""

    most = 200

    def __init__(
        self,
        name: str,
        period: timedelta,
        key: InstrumentedAttribute[Any],
        over: Callable[[datetime], ColumnElement[bool]],
    ) -> None:
        """`over`: the condition on rows that were done with before a moment."""
        super().__init__(period)
        self.name = name
        self._key = key
        self._over = over

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        return select(self._key).where(self._over(since))

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""
        still = self._key.in_(found), self._over(now() - self.period)
        gone = await session.scalars(delete(self._key.class_).where(*still).returning(self._key))
        return len(gone.all())


class OrphanedFiles:
    """Implements `Expiring` for files on the disk that no row names.

    Somebody broke off between the file and its row, or a restoring was killed.
    """

    name = "orphans"
    most = 20

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def count(self, session: AsyncSession) -> int:
        """See `Expiring`."""
        return len(await self._orphans(session, None))

    async def find(self, session: AsyncSession, most: int) -> Sequence[Path]:
        """See `Expiring`."""
        return await self._orphans(session, most)

    async def remove(self, session: AsyncSession, found: Sequence[Path]) -> int:
        """See `Expiring`. No row can have come meanwhile: a name is used once."""
        await asyncio.to_thread(_unlink, found)
        return len(found)

    async def _orphans(self, session: AsyncSession, most: int | None) -> list[Path]:
        old = await asyncio.to_thread(lambda: list(self._old()))
        orphans: list[Path] = []
        for begin in range(0, len(old), NAMES):
            part = old[begin : begin + NAMES]
            names = [path.name for path in part]
            known = set[str]()
            for table in (Attachment, TicketFile):
                known.update(await session.scalars(select(table.id).where(table.id.in_(names))))
            orphans += [path for path in part if path.name not in known]
            if most is not None and len(orphans) >= most:
                break
        return orphans[:most]

    def _old(self) -> Iterator[Path]:
        before = time.time() - COMING.total_seconds()
        for path in self._folder.rglob("*"):
            if path.is_file() and _changed_at(path) < before:
                yield path


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # gone by now
        return math.inf


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
