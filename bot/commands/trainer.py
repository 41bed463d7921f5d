"""What trainers have approved, written back into the files of a checkout."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.trainer import sets
from bot.trainer.changes import apply
from bot.trainer.corpus import included
from bot.trainer.merging import Conflict


@dataclass(frozen=True)
class Exported:
    """What was written."""

    sets: int
    examples: int
    conflicts: list[Conflict]


async def export(settings: Settings, into: Path) -> Exported:
    """Write the approved sets that a checkout lacks. Raises CorpusFault, DatabaseUnavailable."""
    data = into / "data"
    await upgrade(settings.sql_url)
    database = Database(settings.sql_url)
    try:
        held = included(data)
        found, changes = await database.read(lambda session: sets.approved(session, held))
    finally:
        await database.close()
    merged = await asyncio.to_thread(apply, data, changes, found)
    return Exported(len(found), len(merged.examples), merged.conflicts)
