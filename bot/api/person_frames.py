"""The staff's wire contract: conversations of the same person."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class PersonOut(_Frame):
    """Another conversation, for telling whose it is."""

    conversation: UUID
    channel: str
    contact_name: str | None
    enterprise_name: str | None
    phone: str | None
    tickets: list[str] = Field(description="Numbers, the newest first")
    last_at: datetime | None = Field(description="When something was said last")


class LinkOut(_Frame):
    """Two conversations are one person's."""

    id: UUID
    how: Literal["staff", "code"] = Field(description="Staff said so, or the person proved it")
    at: datetime
    conversations: tuple[UUID, UUID]


class PersonSearch(_Frame):
    """Whose conversation might be the same person's?"""

    search: str = Field(
        min_length=1, max_length=100, description="A name, a phone or the number of a ticket"
    )


class PersonList(_Frame):
    """At most a handful, the newest first."""

    persons: list[PersonOut]


class LinkMade(_Frame):
    """With which conversation."""

    other: UUID
