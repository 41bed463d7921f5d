"""Where each waiting conversation stands, and how long it may take, told as it changes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from statistics import median

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.hub import DESK, Hub, PlaceNews
from bot.conversations.log import now
from bot.desk.cases import waiting_in_turn
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import ServiceCase

PAUSE = 0.3
"""Seconds in which several changes become one look at the queue."""
AGAIN = 30.0
"""Seconds after which waiting times are estimated anew when nothing changes."""
LATELY = timedelta(hours=1)
CLAIMS = 20
"""So many of the latest claims say how fast the queue moves."""
ENOUGH = 3
"""From fewer nothing is concluded."""

log = structlog.get_logger(__name__)

Claim = tuple[datetime, datetime]
"""When somebody was queued, and claimed."""


@dataclass(frozen=True)
class Place:
    """`position` 1 is next; `minutes` from now, None while too little is known."""

    position: int
    minutes: int | None


def estimate(position: int, claims: Sequence[Claim]) -> int | None:
    """Whole minutes until this position is taken, from the latest claims, the oldest first.

    While others wait, somebody is taken every so often: that pace, times the position. Where no
    queue stood lately there is no pace; then it is what the others have waited.
    """
    if len(claims) < ENOUGH:
        return None
    paces = [
        (claimed - before).total_seconds()
        for (_, before), (queued, claimed) in pairwise(claims)
        if queued <= before
    ]
    if len(paces) >= ENOUGH:
        seconds = position * sum(paces) / len(paces)
    else:
        seconds = median((claimed - queued).total_seconds() for queued, claimed in claims)
    return max(1, ceil(seconds / 60))


class Queue(Background):
    """The waiting conversations in their order, as last read; each replica reads its own."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._db = database
        self._hub = hub
        self._places: dict[str, Place] = {}

    def place(self, conversation_id: str) -> Place | None:
        """Where it stands; None when it does not wait or has only just begun to."""
        return self._places.get(conversation_id)

    async def _run(self) -> None:
        with self._hub.subscribe(DESK) as news:
            while True:
                try:
                    await self._look()
                except DatabaseUnavailable as error:
                    log.warning("queue.unread", cause=str(error))
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.get(), AGAIN)
                await asyncio.sleep(PAUSE)
                news.take_all()

    async def _look(self) -> None:
        waiting, claims = await self._db.read(_read)
        places = {
            conversation: Place(position, estimate(position, claims[group]))
            for group, conversations in waiting.items()
            for position, conversation in enumerate(conversations, 1)
        }
        before, self._places = self._places, places
        for conversation, place in places.items():
            if before.get(conversation) != place:
                self._hub.deliver(conversation, PlaceNews())


async def _read(
    session: AsyncSession,
) -> tuple[dict[str, list[str]], defaultdict[str, list[Claim]]]:
    """By group: who waits, in order, and the latest claims, the oldest first."""
    waiting = await waiting_in_turn(session)
    claims = defaultdict[str, list[Claim]](list)
    for group in waiting:
        found = await session.execute(
            select(ServiceCase.queued_at, ServiceCase.claimed_at)
            .where(ServiceCase.claimed_at > now() - LATELY, ServiceCase.group == group)
            .order_by(ServiceCase.claimed_at.desc())
            .limit(CLAIMS)
        )
        known = [(queued, claimed) for queued, claimed in found if claimed is not None]
        claims[group] = known[::-1]
    return waiting, claims
