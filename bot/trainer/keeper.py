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
from bot.dialogue.host import Fleet, HostState, Order
from bot.store.database import Database, DatabaseUnavailable
from bot.store.release_tables import Release, Training
from bot.trainer.releases import activate, fail, prepare
from bot.trainer.source import Source

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
    before: Release | None
    """The one served before the active one."""
    newest: Release | None


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

    def _order(self, seen: Seen) -> Order:
        beside = {seen.preparing.model} if seen.preparing is not None else set()
        if (candidate := self._candidate()) is not None:
            beside.add(candidate)
        since = seen.active.active_at if seen.active else None
        if seen.before is not None and since is not None and now() - since < self._keeping.warm:
            beside.add(seen.before.model)
        serve = seen.active.model if seen.active else None
        return Order(serve, frozenset(beside - {serve}))

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
        """Serve it when every engine is ready, or give it up when one cannot."""
        workers = [state.worker(release.model) for state in states]
        broken = next((w for w in workers if w is not None and w.state == "failed"), None)
        if broken is not None:
            await self._failed(release, broken.cause or "died", broken.detail)
        elif workers and all(w is not None and w.state == "ready" for w in workers):
            await self._active(release)
        elif now() - release.created_at > self._keeping.ready:
            await self._failed(release, "silent", "")

    async def _active(self, release: Release) -> None:
        async def work(session: AsyncSession) -> bool:
            if not await activate(session, release.number):
                return False
            training = await session.get(Training, release.training_id or "")
            if training is not None and release.kind == "publish":
                await self._source.published(session, training.change_sets, str(release.number))
            return True

        if await self._db.write(work):
            log.info("releases.active", number=release.number, model=release.model)
            self._tell(release)
            self._fleet.order = self._order(await self._db.read(_seen))
            await self._forget()

    async def _failed(self, release: Release, cause: str, detail: str) -> None:
        if await self._db.write(lambda session: fail(session, release.number, cause, detail)):
            log.error("releases.failed", number=release.number, cause=cause, detail=detail)
            self._tell(release)

    async def _adopt(self, seen: Seen, states: list[HostState]) -> None:
        """Release what the engines were installed with, when that is new to all of them.

        A model of other code or other base data than the engines' might not even load.
        """
        bases = {(state.base.model, state.base.fingerprint) for state in states}
        [(model, fingerprint), *others] = bases
        known = seen.active is not None and seen.active.base == fingerprint
        newest = seen.newest
        tried = newest is not None and newest.state == "failed" and newest.base == fingerprint
        if model is None or others or known or tried:
            return
        base = Release(model=model, base=fingerprint, kind="base")
        try:
            await self._db.write(lambda session: prepare(session, base, None))
        except IntegrityError:
            return  # another replica was first
        log.info("releases.adopted", number=base.number, model=model)
        self._tell(base)

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
    query = (
        select(Release)
        .where(Release.state.in_(("active", "preparing", "retired", "failed")))
        .order_by(Release.number.desc())
        .limit(50)
    )
    found = list(await session.scalars(query))

    def newest(state: str) -> Release | None:
        return next((release for release in found if release.state == state), None)

    served = [release for release in found if release.state == "retired"]
    before = max(served, key=lambda release: release.ended_at or now(), default=None)
    return Seen(newest("active"), newest("preparing"), before, found[0] if found else None)


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
