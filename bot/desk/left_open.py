"""The matter of a visitor who left before it was settled goes on as a ticket."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.effects import Draft
from bot.desk.ticket_opening import Opened, TicketOpening, Told
from bot.desk.tickets import state_card
from bot.store.tables import Contact, Conversation, ServiceCase
from bot.store.ticket_tables import Ticket
from bot.words import say


class LeftOpen:
    """Makes it, with what is known of the enterprise."""

    def __init__(self, opening: TicketOpening) -> None:
        self._opening = opening

    async def ticket(self, session: AsyncSession, conversation: Conversation) -> list[Draft]:
        """A ticket for the open case, unless one was made during it, and its card.

        It stays with who had the case. Who never told a phone number is written to here: unlike a
        ticket of the form or of staff, this one is not refused for want of it.
        """
        case = await session.scalar(select(ServiceCase).where(ServiceCase.open_in(conversation.id)))
        if case is None or await _goes_on(session, case):
            return []
        contact = await session.get_one(Contact, conversation.contact_id)
        told = Told(
            matter=case.matter,
            question=case.summary or say("person_title"),
            enterprise_name=contact.enterprise_name or "",
            uscc=contact.uscc,
            contact_name=contact.name or "",
            phone=contact.phone or "",
            preferred_time=None,
        )
        how = Opened("staff", group=case.group, assignee=conversation.assignee)
        ticket = await self._opening.open(session, conversation, told, how)
        words = "opened_for_left" if contact.phone else "opened_for_left_here"
        text = say(f"ticket.{words}", number=ticket.number)
        return [Draft(state_card(ticket, text), system=True)]


async def _goes_on(session: AsyncSession, case: ServiceCase) -> bool:
    """Whether a ticket was made since the case was queued."""
    made = select(Ticket.id).where(
        Ticket.conversation_id == case.conversation_id, Ticket.created_at >= case.queued_at
    )
    return await session.scalar(made.limit(1)) is not None
