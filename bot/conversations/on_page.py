"""A conversation of another channel that is read on the web page: what the page shows is not sent.

While the page is open the outbox holds what is said. The page tells how far it has come, and so far
the outbox is cleared; what a page that went away did not tell of is sent as ever. So nothing is
lost, and at worst somebody has it twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.delivery import OUTBOX
from bot.conversations.hub import Hub, Stored
from bot.conversations.log import now
from bot.conversations.outbox import hold, release
from bot.store.database import Database, after_commit
from bot.store.tables import Delivery

HOLD = timedelta(seconds=90)
"""Longer than two of the page's signs of life (every 25 s, or a poll) are apart."""


class OnPage:
    """What an open page means for the outbox."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._db = database
        self._hub = hub

    async def seen(self, conversation_id: str, seq: int) -> None:
        """The page is open and has shown the messages up to `seq`."""

        async def work(session: AsyncSession) -> None:
            await hold(session, conversation_id, now() + HOLD)
            await session.execute(
                delete(Delivery).where(
                    Delivery.conversation_id == conversation_id,
                    Delivery.seq <= seq,
                    Delivery.state == "waiting",
                )
            )

        await self._held(work)

    async def left(self, conversation_id: str) -> None:
        """The page was closed: what it did not show is sent now."""

        async def work(session: AsyncSession) -> None:
            await release(session, conversation_id, now() + HOLD)
            after_commit(session, lambda: self._hub.publish(OUTBOX, Stored()))

        await self._held(work)

    async def _held(self, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
        try:
            await self._db.write(work)
        except IntegrityError:  # the first hold of the conversation, twice at once
            await self._db.write(work)
