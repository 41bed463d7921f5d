"""The staff's WebSocket frames, and what goes with a file of theirs."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.api.frames import Accepted, FileSent, Message, Ping, Pong, Refused
from bot.api.staff_models import CaseOut, MemberOut, NoteOut
from bot.api.training_models import EvaluationMoved, ReleaseMoved, TrainingMoved
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.hub import Reminding
from bot.desk.desk import Disposition
from bot.knowledge.matters import Domain as Group


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


Key = Annotated[str, Field(min_length=8, max_length=50, pattern="^[!-~]+$")]


class StaffFileSent(FileSent):
    """What goes with a file of staff in the address."""

    key: Key
    conversation: UUID


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


class Note(_Frame):
    """Write for colleagues; the enterprise never sees it."""

    type: Literal["note"] = "note"
    key: Key
    conversation: UUID
    text: str = Field(description=f"Up to {MAX_TEXT} characters; more are refused as too_long")


class SayMatter(_Frame):
    """Send the card of a matter; only who holds the conversation may."""

    type: Literal["say_matter"] = "say_matter"
    key: Key
    conversation: UUID
    matter: str = Field(max_length=60)
    facet: str | None = Field(default=None, max_length=30)


class Transfer(_Frame):
    """Give the conversation to a colleague, or back into the queue of a group."""

    type: Literal["transfer"] = "transfer"
    key: Key
    conversation: UUID
    to: UUID | Group
    note: str = Field(default="", max_length=MAX_TEXT, description="For the colleagues")


class TakeOver(_Frame):
    """Take a conversation from a colleague; supervisors only."""

    type: Literal["take_over"] = "take_over"
    key: Key
    conversation: UUID


class Available(_Frame):
    """Be given what waits, or no longer."""

    type: Literal["available"] = "available"
    on: bool


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


Act = Claim | Say | SayMatter | Note | Transfer | TakeOver | HandBack | Close
"""What is done once a key."""
StaffClientFrame = Annotated[
    StaffHello | Watch | Unwatch | Act | Available | StaffTyping | StaffRead | Ping,
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


class Noted(_Frame):
    """A note in a watched conversation."""

    type: Literal["noted"] = "noted"
    conversation: UUID
    note: NoteOut


class Reminder(_Frame):
    """Something is due in a conversation that this member holds or supervises."""

    type: Literal["reminder"] = "reminder"
    conversation: UUID
    about: Reminding


class VisitorTypes(_Frame):
    """The visitor of a watched conversation writes; ends with their next message or `on: false`."""

    type: Literal["visitor_typing"] = "visitor_typing"
    conversation: UUID
    on: bool


class VisitorHasRead(_Frame):
    """The visitor of a watched conversation has seen its messages up to `seq`."""

    type: Literal["visitor_read"] = "visitor_read"
    conversation: UUID
    seq: int


StaffServerFrame = Annotated[
    StaffReady
    | CaseChanged
    | CasesChanged
    | StaffPushed
    | Noted
    | Reminder
    | VisitorTypes
    | VisitorHasRead
    | TrainingMoved
    | EvaluationMoved
    | ReleaseMoved
    | Accepted
    | Refused
    | Pong,
    Field(discriminator="type"),
]
