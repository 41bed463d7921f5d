"""The staff's wire contract: sign-in, the list of cases, and WebSocket frames."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.api.frames import Accepted, Message, Ping, Pong, Refused
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.owner import Owner
from bot.desk.cases import Disposition


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class SignIn(_Frame):
    """Login and password of a staff member."""

    login: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")
    password: str = Field(min_length=1, max_length=200)


class MemberOut(_Frame):
    """Who is signed in."""

    id: UUID
    name: str


class StaffSession(_Frame):
    """A bearer token, and whose it is."""

    token: str
    expires: datetime
    member: MemberOut


class CaseOut(_Frame):
    """A conversation that waits for staff or is held by one."""

    conversation: UUID
    owner: Owner
    assignee: UUID | None
    assignee_name: str | None
    last_seq: int
    reason: str = Field(description="Why it was handed over")
    matter: str | None
    summary: str = Field(description="What the assistant knows of it")
    queued_at: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None


class CaseList(_Frame):
    """What waits, the longest waiting first, and what the caller holds."""

    cases: list[CaseOut]


Key = Annotated[str, Field(min_length=8, max_length=50, pattern="^[!-~]+$")]


class StaffHello(_Frame):
    """First frame of a socket: who it is."""

    type: Literal["hello"] = "hello"
    token: str = Field(max_length=200)


class Watch(_Frame):
    """Follow a conversation: its messages after `after`, then everything new."""

    type: Literal["watch"] = "watch"
    conversation: UUID
    after: int = Field(default=0, ge=0, le=2**31 - 1)


class Unwatch(_Frame):
    """No longer follow a conversation."""

    type: Literal["unwatch"] = "unwatch"
    conversation: UUID


class Claim(_Frame):
    """Take a waiting conversation."""

    type: Literal["claim"] = "claim"
    key: Key
    conversation: UUID


class Say(_Frame):
    """Speak to the enterprise; only who holds the conversation may."""

    type: Literal["say"] = "say"
    key: Key
    conversation: UUID
    text: str = Field(description=f"Up to {MAX_TEXT} characters; more are refused as too_long")


class HandBack(_Frame):
    """Put the conversation back into the queue."""

    type: Literal["hand_back"] = "hand_back"
    key: Key
    conversation: UUID


class Close(_Frame):
    """End the case; the assistant speaks again."""

    type: Literal["close"] = "close"
    key: Key
    conversation: UUID
    disposition: Disposition


class StaffTyping(_Frame):
    """The staff member writes, or has stopped."""

    type: Literal["typing"] = "typing"
    conversation: UUID
    on: bool


class StaffRead(_Frame):
    """Who holds the conversation has seen its messages up to `seq`."""

    type: Literal["read"] = "read"
    conversation: UUID
    seq: int = Field(ge=1, le=2**31 - 1)


StaffClientFrame = Annotated[
    StaffHello | Watch | Unwatch | Claim | Say | HandBack | Close | StaffTyping | StaffRead | Ping,
    Field(discriminator="type"),
]
staff_client_frame: TypeAdapter[StaffClientFrame] = TypeAdapter(StaffClientFrame)


class StaffReady(_Frame):
    """The socket is open; `case` frames follow whenever a case changes."""

    type: Literal["ready"] = "ready"
    member: MemberOut


class CaseChanged(_Frame):
    """A case as it is now; `case` is null when staff have nothing to do with it any more."""

    type: Literal["case"] = "case"
    conversation: UUID
    case: CaseOut | None


class CasesChanged(_Frame):
    """Cases may have changed unseen: read the list again."""

    type: Literal["cases"] = "cases"


class StaffPushed(_Frame):
    """A message of a watched conversation."""

    type: Literal["message"] = "message"
    conversation: UUID
    message: Message


StaffServerFrame = Annotated[
    StaffReady | CaseChanged | CasesChanged | StaffPushed | Accepted | Refused | Pong,
    Field(discriminator="type"),
]
