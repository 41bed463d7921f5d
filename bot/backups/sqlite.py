"""SQLite's part: copied while it is written to, put in place as one rename."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.backups.archive import BackupFault, Kind
from bot.backups.state import State, state_of
from bot.store.disk import put_in_place, to_disk
from bot.words import say

KIND: Kind = "sqlite"


class SQLiteStore:
    """Implements `Store` for one file."""

    kind = KIND

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._file = Path(str(self._url.database))

    async def state(self) -> State | None:
        """See `Store`."""
        return await state_of(self._of(self._file)) if self._file.exists() else None

    async def save(self, into: Path) -> State:
        """See `Store`."""
        if not self._file.exists():
            raise BackupFault(say("backup.nothing"))
        try:
            await asyncio.to_thread(_copied, self._file, into)
        except sqlite3.Error as error:
            raise BackupFault(say("backup.unsaved", cause=error)) from error
        return await state_of(self._of(into))

    async def check(self, dump: Path | None) -> None:
        """See `Store`."""
        if self._file.exists() and not await asyncio.to_thread(_alone, self._file):
            raise BackupFault(say("backup.in_use"))

    async def put(self, dump: Path, prepare: Callable[[str], Awaitable[None]]) -> None:
        """See `Store`. Whatever goes wrong, the file of before is where it was."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f".{self._file.name}.restoring")
        try:
            _removed(new)  # of a restoring that was killed: its log is not this copy's
            await asyncio.to_thread(shutil.copyfile, dump, new)
            await prepare(self._of(new))
            # No log beside it any more: it would not be renamed along.
            if not await asyncio.to_thread(_alone, new):
                raise BackupFault(say("backup.in_use"))
            await self.check(None)
            await asyncio.to_thread(_moved, new, self._file)
        finally:
            _removed(new)

    def _of(self, file: Path) -> str:
        return self._url.set(database=str(file)).render_as_string(hide_password=False)


def _copied(file: Path, into: Path) -> None:
    """In one step, which writers do not wait for, nor does it begin anew when they write."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(into)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _alone(file: Path) -> bool:
    """Whether nobody has the file open; its log is written back into it then."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return False
    return True


def _removed(file: Path) -> None:
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


def _moved(new: Path, file: Path) -> None:
    with new.open("rb") as content:
        to_disk(content)
    put_in_place(new, file)
