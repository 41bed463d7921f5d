"""Gives what waits to who is free, the moment somebody is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import DESK, Hub
from bot.conversations.once import Refused
from bot.desk.cases import IN_TURN
from bot.desk.desk import Desk
from bot.desk.presence import free_members
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Conversation, ServiceCase, Staff

AGAIN = 5.0
"""Seconds after which the queue is looked at again without news: somebody may have gone offline,
and another replica's news may have been lost."""
AT_ONCE = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Waiting:
    """A case that nobody has."""

    conversation: str
    group: str
    wanted: str | None


class Router:
    """One a replica; of several that give the same case away one succeeds."""

    def __init__(self, database: Database, hub: Hub, desk: Desk, offline: timedelta) -> None:
        self._db = database
        self._hub = hub
        self._desk = desk
        self._offline = offline
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        with self._hub.subscribe(DESK) as news:
            while True:
                try:
                    await self._drain()
                except DatabaseUnavailable as error:
                    log.warning("router.unread", cause=str(error))
                except SQLAlchemyError as error:  # such as a deadlock: the next look begins anew
                    log.error("router.failed", cause=type(error).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.get(), AGAIN)
                news.take_all()

    async def _drain(self) -> None:
        waiting, free = await self._db.read(self._look)
        room = {member.id: member.capacity - member.load for member in free}
        for case in waiting:
            if not any(room.values()):
                return
            await self._place(case, free, room)

    async def _place(self, case: Waiting, free: Sequence[Staff], room: dict[str, int]) -> None:
        """Give the case to somebody with room, if there is anybody.

        Who has filled up by hand since the look is out, and the next one is asked: the case must
        not be passed over for that while later ones are given away.
        """
        while (chosen := _choose(case, free, room)) is not None:
            reason = "same_person" if chosen.id == case.wanted else "least_loaded"
            try:
                await self._desk.give(chosen, case.conversation, reason)
            except Refused as fault:  # another replica, or a hand, was faster
                log.info("router.not_given", cause=fault.code)
                if fault.code != "full":
                    return
                room[chosen.id] = 0
            else:
                room[chosen.id] -= 1
                return

    async def _look(self, session: AsyncSession) -> tuple[list[Waiting], Sequence[Staff]]:
        free = await free_members(session, self._offline)
        if not free:
            return [], free
        rows = await session.execute(
            select(Conversation.id, ServiceCase.group, ServiceCase.wanted)
            .join(ServiceCase, ServiceCase.conversation_id == Conversation.id)
            .where(Conversation.owner == "queue", ServiceCase.closed_at.is_(None))
            .order_by(*IN_TURN)
            .limit(AT_ONCE)
        )
        return [Waiting(*row) for row in rows], free


def _choose(case: Waiting, free: Sequence[Staff], room: dict[str, int]) -> Staff | None:
    """Who is to have the case: who had it last, else the one with the largest share of room."""
    able = [m for m in free if room[m.id] > 0 and case.group in m.groups]
    for member in able:
        if member.id == case.wanted:
            return member
    return max(able, key=lambda m: (room[m.id] / m.capacity, room[m.id]), default=None)
