"""Gives what waits to who is free, the moment somebody is."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.background import Background
from bot.conversations.hub import DESK, CaseNews, DutyNews, Hub, Refresh
from bot.desk.giving import Giving
from bot.store.database import DatabaseUnavailable

AGAIN = 5.0
"""Seconds after which the queue is looked at again without news: somebody may have gone offline,
and another replica's news may have been lost."""
SOON = 0.01
"""Seconds until who holds a waiting conversation will have let it go."""

WAKES = (CaseNews, DutyNews, Refresh)
"""News after which there may be something to give."""

log = structlog.get_logger(__name__)


class Router(Background):
    """One a replica; they take turns."""

    def __init__(self, hub: Hub, giving: Giving) -> None:
        self._hub = hub
        self._giving = giving

    async def _run(self) -> None:
        with self._hub.subscribe(DESK) as news:
            while True:
                pause = AGAIN
                try:
                    if await self._giving.give():
                        pause = SOON
                except DatabaseUnavailable as error:
                    log.warning("router.unread", cause=str(error))
                except SQLAlchemyError as error:  # such as a deadlock: the next look begins anew
                    log.error("router.failed", cause=type(error).__name__)
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        while not isinstance(await news.get(), WAKES):
                            pass
                news.take_all()
