"""Rows that one process takes at a time, each worked off in a task of its own."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import Generic, TypeVar

import structlog

from bot.background import Background
from bot.store.database import DatabaseUnavailable

SWEEP = 1.0
"""Seconds between two looks for rows that another process left."""

log = structlog.get_logger(__name__)
R = TypeVar("R")


class Rounds(Background, Generic[R]):
    """Claims what is due when woken, when a row is done with, and every so often."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._at_work: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        """Take nothing more; what is not stored is taken by whoever comes next."""
        for task in self._at_work:
            task.cancel()
        await super().stop()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    def wake(self) -> None:
        """A row is due now."""
        self._woken.set()

    @abstractmethod
    async def _claimed(self) -> Sequence[R]:
        """Rows that are this process's from now on. Raises DatabaseUnavailable."""

    @abstractmethod
    async def _work_off(self, row: R) -> None:
        """Do what the row wants; faults are its own affair."""

    async def _look(self) -> None:
        for row in await self._claimed():
            task = asyncio.create_task(self._work_off(row))
            self._at_work.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """There is room again, and something new may have come meanwhile."""
        self._at_work.discard(task)
        self.wake()

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._look()
            except DatabaseUnavailable as error:
                log.warning("wecom.unread", cause=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), SWEEP)
