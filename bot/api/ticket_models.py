"""The wire contract of tickets, for staff."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from bot.api.downloads import Format
from bot.api.frames import FileSent
from bot.api.staff_frames import Key
from bot.conversations.bodies import MAX_TEXT
from bot.desk.ticket_opening import Priority, Source, State
from bot.knowledge.matters import Domain

MOST_LISTED = 100


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def _number(text: Any) -> Any:
    """Digits only: `+1`, ` 1` and `1.0` are numbers to Python."""
    if not isinstance(text, str) or re.fullmatch("[0-9]{1,6}", text, re.ASCII) is None:
        raise ValueError("digits are expected")
    return int(text)


Digits = BeforeValidator(_number)
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class TicketFilter(_Model):
    """What a list or a table of tickets shows; what is left out does not narrow it."""

    state: State | SkipJsonSchema[None] = None
    group: Domain | SkipJsonSchema[None] = None
    overdue: Literal["true", "false"] | SkipJsonSchema[None] = None
    assignee: UUID | SkipJsonSchema[None] = None
    q: (
        Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")]
        | SkipJsonSchema[None]
    ) = Field(default=None, description="Part of number, question, enterprise or contact")


class TicketPage(TicketFilter):
    """A part of the list of tickets."""

    limit: Annotated[int, Digits] = Field(default=50, ge=1, le=MOST_LISTED)
    offset: Annotated[int, Digits] = Field(default=0, ge=0, le=999_999)


class TicketTable(TicketFilter):
    """The tickets as a file."""

    format: Format


class TicketOut(_Model):
    """A ticket (帮办单) as it is now."""

    number: str
    conversation: UUID
    created_at: datetime
    state: State
    group: Domain
    priority: Priority
    complex: bool
    contact_due_at: datetime = Field(description="Somebody has called by then")
    due_at: datetime = Field(description="It is done by then")
    overdue: bool
    assignee: UUID | None
    assignee_name: str | None
    closed_at: datetime | None
    source: Source
    matter: str | None
    question: str
    enterprise_name: str
    uscc: str | None
    contact_name: str
    phone: str
    preferred_time: str | None
    version: int = Field(description="To be sent with a change")


class TicketList(_Model):
    """A part of the wanted tickets, the newest first, and how many there are in all."""

    tickets: list[TicketOut]
    total: int


class TicketEventOut(_Model):
    """A line of a ticket's history."""

    at: datetime
    staff: UUID | None
    staff_name: str | None
    kind: Literal[
        "opened", "state", "priority", "complex", "assignee", "note", "overdue", "file", "forgotten"
    ]
    before: str | None
    after: str | None = Field(description="The new value; of a file its id")
    text: str | None = Field(description="Of a note its words, of a file its name")
    public: bool = Field(description="Whether the enterprise was told")


class TicketDetail(_Model):
    """A ticket and its history, the oldest line first."""

    ticket: TicketOut
    history: list[TicketEventOut]


class TicketOpen(_Model):
    """A new ticket for a conversation; what is left out is taken from its contact."""

    key: Key
    conversation: UUID
    question: str = Field(min_length=1, max_length=MAX_TEXT)
    matter: str | None = Field(default=None, max_length=60)
    enterprise_name: Line | None = None
    uscc: str | None = Field(default=None, pattern="^[0-9A-Z]{18}$")
    contact_name: Name | None = None
    phone: str | None = Field(default=None, min_length=1, max_length=30)
    preferred_time: Line | None = None
    priority: Priority = "normal"
    complex: bool = False
    mine: bool = Field(
        default=True,
        description="Whoever opens it is its assignee, if its group is one of theirs",
    )


class TicketChange(_Model):
    """New values for a ticket. Left out or null, a field stays; null gives `assignee` nobody."""

    version: int = Field(ge=1, le=2**31 - 1, description="Of the ticket that was looked at")
    state: State | None = None
    priority: Priority | None = None
    complex: bool | None = None
    assignee: UUID | None = Field(default=None, description="Left out: stays; null: nobody")


class TicketFileSent(FileSent):
    """What goes with a file of a ticket in the address; the body is its bytes."""

    key: Key


class TicketNote(_Model):
    """A note on a ticket; a public one is told to the enterprise."""

    key: Key
    text: str = Field(min_length=1, max_length=MAX_TEXT)
    public: bool
