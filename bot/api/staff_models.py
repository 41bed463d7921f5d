"""What staff send and read over HTTP: sign-in, cases, and what is around a conversation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from bot.api.person_frames import LinkOut, PersonOut
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.owner import Owner
from bot.desk.accounts import Role
from bot.desk.cases import Case
from bot.knowledge.matters import Domain as Group


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class SignIn(_Model):
    """Login and password of a staff member."""

    login: str = Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")
    password: str = Field(min_length=1, max_length=200)
    browser: str | None = Field(
        default=None, max_length=1000, description="From the last sign-in in this browser"
    )


class MemberOut(_Model):
    """Who is signed in."""

    id: UUID
    name: str
    role: Role
    groups: list[Group] = Field(description="Whose cases this one sees; supervisors see all")
    capacity: int = Field(description="Conversations at once")
    available: bool = Field(description="Is given what waits, up to the capacity")


class Colleague(_Model):
    """To whom a conversation may be transferred."""

    id: UUID
    name: str
    role: Role
    groups: list[Group]
    load: int
    capacity: int
    available: bool
    online: bool


class ColleagueList(_Model):
    """Everybody with an account that is switched on."""

    members: list[Colleague]


class StaffSession(_Model):
    """A bearer token, whose it is, and what the pages of staff need to know beforehand."""

    token: str
    expires: datetime
    member: MemberOut
    browser: str = Field(description="To be kept and sent with the next sign-in in this browser")
    groups: dict[Group, str] = Field(description="What the skill groups are called")


class CaseOut(_Model):
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
    reply_due_at: datetime | None = Field(
        description="When it changes hands without a first word; null once there was one"
    )

    @classmethod
    def of(cls, case: Case, reply_within: timedelta) -> Self:
        """The case as staff see it."""
        waits = case.claimed_at is not None and case.first_reply_at is None
        due = case.claimed_at + reply_within if waits and case.claimed_at else None
        return cls.model_validate(asdict(case) | {"reply_due_at": due})


class CaseList(_Model):
    """What waits, the longest waiting first, and what the caller holds."""

    cases: list[CaseOut]


class NoteOut(_Model):
    """What staff wrote for each other."""

    id: UUID
    at: datetime
    author_name: str
    text: str


class ReadingOut(_Model):
    """How the assistant understood one message of the visitor."""

    text: str
    matter: str | None
    title: str | None
    confidence: float | None
    facet: str | None
    slots: dict[str, str]
    outcome: str | None = Field(description="What the assistant did about it")
    model: str | None = Field(description="SHA-256 of the model that read it")


class PastCase(_Model):
    """A hand-over of before, here or in another conversation of the same person."""

    channel: str
    reason: str
    matter: str | None
    summary: str
    queued_at: datetime
    closed_at: datetime | None
    disposition: str | None
    staff_name: str | None


class TicketBrief(_Model):
    """A ticket of the same enterprise."""

    channel: str
    number: str
    state: str
    state_label: str
    matter: str | None
    question: str
    created_at: datetime


class DecisionOut(_Model):
    """Who got the case or lost it, and why."""

    at: datetime
    kind: str
    reason: str
    staff_name: str | None


class UndeliveredOut(_Model):
    """A message of ours that is not known to have reached the person outside."""

    id: str = Field(pattern="^[0-9a-f]{32}$")
    seq: int
    state: Literal["waiting", "uncertain", "failed"]
    reason: str = Field(description="Why, and what can be done; a sentence")
    resendable: bool


class ResendRequest(_Model):
    """Send it once more."""

    delivery: str = Field(pattern="^[0-9a-f]{32}$")


class ConversationDetail(_Model):
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
    persons: list[PersonOut] = Field(description="Other conversations of the same person")
    links: list[LinkOut] = Field(description="Why they are the same person's")


class CannedReply(_Model):
    """Words that staff say often. {name}, {enterprise} and {staff} stand for what they are."""

    id: str
    title: str
    text: str
    group: Group | None = None


class CannedReplies(_Model):
    """All of them, in the order of the file."""

    replies: list[CannedReply]


class ProposalRequest(_Model):
    """What matters might be meant?"""

    text: str = Field(min_length=1, max_length=MAX_TEXT)
