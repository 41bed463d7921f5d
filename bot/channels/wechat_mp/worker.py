"""Works off what was pushed: a person's in order, those of different people side by side."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.channels.wechat_mp.arrivals import Arrivals
from bot.channels.wechat_mp.kinds import Kinds, Later
from bot.channels.wechat_mp.messages import Push
from bot.conversations.hub import Hub, Stored
from bot.store.database import DatabaseUnavailable

SWEEP = 1.0
"""Seconds between two looks for pushes of dead processes, or that were to wait."""
AGAIN = timedelta(seconds=1)
GIVE_UP = 6
"""Faults of one push, in about two minutes, after which the next one has its turn."""
CLEANING = 3600.0

log = structlog.get_logger(__name__)


class Worker:
    """One task a conversation while there is something to do."""

    def __init__(self, arrivals: Arrivals, kinds: Kinds, hub: Hub) -> None:
        self._arrivals = arrivals
        self._kinds = kinds
        self._hub = hub
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        """Woken while their task was about to find nothing more."""
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to look for what is left over."""
        self._loops = [asyncio.create_task(self._sweep()), asyncio.create_task(self._clean())]

    async def stop(self) -> None:
        """Stop; what is not worked off is done by whoever comes next."""
        tasks = [*self._loops, *self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, conversation_id: str) -> None:
        """Work off this conversation's pushes."""
        if conversation_id in self._tasks:
            self._again.add(conversation_id)
        else:
            self._tasks[conversation_id] = asyncio.create_task(self._work(conversation_id))

    async def _work(self, conversation_id: str) -> None:
        try:
            while True:
                self._again.discard(conversation_id)
                while await self._one(conversation_id):
                    pass
                if conversation_id not in self._again:
                    return
        except DatabaseUnavailable as error:
            log.warning("wechat.work_failed", cause=str(error))
        finally:
            self._again.discard(conversation_id)
            del self._tasks[conversation_id]

    async def _one(self, conversation_id: str) -> bool:
        """Work off the oldest push; whether the next one may be."""
        row = await self._arrivals.claim(conversation_id)
        if row is None:
            return False
        try:
            push = Push.model_validate(row.fields)
            received = await self._kinds.take_in(conversation_id, push, row.attempts)
        except Later:
            await self._arrivals.postpone(row, AGAIN * row.attempts)
            return False
        except DatabaseUnavailable:
            raise
        except Exception as error:
            # A fault of ours: tried again, but not so long that the person is never heard again.
            log.error("wechat.push_failed", push=row.id, cause=type(error).__name__, exc_info=error)
            if row.attempts < GIVE_UP:
                await self._arrivals.postpone(row, AGAIN * 2**row.attempts)
                return False
            received = None
        await self._arrivals.handled(row, received.turn_id if received else None)
        self._hub.publish(conversation_id, Stored())
        return True

    async def _sweep(self) -> None:
        while True:
            try:
                for conversation_id in await self._arrivals.left_over():
                    self.wake(conversation_id)
            except DatabaseUnavailable as error:
                log.warning("wechat.sweep_failed", cause=str(error))
            await asyncio.sleep(SWEEP)

    async def _clean(self) -> None:
        while True:
            try:
                await self._arrivals.forget_old()
            except DatabaseUnavailable as error:
                log.warning("wechat.cleaning_failed", cause=str(error))
            await asyncio.sleep(CLEANING)
