"""The database, whichever it is, as something to be saved and put back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from bot.backups.archive import Kind
from bot.backups.postgresql import PostgreSQLStore
from bot.backups.sqlite import SQLiteStore
from bot.backups.state import State


class Store(Protocol):
    """Every method raises BackupFault with a sentence that says what to do."""

    kind: Kind

    async def state(self) -> State | None:
        """As it is now; None when there is none."""
        ...

    async def save(self, into: Path) -> State:
        """Write it to a file, as it is at one moment, while others go on with it."""
        ...

    async def check(self, dump: Path | None) -> None:
        """Raises when somebody uses the database, or the dump could not be put back here."""
        ...

    async def put(self, dump: Path, prepare: Callable[[str], Awaitable[None]]) -> None:
        """Replace everything by what was saved; `prepare` gets the URL of what was put there."""
        ...


def store_at(url: str) -> Store:
    """The store of a database's URL."""
    return SQLiteStore(url) if url.startswith("sqlite") else PostgreSQLStore(url)
