"""What is kept of one person, gathered for themselves: on every channel that is linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.once import Refused
from bot.conversations.persons import same_person
from bot.store.base import Base
from bot.store.tables import (
    AnswerRating,
    Attachment,
    Contact,
    ContactIdentity,
    Conversation,
    Message,
    ServiceCase,
)
from bot.store.ticket_tables import Ticket, TicketEvent, TicketFile
from bot.words import say

INTERNAL = frozenset(
    {"key", "payloads", "turn_id", "wanted", "claimed_by", "followed_up_by", "assignee", "staff_id"}
)
"""Columns about our own working and our staff."""
Rows = list[dict[str, Any]]


async def conversations_of(session: AsyncSession, about: str) -> Sequence[str]:
    """All conversations of whoever this conversation, or the ticket of this number, is with.

    Raises Refused for what is neither.
    """
    contact = await session.scalar(
        select(Conversation.contact_id)
        .outerjoin(Ticket, Ticket.conversation_id == Conversation.id)
        .where(or_(Conversation.id == about, Ticket.number == about))
        .limit(1)
    )
    if contact is None:
        raise Refused("unknown_person", say("person.unknown", about=about))
    person = await same_person(session, contact)
    query = select(Conversation.id).where(Conversation.contact_id.in_(person))
    return (await session.scalars(query.order_by(Conversation.created_at))).all()


async def person_file(session: AsyncSession, conversations: Sequence[str]) -> dict[str, Rows]:
    """Rows by table: what was told, said, sent and asked for, and what became of it."""
    contacts = select(Conversation.contact_id).where(Conversation.id.in_(conversations))
    tickets = select(Ticket.id).where(Ticket.conversation_id.in_(conversations))
    parts: list[tuple[type[Base], ColumnElement[bool]]] = [
        (Contact, Contact.id.in_(contacts)),
        (ContactIdentity, ContactIdentity.contact_id.in_(contacts)),
        (Conversation, Conversation.id.in_(conversations)),
        (Message, Message.conversation_id.in_(conversations)),
        (Attachment, Attachment.conversation_id.in_(conversations)),
        (AnswerRating, AnswerRating.conversation_id.in_(conversations)),
        (ServiceCase, ServiceCase.conversation_id.in_(conversations)),
        (Ticket, Ticket.conversation_id.in_(conversations)),
        (TicketEvent, TicketEvent.ticket_id.in_(tickets) & TicketEvent.public),
        (TicketFile, TicketFile.ticket_id.in_(tickets)),
    ]
    return {
        table.__tablename__: await _rows(session, table, condition) for table, condition in parts
    }


async def _rows(session: AsyncSession, table: type[Base], condition: ColumnElement[bool]) -> Rows:
    mapper = inspect(table)
    columns = [column for column in mapper.columns if column.key not in INTERNAL]
    query = select(*columns).where(condition).order_by(*mapper.primary_key)
    return [dict(row) for row in (await session.execute(query)).mappings()]
