"""What was kept for long enough is removed: once a day, by one process, in batches; and it is said.

Each batch is a transaction of its own, so that nobody waits for long. It also adds to what this
run has counted and prolongs the lease; who has lost the lease removes nothing more. When a process
dies another one goes on with its run, and the audit gets one line with the sums of all of it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.audit import record
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Upkeep
from bot.words import say

NAME = "retention"
LOOK = 60.0
"""Seconds between two looks whether it is due."""
LEASE = timedelta(minutes=5)
"""For one batch, however slow the disk is."""
NIGHT = 19
"""The hour, in UTC, when it begins: three in the morning in Shanghai."""
AT_ONCE = 1000
"""How many are looked for together, to be removed in batches."""

log = structlog.get_logger(__name__)


class Expiring(Protocol):
    """A kind of things that are not kept for ever."""

    name: str
    most: int
    """How many are removed in one transaction."""

    async def count(self, session: AsyncSession) -> int:
        """How many have been kept for long enough."""
        ...

    async def find(self, session: AsyncSession, most: int) -> Sequence[Any]:
        """Some of them."""
        ...

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """Remove those of them for which it is still so, and say how many these were."""
        ...


class _LeaseLost(Exception):
    """Another process does it now; nothing of this batch was removed."""


class Retention(Background):
    """Waits for the night, as long as it runs."""

    def __init__(self, database: Database, kinds: Sequence[Expiring]) -> None:
        self._db = database
        self._kinds = kinds
        self._me = str(uuid.uuid4())

    async def show(self) -> Mapping[str, int]:
        """What would go now, by kind. Raises DatabaseUnavailable."""
        counted: Counter[str] = Counter()
        for kind in self._kinds:
            counted[kind.name] += await self._db.read(kind.count)
        return counted

    async def run(self) -> Mapping[str, int]:
        """Do it now, whether it is due or not; what went, by kind.

        Raises Refused while another process does it, and DatabaseUnavailable.
        """
        try:
            if await self._db.write(self._take):
                return await self._remove()
        except _LeaseLost:
            pass
        raise Refused("retention_runs", say("retention.runs"))

    async def look(self) -> None:
        """Do it when it is due and nobody else does. Raises DatabaseUnavailable."""
        due = await self._db.read(lambda s: s.scalar(select(Upkeep.due_at).where(_ITS_ROW)))
        # Without a row the next night is the first one: there is time to set the periods.
        if (due is None or due <= now()) and await self._db.write(self._take_if_due):
            await self._remove()

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except (DatabaseUnavailable, SQLAlchemyError, OSError, _LeaseLost) as error:
                log.warning("retention.failed", cause=type(error).__name__)
            await asyncio.sleep(LOOK)

    async def _take(self, session: AsyncSession, before: datetime | None = None) -> bool:
        """Whether this process is the one to do it; `before`: if it was due before then."""
        if await session.get(Upkeep, NAME) is None:
            session.add(Upkeep(name=NAME, due_at=_next_night(now()), counted={}))
            await session.flush()
        free = or_(
            Upkeep.lease_until.is_(None),
            Upkeep.lease_until < now(),
            Upkeep.lease_owner == self._me,
        )
        taking = update(Upkeep).where(_ITS_ROW, free)
        if before is not None:
            taking = taking.where(Upkeep.due_at <= before)
        lease = {"lease_owner": self._me, "lease_until": now() + LEASE}
        return await session.scalar(taking.values(lease).returning(Upkeep.name)) is not None

    async def _take_if_due(self, session: AsyncSession) -> bool:
        return await self._take(session, before=now())

    async def _remove(self) -> Mapping[str, int]:
        for kind in self._kinds:
            removed, found = 1, [None] * AT_ONCE
            # What is found but not removed, because somebody has it in hand, waits for tomorrow.
            while removed and len(found) == AT_ONCE:
                removed, found = 0, list(await self._db.read(partial(kind.find, most=AT_ONCE)))
                for begin in range(0, len(found), kind.most):
                    batch = partial(self._batch, kind=kind, found=found[begin : begin + kind.most])
                    began = time.monotonic()
                    removed += await self._db.write(batch)
                    # Half of the time belongs to the others, however slow the machine is.
                    await asyncio.sleep(time.monotonic() - began)
        counted = await self._db.write(self._end)
        log.info("retention.done", **counted)
        return counted

    async def _batch(self, session: AsyncSession, kind: Expiring, found: Sequence[Any]) -> int:
        row = await self._mine(session)
        removed = await kind.remove(session, found)
        row.counted = {**row.counted, kind.name: row.counted.get(kind.name, 0) + removed}
        row.lease_until = now() + LEASE
        await session.flush()
        return removed

    async def _end(self, session: AsyncSession) -> dict[str, int]:
        row = await self._mine(session)
        counted = {kind.name: int(row.counted.get(kind.name, 0)) for kind in self._kinds}
        row.counted, row.due_at = {}, _next_night(now())
        row.lease_owner = row.lease_until = None
        record(session, "retention_run", detail=counted)
        await session.flush()
        return counted

    async def _mine(self, session: AsyncSession) -> Upkeep:
        """The row, held until the transaction ends. Raises _LeaseLost."""
        row = (await session.scalars(select(Upkeep).where(_ITS_ROW).with_for_update())).one()
        if row.lease_owner != self._me:
            raise _LeaseLost
        return row


_ITS_ROW = Upkeep.name == NAME


def _next_night(at: datetime) -> datetime:
    night = at.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night > at else night + timedelta(days=1)
