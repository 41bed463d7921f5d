"""From what was pulled to what stands in conversations: each person's in order, others beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.channels.wecom_kf.customers import Customers, NotNow
from bot.channels.wecom_kf.events import Events
from bot.channels.wecom_kf.messages import (
    CUSTOMER,
    SERVICER,
    entry_of,
    key_of,
    recipient_of,
)
from bot.channels.wecom_kf.rounds import Rounds
from bot.conversations.log import now
from bot.store.database import Database, DatabaseUnavailable
from bot.store.wecom_tables import WecomIncoming

PARALLEL = 16
ATTEMPT = timedelta(seconds=60)
"""Whoever takes an entry for so long is dead; taken twice it stands in the log once."""
ATTEMPTS = 8
"""Tries of an entry that fails; with these delays some four minutes."""

log = structlog.get_logger(__name__)


class Intake(Rounds[WecomIncoming]):
    """Works off the rows that the pullers store."""

    def __init__(self, database: Database, customers: Customers, events: Events) -> None:
        super().__init__()
        self._db = database
        self._customers = customers
        self._events = events

    async def _claimed(self) -> Sequence[WecomIncoming]:
        room = PARALLEL - len(self._at_work)
        if room <= 0 or not await self._db.read(_anything_due):
            return ()
        return await self._db.write(lambda session: _claim(session, room))

    async def _work_off(self, row: WecomIncoming) -> None:
        try:
            try:
                await self._take(row)
            except NotNow as later:
                await self._again(row, later.seconds)
            except DatabaseUnavailable:
                raise
            except Exception as error:
                # Whatever it was, what this person says next must not wait for ever.
                log.error("wecom.not_taken", entry=row.id, cause=type(error).__name__)
                await self._again(row, 2.0**row.attempts)
            else:
                await self._db.write(lambda session: _settle(session, row, "done"))
        except DatabaseUnavailable as error:
            log.warning("wecom.not_stored", entry=row.id, cause=str(error))

    async def _again(self, row: WecomIncoming, seconds: float) -> None:
        if row.attempts >= ATTEMPTS:
            log.error("wecom.given_up", entry=row.id)
            await self._db.write(lambda session: _settle(session, row, "failed"))
            return
        due = now() + timedelta(seconds=seconds)
        await self._db.write(
            lambda session: session.execute(
                update(WecomIncoming).where(WecomIncoming.id == row.id).values(due_at=due)
            )
        )

    async def _take(self, row: WecomIncoming) -> None:
        entry = entry_of(row.content or {})
        if entry is None:
            log.error("wecom.unreadable", entry=row.id)
            return
        person = recipient_of(row.open_kfid, row.external_userid)
        key = key_of(row.msgid)
        if entry.msgtype == "event":
            await self._events.take(entry, person, key)
        elif not row.external_userid:
            log.warning("wecom.from_nobody", entry=row.id)
        elif entry.origin == CUSTOMER:
            last = row.attempts + 1 >= ATTEMPTS
            await self._customers.take(entry, person, key, row.pulled_at, last)
        elif entry.origin == SERVICER:
            await self._events.said(entry, person, key)
        else:
            log.info("wecom.origin_unused", origin=entry.origin)


async def _anything_due(session: AsyncSession) -> bool:
    found = select(WecomIncoming.id).where(_ready(WecomIncoming)).limit(1)
    return await session.scalar(found) is not None


async def _claim(session: AsyncSession, limit: int) -> Sequence[WecomIncoming]:
    """Entries to be taken, at most the oldest one of a person."""
    due = aliased(WecomIncoming)
    ready = select(due.id).where(_ready(due)).order_by(due.id).limit(limit)
    rows = await session.scalars(
        update(WecomIncoming)
        .where(WecomIncoming.id.in_(ready.with_for_update(skip_locked=True)))
        .where(WecomIncoming.state == "waiting", WecomIncoming.due_at <= now())
        .values(due_at=now() + ATTEMPT, attempts=WecomIncoming.attempts + 1)
        .returning(WecomIncoming)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _settle(session: AsyncSession, row: WecomIncoming, state: str) -> None:
    """It stands in its conversation, or never will; what was said is kept only there."""
    await session.execute(
        update(WecomIncoming).where(WecomIncoming.id == row.id).values(state=state, content=None)
    )


def _ready(row: type[WecomIncoming]) -> ColumnElement[bool]:
    """Due, and nothing of this person's before it is still to be taken or being taken."""
    earlier = aliased(WecomIncoming)
    blocked = exists().where(
        earlier.open_kfid == row.open_kfid,
        earlier.external_userid == row.external_userid,
        earlier.id < row.id,
        earlier.state == "waiting",
    )
    return (row.state == "waiting") & (row.due_at <= now()) & ~blocked
