"""Opening a ticket (帮办单), the same for the form and for staff: number, group, deadlines."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from stdnum import luhn

from bot.conversations.audit import Kind, record
from bot.conversations.log import now
from bot.desk.hours import SHANGHAI, Hours
from bot.knowledge.matters import Knowledge
from bot.store.tables import Contact, Conversation
from bot.store.ticket_tables import Ticket, TicketEvent

State = Literal["accepted", "processing", "waiting_enterprise", "done", "rejected"]
Priority = Literal["normal", "urgent"]
Source = Literal["form", "staff"]

CONTACT_DAYS, SIMPLE_DAYS, COMPLEX_DAYS = 1, 5, 15
"""Working days: until somebody calls, and until it is done, as the enterprise is told."""


def new_number(at: datetime) -> str:
    """`BB`, the day in Shanghai, five random digits and a check digit (Luhn)."""
    digits = f"{at.astimezone(SHANGHAI):%y%m%d}{secrets.randbelow(100_000):05d}"
    return f"BB{digits}{luhn.calc_check_digit(digits)}"


def is_number(text: str) -> bool:
    """Whether the text is a well-formed ticket number."""
    return len(text) == 14 and text.startswith("BB") and bool(luhn.is_valid(text[2:]))


@dataclass(frozen=True)
class Told:
    """What the enterprise has told: columns of the ticket."""

    matter: str | None
    question: str
    enterprise_name: str
    uscc: str | None
    contact_name: str
    phone: str
    preferred_time: str | None


@dataclass(frozen=True)
class Opened:
    """How it came to be a ticket: from the form in a turn, or by staff; without a
    `staff_id` by the desk itself. `group`: whose it is, when that is not the matter's."""

    source: Source
    turn_id: str | None = None
    staff_id: str | None = None
    priority: Priority = "normal"
    complex: bool = False
    group: str | None = None
    assignee: str | None = None


class TicketOpening:
    """Makes tickets inside of somebody's transaction."""

    def __init__(self, knowledge: Knowledge, hours: Hours) -> None:
        self._knowledge = knowledge
        self._hours = hours

    async def open(
        self, session: AsyncSession, conversation: Conversation, told: Told, how: Opened
    ) -> Ticket:
        """A ticket of this conversation, with the first line of its history."""
        at = now()
        ticket = Ticket(
            id=str(uuid.uuid4()),
            number=await _free_number(session, at),
            conversation_id=conversation.id,
            contact_id=conversation.contact_id,
            turn_id=how.turn_id,
            created_at=at,
            state="accepted",
            **asdict(told),
            group=how.group or self._knowledge.group(told.matter),
            priority=how.priority,
            complex=how.complex,
            contact_due_at=self._hours.add_working_days(at, CONTACT_DAYS),
            due_at=self.due_at(at, how.complex),
            source=how.source,
            assignee=how.assignee,
            version=1,
        )
        session.add(ticket)
        # No relationship tells the unit of work that the history comes after its ticket.
        await session.flush()
        session.add(
            TicketEvent(
                ticket_id=ticket.id,
                at=at,
                staff_id=how.staff_id,
                kind="opened",
                after=ticket.state,
                public=True,
            )
        )
        audited(session, ticket, "ticket_opened", {"source": ticket.source}, how.staff_id)
        await _remember(session, ticket)
        return ticket

    def due_at(self, opened_at: datetime, complex_one: bool) -> datetime:
        """When it is to be done."""
        days = COMPLEX_DAYS if complex_one else SIMPLE_DAYS
        return self._hours.add_working_days(opened_at, days)


async def _remember(session: AsyncSession, ticket: Ticket) -> None:
    """Keep on the contact what was told.

    The form's words are the enterprise's own, with its consent, and replace older ones; what staff
    write down only fills what nobody has told yet.
    """
    contact = await session.get(Contact, ticket.contact_id)
    if contact is None:
        return
    own = ticket.source == "form"
    for column, new in (
        ("name", ticket.contact_name),
        ("phone", ticket.phone),
        ("enterprise_name", ticket.enterprise_name),
        ("uscc", ticket.uscc),
    ):
        if own or not getattr(contact, column):
            setattr(contact, column, new or None)
    if own:
        contact.consent_at = contact.consent_at or ticket.created_at


def audited(
    session: AsyncSession,
    ticket: Ticket,
    kind: Kind,
    detail: Mapping[str, str | int | bool | None],
    staff: str | None,
) -> None:
    """Have the audit say what was done to a ticket."""
    record(
        session,
        kind,
        detail=detail,
        subject=ticket.id,
        conversation=ticket.conversation_id,
        staff=staff,
    )


async def _free_number(session: AsyncSession, at: datetime) -> str:
    while True:
        number = new_number(at)
        if await session.scalar(select(Ticket.id).where(Ticket.number == number)) is None:
            return number
