"""Polls that wait for news: how many, and what ends one before something happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

HOLD_SECONDS = 25.0
"""Longer, and the proxies that make polling necessary would cut it off (many do so after 30)."""
LOOK_SECONDS = 1.0
"""A poll whose client has gone away is let go within this time."""


class HeldPolls:
    """The polls of this process. One look serves all, for a timer each would wake all the time."""

    def __init__(self) -> None:
        self._held: dict[asyncio.Timeout, web.Request] = {}

    def __len__(self) -> int:
        return len(self._held)

    @asynccontextmanager
    async def hold(self, request: web.Request) -> AsyncIterator[None]:
        """Ends what runs inside, without an error, when its time is up or nobody waits any more."""
        time = asyncio.timeout(HOLD_SECONDS)
        try:
            async with time:
                self._held[time] = request
                yield
        except TimeoutError:
            if not time.expired():
                raise
        finally:
            self._held.pop(time, None)

    async def watch(self, _: web.Application) -> AsyncIterator[None]:
        """Let go of those whose client has gone away, as long as the application runs."""
        watching = asyncio.create_task(self._watch())
        yield
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    async def end(self, _: web.Application) -> None:
        """Answer all at once: the server stops."""
        self._release(list(self._held))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._release([time for time, poll in self._held.items() if poll.transport is None])

    def _release(self, held: list[asyncio.Timeout]) -> None:
        for time in held:
            if not time.expired():
                time.reschedule(asyncio.get_running_loop().time())
