"""Who is there, and who of them is free."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, Select, and_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.hub import DESK, DutyNews, Hub
from bot.conversations.log import now
from bot.desk.accounts import ANSWERS, Member
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Conversation, ServiceCase, Staff

BEAT = 20.0
"""Seconds between two signs of life of whoever sits at a socket."""

log = structlog.get_logger(__name__)


class Presence(Background):
    """Who sits at a socket of this replica, written down for all of them together."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._db = database
        self._hub = hub
        self._here = Counter[str]()

    async def came(self, member: Member) -> None:
        """They are here now, and given cases if they want them. Raises DatabaseUnavailable."""
        await self.sign([member.id])
        self._hub.publish(DESK, DutyNews())

    @contextmanager
    def of(self, member: Member) -> Iterator[None]:
        """A socket of the member is open while this is."""
        self._here[member.id] += 1
        try:
            yield
        finally:
            self._here[member.id] -= 1
            self._here += Counter()  # which drops who has no socket left

    async def sign(self, members: Collection[str]) -> None:
        """These members are here. Raises DatabaseUnavailable."""
        # Held in the order in which everybody holds several of them.
        held = select(Staff.id).where(Staff.id.in_(members)).order_by(Staff.id)
        alive = update(Staff).where(Staff.id.in_(held.with_for_update(key_share=True)))
        await self._db.write(lambda session: session.execute(alive.values(seen_at=now())))

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                if self._here:
                    await self.sign(list(self._here))
            except (DatabaseUnavailable, SQLAlchemyError) as error:
                log.warning("presence.not_written", cause=type(error).__name__)


def is_online(staff: Staff, within: timedelta) -> bool:
    """Whether a socket of theirs has lived lately."""
    return staff.seen_at is not None and staff.seen_at > now() - within


def may_answer(staff: Staff) -> bool:
    """Whether they may have conversations in their hands at all."""
    return staff.active and staff.role in ANSWERS


def is_free(within: timedelta) -> ColumnElement[bool]:
    """A condition on members: wants to be given what waits, and can take it."""
    return and_(
        Staff.active,
        Staff.available,
        Staff.role.in_(ANSWERS),
        Staff.seen_at > now() - within,
        Staff.load < Staff.capacity,
    )


def _free(within: timedelta) -> Select[Staff]:
    found = select(Staff).where(is_free(within)).order_by(Staff.id)
    return found.execution_options(populate_existing=True)


async def held_free_members(session: AsyncSession, within: timedelta) -> Sequence[Staff]:
    """Who is free; until the transaction ends nobody else changes how much they hold."""
    query = _free(within).with_for_update(key_share=True)
    return (await session.scalars(query)).all()


async def free_colleague(
    session: AsyncSession, conversation: Conversation, within: timedelta
) -> Staff | None:
    """Who could take an open case instead of its holder."""
    group = await session.scalar(
        select(ServiceCase.group).where(ServiceCase.open_in(conversation.id))
    )
    members = await session.scalars(_free(within))
    able = [m for m in members if m.id != conversation.assignee and group in m.groups]
    return min(able, key=lambda m: (m.load / m.capacity, m.load, m.id), default=None)
