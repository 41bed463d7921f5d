"""What the desk removes of a person: a running case ends, records lose who it was about.

A ticket (帮办单) is an official record: number, matter, state, dates and history stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.owner import change_owner
from bot.desk.assignment import change_open_case, decided
from bot.desk.holding import Holding
from bot.store.tables import CaseNote, Conversation, ServiceCase
from bot.store.ticket_tables import Ticket, TicketEvent
from bot.words import say

ENDED = "forgotten"
"""Disposition of the case that ran."""


class DeskForgetter:
    """Implements `Forgetter` for cases, notes and tickets."""

    def __init__(self, hub: Hub, holding: Holding) -> None:
        self._hub = hub
        self._holding = holding

    async def forget(self, session: AsyncSession, conversation: Conversation) -> Mapping[str, int]:
        """End what runs, then blank what was written about the person."""
        await self._end_case(session, conversation)
        return {
            "cases": await _blank_cases(session, conversation.id),
            "notes": await _blank_notes(session, conversation.id),
            "tickets": await _blank_tickets(session, conversation.id),
        }

    async def _end_case(self, session: AsyncSession, conversation: Conversation) -> None:
        if conversation.owner == "staff":
            await self._holding.ended(session, conversation.id, ENDED, conversation.assignee)
        elif conversation.owner == "queue":
            await change_owner(session, conversation.id, "queue", "bot")
            await decided(session, conversation.id, "closed", ENDED, None)
            await change_open_case(session, conversation.id, closed_at=now(), disposition=ENDED)
            self._hub.owner_changed(session, conversation.id)


async def _blank_cases(session: AsyncSession, conversation_id: str) -> int:
    changed = await session.scalars(
        update(ServiceCase)
        .where(ServiceCase.conversation_id == conversation_id)
        .values(
            summary="",
            grade_reason=None,
            grade_comment=None,
            follow_up_due_at=None,
            follow_up_note=None,
        )
        .returning(ServiceCase.id)
    )
    return len(changed.all())


async def _blank_notes(session: AsyncSession, conversation_id: str) -> int:
    changed = await session.scalars(
        update(CaseNote)
        .where(CaseNote.conversation_id == conversation_id)
        .values(text=say("forgotten.message"))
        .returning(CaseNote.id)
    )
    return len(changed.all())


async def _blank_tickets(session: AsyncSession, conversation_id: str) -> int:
    changed = await session.scalars(
        update(Ticket)
        .where(Ticket.conversation_id == conversation_id)
        .values(
            question=say("forgotten.message"),
            enterprise_name="",
            uscc=None,
            contact_name="",
            phone="",
            preferred_time=None,
            version=Ticket.version + 1,
        )
        .returning(Ticket.id)
    )
    tickets = changed.all()
    written = TicketEvent.ticket_id.in_(tickets), TicketEvent.text.is_not(None)
    await session.execute(update(TicketEvent).where(*written).values(text=None))
    at = now()
    session.add_all(
        TicketEvent(ticket_id=ticket, at=at, kind="forgotten", public=False) for ticket in tickets
    )
    return len(tickets)
