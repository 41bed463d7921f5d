"""Rasa's own judgement of base and change set together, asked for on demand, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.store.database import Database, DatabaseUnavailable
from bot.store.trainer_tables import ChangeSet
from bot.trainer import sets
from bot.trainer.library import Library
from bot.trainer.merging import Edit
from bot.words import say

OLD = timedelta(minutes=15)
"""Whoever said so long ago that it runs has died."""

log = structlog.get_logger(__name__)


class Judge(Protocol):
    """Runs `rasa data validate` on the files with the changes."""

    async def judge(self, changes: Sequence[Edit]) -> tuple[bool, list[str]]:
        """Whether they pass, and what was said."""
        ...


class Validation:
    """Keeps what the judge says in the set, unless the set has changed meanwhile."""

    def __init__(self, database: Database, library: Library, judge: Judge) -> None:
        self._db = database
        self._library = library
        self._judge = judge
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """End what runs; it may be asked for again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def begin(self, set_id: str) -> None:
        """Start to look at a set, unless somebody does. Raises Refused."""
        base = await self._library.base()

        async def work(session: AsyncSession) -> tuple[dict[str, Any], list[Edit]] | None:
            found = await session.get(ChangeSet, set_id, with_for_update=True)
            if found is None:
                raise sets.unknown_set()
            if _runs(found.validation):
                return None
            found.validation = running = _said("running", [])
            await session.flush()
            own = select(ChangeSet.id).where(ChangeSet.id == set_id)
            wanted = sets.applied(base.included).union(own).subquery()
            return running, await sets.edits(session, select(wanted.c.id))

        begun = await self._db.write(work)
        if begun is not None:
            task = asyncio.create_task(self._run(set_id, *begun))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, set_id: str, begun: dict[str, Any], changes: Sequence[Edit]) -> None:
        try:
            async with self._lock:
                passed, lines = await self._judge.judge(changes)
            said = _said("passed" if passed else "failed", lines)
        except Refused as refused:
            said = _said("failed", [str(refused)])
        except Exception as error:
            log.exception("validation.failed")
            said = _said("failed", [say("trainer.validation_broken", cause=type(error).__name__)])

        async def keep(session: AsyncSession) -> None:
            found = await session.get(ChangeSet, set_id, with_for_update=True)
            # Handing the set in or reviewing it leaves its changes; a change takes away what began.
            if found is not None and found.validation == begun:
                found.validation = said

        try:
            await self._db.write(keep)
        except DatabaseUnavailable as error:
            log.warning("validation.not_kept", cause=str(error))


def _said(state: str, lines: Sequence[str]) -> dict[str, Any]:
    return {"state": state, "at": now().isoformat(), "lines": list(lines)}


def _runs(validation: dict[str, Any] | None) -> bool:
    if validation is None or validation["state"] != "running":
        return False
    return datetime.fromisoformat(validation["at"]) > now() - OLD
