"""Trainings: asked for by a trainer, done by an engine beside its answering."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import DESK, Hub, WorkNews
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.dialogue.engine import EngineRefused, EngineUnavailable
from bot.dialogue.host import EngineHost, Fleet, HostBusy, JobState, LogPart, UnknownJob
from bot.store.database import Database
from bot.store.release_tables import Training
from bot.store.tables import Staff
from bot.trainer.jobs import LOOK, Cancelled, Failure, Held, cancel
from bot.trainer.source import Source
from bot.words import say
from understanding.progress import share

AWAY_SECONDS = 120.0
"""An engine may be away so long before a training counts as failed."""
LISTED = 50


@dataclass(frozen=True)
class TrainingLine:
    """A training as it is now."""

    row: Training
    author: str


class Trainings:
    """What trainers see of trainings, and ask for."""

    def __init__(self, database: Database, hub: Hub, fleet: Fleet) -> None:
        self._db = database
        self._hub = hub
        self._fleet = fleet

    async def start(self, staff_id: str) -> TrainingLine:
        """Queue one. Raises Refused while another one waits already."""

        async def work(session: AsyncSession) -> str:
            waiting = select(Training.id).where(Training.state == "queued")
            if await session.scalar(waiting.limit(1)) is not None:
                raise Refused("training_queued", say("training.queued"))
            made = Training(
                id=str(uuid.uuid4()),
                created_at=now(),
                created_by=staff_id,
                state="queued",
                change_sets=[],
            )
            session.add(made)
            await session.flush()
            return made.id

        id_ = await self._db.write(work)
        self._hub.publish(DESK, WorkNews("training", id_))
        return await self.one(id_)

    async def cancel(self, id_: str, staff_id: str) -> TrainingLine:
        """Raises Refused when it has ended, or never was."""
        await self.one(id_)
        if not await self._db.write(lambda session: cancel(session, Training, id_, staff_id)):
            raise Refused("training_ended", say("training.ended"))
        self._hub.publish(DESK, WorkNews("training", id_))
        return await self.one(id_)

    async def latest(self) -> list[TrainingLine]:
        """The newest first."""
        query = _lines().order_by(Training.created_at.desc(), Training.id).limit(LISTED)
        rows = await self._db.read(lambda session: session.execute(query))
        return [TrainingLine(row, name) for row, name in rows]

    async def one(self, id_: str) -> TrainingLine:
        """Raises Refused when there is none."""
        query = _lines().where(Training.id == id_)
        found = (await self._db.read(lambda session: session.execute(query))).first()
        if found is None:
            raise Refused("unknown_training", say("training.unknown"))
        return TrainingLine(*found)

    async def log(self, id_: str, after: int) -> LogPart:
        """A part of what the training said. Raises Refused, also when its engine is away."""
        line = await self.one(id_)
        host = self._fleet.hosts.get(line.row.engine or "")
        try:
            return await host.job_log(id_, after) if host else LogPart(text="", end=0)
        except UnknownJob:
            return LogPart(text="", end=after)
        except (EngineUnavailable, EngineRefused) as error:
            raise Refused("engine_away", say("training.engine_away")) from error


def _lines() -> Select[Training, str]:
    return select(Training, Staff.name).join(Staff, Staff.id == Training.created_by)


class TrainingWork:
    """Has an engine train, follows it, and takes up what it finds under way."""

    def __init__(self, fleet: Fleet, source: Source) -> None:
        self._fleet = fleet
        self._source = source

    async def __call__(self, held: Held[Training]) -> dict[str, Any]:
        """What came of it. Raises like `JobRunner` wants it."""
        row = held.row
        host = await chosen_host(self._fleet, row.engine)
        base = host.state.base.fingerprint if host.state else None
        await held.step(engine=host.url, base=base)
        began = time.monotonic()

        async def begin() -> JobState:
            material = await self._source.material()
            await held.step(change_sets=material.change_sets)
            return await host.start_job(row.id, "train", material.files)

        async def told(job: JobState) -> None:
            done = share(job.stage, job.done, job.total)
            spent = time.monotonic() - began
            left = round(spent / done - spent) if done > 0.1 else None
            await held.step(stage=job.stage, percent=int(done * 100), remaining=left)

        result = await follow(host, row.id, begin, told)
        return {"model": result["model"], "fingerprint": result["fingerprint"]}

    async def abandon(self, id_: str) -> None:
        """Have it worked on no more."""
        await abandon(self._fleet, id_)


async def chosen_host(fleet: Fleet, wanted: str | None) -> EngineHost:
    """The host that has the job already, or the first one that answers. Raises Failure."""
    deadline = time.monotonic() + AWAY_SECONDS
    while time.monotonic() < deadline:
        hosts: Sequence[EngineHost] = list(fleet.hosts.values())
        if wanted in fleet.hosts:
            hosts = [fleet.hosts[wanted]]
        for host in hosts:
            try:
                await host.sync()
            except (EngineUnavailable, EngineRefused):
                continue
            return host
        wanted = None
        await asyncio.sleep(LOOK)
    raise Failure("engine_away")


async def follow(
    host: EngineHost,
    id_: str,
    begin: Callable[[], Awaitable[JobState]],
    told: Callable[[JobState], Awaitable[None]],
) -> dict[str, Any]:
    """Follow a job of the engine to its end; begin it when the engine does not know it.

    One whose engine was started anew begins again. Raises Failure, and what `told` raises.
    """
    heard = time.monotonic()
    while True:
        try:
            try:
                job = await host.job(id_)
            except UnknownJob:
                job = await begin()
            heard = time.monotonic()
            if job.state != "running":
                return _result(job)
            await told(job)
        except HostBusy:
            heard = time.monotonic()
        except EngineUnavailable as error:
            if time.monotonic() - heard > AWAY_SECONDS:
                raise Failure("engine_away", str(error)) from error
        await asyncio.sleep(LOOK)


async def abandon(fleet: Fleet, id_: str) -> None:
    """Have no engine work on a job any more, as far as they can be told."""
    for host in fleet.hosts.values():
        with suppress(UnknownJob, EngineUnavailable, EngineRefused):
            await host.cancel_job(id_)


def _result(job: JobState) -> dict[str, Any]:
    if job.state == "done":
        return job.result
    if job.state == "cancelled":
        raise Cancelled
    raise Failure("training", job.last)
