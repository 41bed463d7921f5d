"""What takes minutes, as rows: one at a time, and never lost with the replica that does it.

A row is queued, then held by a lease that is renewed with every step. One whose lease ran out is
taken up by another replica, which asks the engine how far it is.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Literal, Protocol, TypeVar

import structlog
from sqlalchemy import ColumnElement, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.hub import DESK, Hub, WorkNews
from bot.conversations.log import now
from bot.dialogue.engine import EngineRefused, EngineUnavailable
from bot.store.database import Database, DatabaseUnavailable
from bot.store.release_tables import Evaluation, Training

LEASE = timedelta(seconds=15)
LOOK = 1.0
"""Seconds between two looks, for work and at work."""
MOST_ATTEMPTS = 8
"""A job that was begun so often, each time by another process, is given up."""

J = TypeVar("J", Training, Evaluation)
Cause = Literal["attempts", "engine_away", "training", "no_model", "broken", "sets"]

log = structlog.get_logger(__name__)


class Failure(Exception):
    """The job cannot be done: a code for programs, and what was seen."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.detail = detail


class Cancelled(Exception):
    """Somebody wants it no more."""


class Lost(Exception):
    """Another replica has it now, or it has ended."""


@dataclass(frozen=True)
class Held(Generic[J]):
    """A job in this replica's hands."""

    row: J
    step: Callable[..., Awaitable[None]]
    """Say how far it is: keywords are columns. Raises Cancelled and Lost."""


class Work(Protocol[J]):
    """How the jobs of one kind are done."""

    async def __call__(self, held: Held[J]) -> dict[str, Any]:
        """The columns of a job that is done. Raises Failure, and what `step` does."""
        ...

    async def abandon(self, id_: str) -> None:
        """Have it worked on no more: it is cancelled, or has failed."""
        ...


class JobRunner(Background, Generic[J]):
    """Does the jobs of one table, while it runs."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        table: type[J],
        about: Literal["training", "evaluation"],
        work: Work[J],
    ) -> None:
        self._db = database
        self._hub = hub
        self._table: type[J] = table
        self._about = about
        self._work: Work[J] = work
        self._me = str(uuid.uuid4())

    async def _run(self) -> None:
        while True:
            try:
                waiting = await self._db.read(self._waiting)
                if waiting and (row := await self._db.write(self._claim)) is not None:
                    await self._do(row)
                    continue
            except DatabaseUnavailable as error:
                log.warning("jobs.look_failed", about=self._about, cause=str(error))
            await asyncio.sleep(LOOK)

    async def _waiting(self, session: AsyncSession) -> bool:
        """Whether there is anything to claim: looked up before a write, which others wait for."""
        table: Any = self._table
        open_ = select(table.id).where(table.state.in_(("queued", "running")), _free(table))
        return await session.scalar(open_.limit(1)) is not None

    async def _claim(self, session: AsyncSession) -> J | None:
        table: Any = self._table
        first = (
            select(table.id)
            .where(table.state.in_(("queued", "running")))
            .order_by(case((table.state == "running", 0), else_=1), table.created_at, table.id)
            .limit(1)
            .scalar_subquery()
        )
        claimed: J | None = await session.scalar(
            update(table)
            .where(table.id == first, table.state.in_(("queued", "running")), _free(table))
            .values(
                state="running",
                attempts=table.attempts + 1,
                lease_owner=self._me,
                lease_until=now() + LEASE,
                started_at=now(),
            )
            .returning(table)
        )
        return claimed

    async def _do(self, row: J) -> None:
        id_ = row.id

        async def step(**values: Any) -> None:
            await self._step(id_, values)

        log.info("jobs.begun", about=self._about, job=id_, attempt=row.attempts)
        end: dict[str, Any]
        try:
            if row.attempts > MOST_ATTEMPTS:
                raise Failure("attempts")
            await step()
            found = await self._kept(id_, self._work(Held(row, step)))
            end = {"state": "done", "percent": 100, "stage": "done", **found}
        except Lost:
            log.warning("jobs.lost", about=self._about, job=id_)
            return
        except Cancelled:
            end = {"state": "cancelled"}
        except (EngineUnavailable, EngineRefused) as error:
            end = {"state": "failed", "cause": "engine_away", "detail": str(error)[:300]}
        except Failure as failure:
            end = {"state": "failed", "cause": failure.cause, "detail": failure.detail[:300]}
        except (OSError, ValueError, LookupError) as error:
            end = {"state": "failed", "cause": "broken", "detail": type(error).__name__}
        if end["state"] != "done":
            await self._work.abandon(id_)
        over = {"lease_owner": None, "remaining": None, "ended_at": now()}
        log.info("jobs.ended", about=self._about, job=id_, **_plain(end))
        await self._db.write(lambda session: self._change(session, id_, end | over))
        self._tell(id_)

    async def _kept(self, id_: str, work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
        """Renew the lease beside the work, however long one of its steps takes."""
        renewing = asyncio.create_task(self._renew(id_))
        working = asyncio.ensure_future(work)
        try:
            await asyncio.wait({renewing, working}, return_when=asyncio.FIRST_COMPLETED)
            if renewing.done() and not working.done():
                renewing.result()
            return await working
        finally:
            for task in (renewing, working):
                task.cancel()
            await asyncio.gather(renewing, working, return_exceptions=True)

    async def _renew(self, id_: str) -> None:
        """Raises Cancelled and Lost, and nothing else."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 5)
            try:
                await self._step(id_, {})
            except DatabaseUnavailable as error:
                log.warning("jobs.renewal_failed", job=id_, cause=str(error))

    async def _step(self, id_: str, values: dict[str, Any]) -> None:
        cancelled = await self._db.write(lambda session: self._change(session, id_, values))
        if cancelled is None:
            raise Lost
        if cancelled:
            raise Cancelled
        if values:
            self._tell(id_)

    async def _change(self, session: AsyncSession, id_: str, values: dict[str, Any]) -> bool | None:
        """Whether it is cancelled; None when it is not ours any more."""
        table: Any = self._table
        found = await session.execute(
            update(table)
            .where(table.id == id_, table.state == "running", table.lease_owner == self._me)
            .values(**{"lease_until": now() + LEASE, **values})
            .returning(table.cancelled_by)
        )
        row = found.first()
        return None if row is None else row[0] is not None

    def _tell(self, id_: str) -> None:
        self._hub.publish(DESK, WorkNews(self._about, id_))


def _free(table: Any) -> ColumnElement[bool]:
    """No replica has it in hand."""
    return or_(table.lease_until.is_(None), table.lease_until < now())


def _plain(end: dict[str, Any]) -> dict[str, Any]:
    return {name: end[name] for name in ("state", "cause", "model") if name in end}


async def cancel(session: AsyncSession, table: type[J], id_: str, staff_id: str) -> bool:
    """Cancel what waits, or have what runs cancelled; False when it has ended or never was."""
    kind: Any = table
    waiting = await session.execute(
        update(kind)
        .where(kind.id == id_, kind.state == "queued")
        .values(state="cancelled", cancelled_by=staff_id, ended_at=now())
        .returning(kind.id)
    )
    if waiting.first() is not None:
        return True
    running = await session.execute(
        update(kind)
        .where(kind.id == id_, kind.state == "running", kind.cancelled_by.is_(None))
        .values(cancelled_by=staff_id)
        .returning(kind.id)
    )
    return running.first() is not None
