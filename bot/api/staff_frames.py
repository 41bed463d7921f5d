"""The staff's wire contract: sign-in, the list of cases, and WebSocket frames."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.api.frames import Accepted, FileSent, Message, Ping, Pong, Refused
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.hub import Reminding
from bot.conversations.owner import Owner
from bot.desk.accounts import Role
from bot.desk.desk import Disposition
from bot.knowledge.matters import Domain as Group


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
    role: Role
    groups: list[Group] = Field(description="Whose cases this one sees; supervisors see all")
    capacity: int = Field(description="Conversations at once")
    available: bool = Field(description="Is given what waits, up to the capacity")


class Colleague(_Frame):
    """To whom a conversation may be transferred."""

    id: UUID
    name: str
    role: Role
    groups: list[Group]
    load: int
    capacity: int
    available: bool
    online: bool


class ColleagueList(_Frame):
    """Everybody with an account that is switched on."""

    members: list[Colleague]


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
    channel: str
    group: Group
    priority: int = Field(description="Higher is taken first")
    contact_name: str | None
    enterprise_name: str | None
    reason: str = Field(description="Why it was handed over")
    matter: str | None
    summary: str = Field(description="What the assistant knows of it")
    queued_at: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None


class CaseList(_Frame):
    """What waits, the longest waiting first, and what the caller holds."""

    cases: list[CaseOut]


class NoteOut(_Frame):
    """What staff wrote for each other."""

    id: UUID
    at: datetime
    author_name: str
    text: str


class ReadingOut(_Frame):
    """How the assistant understood one message of the visitor."""

    text: str
    matter: str | None
    title: str | None
    confidence: float | None
    facet: str | None
    slots: dict[str, str]
    outcome: str | None = Field(description="What the assistant did about it")


class PastCase(_Frame):
    """A hand-over of before."""

    reason: str
    matter: str | None
    summary: str
    queued_at: datetime
    closed_at: datetime | None
    disposition: str | None
    staff_name: str | None


class TicketBrief(_Frame):
    """A ticket of the same enterprise."""

    number: str
    state: str
    state_label: str
    matter: str | None
    question: str
    created_at: datetime


class DecisionOut(_Frame):
    """Who got the case or lost it, and why."""

    at: datetime
    kind: str
    reason: str
    staff_name: str | None


class UndeliveredOut(_Frame):
    """A message of ours that is not known to have reached the person outside."""

    id: str = Field(pattern="^[0-9a-f]{32}$")
    seq: int
    state: Literal["waiting", "uncertain", "failed"]
    reason: str = Field(description="Why, and what can be done; a sentence")
    resendable: bool


class ResendRequest(_Frame):
    """Send it once more."""

    delivery: str = Field(pattern="^[0-9a-f]{32}$")


class ConversationDetail(_Frame):
    """Everything around a conversation but its messages."""

    conversation: UUID
    channel: str
    contact_name: str | None
    phone: str | None
    enterprise_name: str | None
    uscc: str | None
    readings: list[ReadingOut] = Field(description="The latest, the newest first")
    cases: list[PastCase] = Field(description="The newest first")
    tickets: list[TicketBrief]
    notes: list[NoteOut]
    decisions: list[DecisionOut] = Field(description="Of the open case, the oldest first")
    undelivered: list[UndeliveredOut] = Field(description="The newest first")


class CannedReply(_Frame):
    """Words that staff say often. {name}, {enterprise} and {staff} stand for what they are."""

    id: str
    title: str
    text: str
    group: Group | None = None


class CannedReplies(_Frame):
    """All of them, in the order of the file."""

    replies: list[CannedReply]


class ProposalRequest(_Frame):
    """What matters might be meant?"""

    text: str = Field(min_length=1, max_length=MAX_TEXT)


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


StaffServerFrame = Annotated[
    StaffReady
    | CaseChanged
    | CasesChanged
    | StaffPushed
    | Noted
    | Reminder
    | Accepted
    | Refused
    | Pong,
    Field(discriminator="type"),
]
