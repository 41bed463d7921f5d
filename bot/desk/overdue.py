"""Tickets that are late become urgent, and supervisors hear of them and of calls that are late.

Once each, whichever of several processes finds them. The mark is set in the transaction that does
the rest, on the condition that it is not set: like a timer it needs no lease, and what was late
while nothing ran is found after the start. It says when it was found, not whether it is late now;
lists ask the deadlines themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.hub import DESK, Hub, ReminderNews, Reminding
from bot.conversations.log import now
from bot.desk.follow_ups import late_call
from bot.desk.ticket_book import late
from bot.desk.ticket_opening import audited
from bot.store.database import Database, DatabaseUnavailable, after_commit
from bot.store.tables import ServiceCase
from bot.store.ticket_tables import Ticket, TicketEvent

SWEEP = 30.0
"""Seconds between two looks; deadlines are days away."""
AT_ONCE = 100

log = structlog.get_logger(__name__)


class OverdueSweep(Background):
    """Looks for late tickets and calls, as long as it runs."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._db = database
        self._hub = hub

    async def sweep(self) -> None:
        """Mark what is late now. Raises DatabaseUnavailable."""
        # Each in a transaction of its own: two processes that held several tickets in different
        # order would wait for each other.
        for ticket in await self._late_tickets():
            await self._mark_ticket(ticket)
        for case in await self._late_calls():
            await self._mark_call(case)

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (DatabaseUnavailable, SQLAlchemyError) as error:
                log.warning("overdue.sweep_failed", cause=type(error).__name__)
            await asyncio.sleep(SWEEP)

    async def _late_tickets(self) -> Sequence[str]:
        query = (
            select(Ticket.id)
            .where(late(now()), Ticket.overdue_at.is_(None))
            .order_by(Ticket.due_at)
            .limit(AT_ONCE)
        )
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def _mark_ticket(self, ticket_id: str) -> None:
        async def work(session: AsyncSession) -> None:
            at = now()
            ticket = await session.scalar(
                select(Ticket)
                .where(Ticket.id == ticket_id, late(at), Ticket.overdue_at.is_(None))
                .with_for_update()
            )
            if ticket is None:
                return
            session.add(
                TicketEvent(
                    ticket_id=ticket.id,
                    at=at,
                    kind="overdue",
                    before=ticket.priority,
                    after="urgent",
                    public=False,
                )
            )
            detail = {"field": "priority", "before": ticket.priority, "after": "urgent"}
            audited(session, ticket, "ticket_changed", detail, None)
            ticket.overdue_at, ticket.priority = at, "urgent"
            ticket.version += 1
            self._tell(session, ticket.conversation_id, "ticket_late", ticket.assignee)

        await self._db.write(work)

    async def _late_calls(self) -> Sequence[str]:
        query = (
            select(ServiceCase.id)
            .where(late_call(now()), ServiceCase.follow_up_overdue_at.is_(None))
            .order_by(ServiceCase.follow_up_due_at)
            .limit(AT_ONCE)
        )
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def _mark_call(self, case_id: str) -> None:
        async def work(session: AsyncSession) -> None:
            at = now()
            found = update(ServiceCase).where(
                ServiceCase.id == case_id, late_call(at), ServiceCase.follow_up_overdue_at.is_(None)
            )
            row = (
                await session.execute(
                    found.values(follow_up_overdue_at=at).returning(
                        ServiceCase.conversation_id, ServiceCase.claimed_by
                    )
                )
            ).one_or_none()
            if row is not None:
                self._tell(session, row.conversation_id, "call_late", row.claimed_by)

        await self._db.write(work)

    def _tell(
        self, session: AsyncSession, conversation_id: str, about: Reminding, staff_id: str | None
    ) -> None:
        """The supervisors, and whose it is."""
        told = [ReminderNews(conversation_id, about, member) for member in {None, staff_id}]

        def publish() -> None:
            for news in told:
                self._hub.publish(DESK, news)

        after_commit(session, publish)
