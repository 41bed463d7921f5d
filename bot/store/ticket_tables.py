"""Tickets (帮办单), what became of them, and who asked for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class Ticket(Base):
    """帮办单: what the enterprise wants done, with a number to ask about."""

    __tablename__ = "ticket"
    __table_args__ = (Index("ix_ticket_state_due_at", "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    turn_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="accepted")
    matter: Mapped[str | None] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(Text)
    enterprise_name: Mapped[str]
    uscc: Mapped[str | None] = mapped_column(String(18))
    contact_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30))
    preferred_time: Mapped[str | None]
    group: Mapped[str] = mapped_column(
        String(20), index=True, comment="Whose matter it is: a domain of the knowledge"
    )
    priority: Mapped[str] = mapped_column(String(10))
    complex: Mapped[bool]
    contact_due_at: Mapped[datetime] = mapped_column(comment="Somebody has called by then")
    due_at: Mapped[datetime] = mapped_column(comment="It is done by then")
    overdue_at: Mapped[datetime | None] = mapped_column(
        comment="When it was found to be late; it is found once"
    )
    assignee: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    closed_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(String(10), comment="form or staff")
    version: Mapped[int] = mapped_column(default=1, comment="Counts the changes")


class TicketEvent(Base):
    """A line of a ticket's history; what is not public is for staff only."""

    __tablename__ = "ticket_event"
    __table_args__ = (UniqueConstraint("ticket_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Empty: the enterprise or a clock"
    )
    kind: Mapped[str] = mapped_column(String(20))
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    public: Mapped[bool]
    key: Mapped[str | None] = mapped_column(String(64), comment="The sender's idempotency key")


class TicketFile(Base):
    """A file of a ticket, for staff; who added it and when, a line of the history says."""

    __tablename__ = "ticket_file"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("ticket.id"))
    name: Mapped[str]
    media: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]


class TicketLookup(Base):
    """A wrong guess at somebody's ticket; too many within the window make the guesser wait."""

    __tablename__ = "ticket_lookup"
    WINDOW: ClassVar[timedelta] = timedelta(minutes=10)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    at: Mapped[datetime]
