"""Keeps the engines at what is released: tells them what to run, and takes what is ready.

Every replica does so; what must happen once is a compare-and-set on the release's row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.hub import DESK, Hub, Mailbox, WorkNews
from bot.conversations.log import now
from bot.dialogue.engine import EngineRefused, EngineUnavailable
from bot.dialogue.host import Fleet, HostState, Order, Trial
from bot.store.database import Database, DatabaseUnavailable
from bot.store.release_tables import Release
from bot.trainer.releases import fail, prepare, take_over
from bot.trainer.source import Source
from bot.trainer.trials import begin_trial, withdraw

LOOK = 1.0
"""Seconds between two looks; news of a release shorten them."""

Unfit = Literal["missing", "damaged", "died", "silent", "questions"]
"""Why an engine does not serve a model; its codes are those of `engine/host/workers.py`."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Keeping:
    """How long and how many."""

    ready: timedelta
    """A release whose model is not ready by then has failed."""
    warm: timedelta
    """The model before stays in memory so long: the way back is at once."""
    models: int
    """Models of releases that are kept on disk, besides the one served."""


@dataclass(frozen=True)
class Seen:
    """The releases that matter now."""

    active: Release | None
    preparing: Release | None
    trial: Release | None
    before: Release | None
    """The one served before the active one."""
    base: Release | None
    """The newest one that came with an installation."""


class ReleaseKeeper(Background):
    """Runs as long as the application does."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        fleet: Fleet,
        source: Source,
        keeping: Keeping,
        candidate: Callable[[], str | None],
    ) -> None:
        """`candidate` gives the model that is evaluated here, if one is."""
        self._db = database
        self._hub = hub
        self._fleet = fleet
        self._source = source
        self._keeping = keeping
        self._candidate = candidate
        self._tidied: int | None = None
        """The active release for which former models were last deleted."""
        self.ready = asyncio.Event()
        """Set when the first look was taken."""

    async def _run(self) -> None:
        with self._hub.subscribe(DESK) as news:
            while True:
                try:
                    await self._look()
                except DatabaseUnavailable as error:
                    log.warning("releases.look_failed", cause=str(error))
                await _news(news)

    async def _look(self) -> None:
        seen = await self._db.read(_seen)
        self._fleet.order = self._order(seen)
        states = await self._synced()
        if seen.preparing is not None:
            await self._settle(seen.preparing, states)
        elif states:
            await self._adopt(seen, states)
        if seen.active is not None and states and seen.active.number != self._tidied:
            await self._forget()
            self._tidied = seen.active.number

    def _order(self, seen: Seen) -> Order:
        beside = {coming.model for coming in (seen.preparing, seen.trial) if coming is not None}
        if (candidate := self._candidate()) is not None:
            beside.add(candidate)
        since = seen.active.active_at if seen.active else None
        if seen.before is not None and since is not None and now() - since < self._keeping.warm:
            beside.add(seen.before.model)
        serve = seen.active.model if seen.active else None
        trial = Trial(seen.trial.model, seen.trial.share or 0) if seen.trial is not None else None
        return Order(serve, frozenset(beside - {serve}), trial)

    async def _synced(self) -> list[HostState]:
        """What every host says that answers."""
        hosts = self._fleet.hosts.values()
        told = await asyncio.gather(*(host.sync() for host in hosts), return_exceptions=True)
        for answer in told:
            if isinstance(answer, BaseException) and not isinstance(
                answer, EngineUnavailable | EngineRefused
            ):
                raise answer
        return [state for state in told if isinstance(state, HostState)]

    async def _settle(self, release: Release, states: list[HostState]) -> None:
        """Serve it, or try it, when every engine is ready; give it up when one cannot."""
        workers = [state.worker(release.model) for state in states]
        broken = next((w for w in workers if w is not None and w.state == "failed"), None)
        if broken is not None:
            await self._failed(release, broken.cause or "died", broken.detail)
        elif workers and all(w is not None and w.state == "ready" for w in workers):
            await self._taken(release)
        elif now() - release.created_at > self._keeping.ready:
            await self._failed(release, "silent", "")

    async def _taken(self, release: Release) -> None:
        async def work(session: AsyncSession) -> bool:
            if release.share is not None:
                return await begin_trial(session, release.number)
            return await take_over(session, self._source, release)

        if await self._db.write(work):
            event = "releases.active" if release.share is None else "releases.trial"
            log.info(event, number=release.number, model=release.model, share=release.share)
            self._tell(release)
            self._fleet.order = self._order(await self._db.read(_seen))

    async def _failed(self, release: Release, cause: str, detail: str) -> None:
        if await self._db.write(lambda session: fail(session, release.number, cause, detail)):
            log.error("releases.failed", number=release.number, cause=cause, detail=detail)
            self._tell(release)

    async def _adopt(self, seen: Seen, states: list[HostState]) -> None:
        """Release what the engines were installed with, when that is new to all of them.

        A model of other code or other base data than the engines' might not even load. That goes
        for one on trial, too: it gives way.
        """
        bases = {(state.base.model, state.base.fingerprint) for state in states}
        [(model, fingerprint), *others] = bases
        known = seen.active is not None and seen.active.base == fingerprint
        last = seen.base
        failed = last is not None and last.state == "failed" and last.base == fingerprint
        if model is None or others or known or failed:
            return
        base = Release(model=model, base=fingerprint, kind="base")

        async def work(session: AsyncSession) -> None:
            if seen.trial is not None:
                await withdraw(session, seen.trial.number, None, "base")
            await prepare(session, base, None)

        try:
            await self._db.write(work)
        except IntegrityError:
            return  # another replica was first
        log.info("releases.adopted", number=base.number, model=model)
        for moved in (base, *([seen.trial] if seen.trial is not None else [])):
            self._tell(moved)

    async def _forget(self) -> None:
        """Have models deleted that the history keeps no more."""
        query = select(Release.model, Release.number).order_by(Release.number.desc())
        rows = await self._db.read(lambda session: session.execute(query))
        models = list(dict.fromkeys(model for model, _ in rows))
        for host in self._fleet.hosts.values():
            if old := models[self._keeping.models + 1 :]:
                try:
                    await host.forget(old)
                except (EngineUnavailable, EngineRefused) as error:
                    log.warning("releases.not_forgotten", cause=str(error))

    def _tell(self, release: Release) -> None:
        self._hub.publish(DESK, WorkNews("release", str(release.number)))


async def _seen(session: AsyncSession) -> Seen:
    query = select(Release).order_by(Release.number.desc()).limit(50)
    found = list(await session.scalars(query))

    def newest(stage: str) -> Release | None:
        return next((release for release in found if release.stage == stage), None)

    served = [release for release in found if release.state == "retired"]
    before = max(served, key=lambda release: release.ended_at or now(), default=None)
    base = next((release for release in found if release.kind == "base"), None)
    return Seen(newest("active"), newest("preparing"), newest("trial"), before, base)


async def _news(news: Mailbox) -> None:
    """Return when a release changed somewhere, or after a while."""
    try:
        async with asyncio.timeout(LOOK):
            while True:
                item = await news.get()
                if isinstance(item, WorkNews) and item.about == "release":
                    return
    except TimeoutError:
        return
