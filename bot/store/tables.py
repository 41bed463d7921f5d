"""The tables. Times are UTC; ids that leave the process are random UUIDs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    false,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from bot.store.base import Base


class Contact(Base):
    """A person, and the enterprise that the person spoke for, as far as told."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    created_at: Mapped[datetime]
    name: Mapped[str | None]
    phone: Mapped[str | None]
    enterprise_name: Mapped[str | None]
    uscc: Mapped[str | None] = mapped_column(String(18))
    consent_at: Mapped[datetime | None]


class ContactIdentity(Base):
    """How a channel knows a contact."""

    __tablename__ = "contact_identity"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    external_id: Mapped[str] = mapped_column(String(128))


class Staff(Base):
    """A person who answers enterprises; signs in with a password."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60), comment="What enterprises see")
    password: Mapped[str] = mapped_column(comment="Argon2 hash")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    role: Mapped[str] = mapped_column(String(20), default="staff", server_default="staff")
    groups: Mapped[list[Any]] = mapped_column(comment="Skill groups; every role but staff sees all")
    capacity: Mapped[int] = mapped_column(
        default=5, server_default="5", comment="Conversations at once"
    )
    load: Mapped[int] = mapped_column(
        default=0,
        server_default="0",
        comment="Conversations held; changed together with their assignee",
    )
    available: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Wants to be given what waits"
    )
    seen_at: Mapped[datetime | None] = mapped_column(comment="When a socket of theirs last lived")


class StaffSession(Base):
    """A staff member signed in; only the token's hash is kept."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInTry(Base):
    """Somebody tried to sign in and has not succeeded; see `bot.desk.sign_in_guard`."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_bucket_at", "bucket", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(64), comment="A hash of whose try")
    at: Mapped[datetime] = mapped_column(index=True)


class Conversation(Base):
    """One contact on one channel: one log, one owner, never ended."""

    __tablename__ = "conversation"
    __table_args__ = (CheckConstraint("owner IN ('bot', 'queue', 'staff')", name="owner"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    owner: Mapped[str] = mapped_column(String(10), default="bot")
    assignee: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), index=True, comment="Who answers while the owner is staff"
    )
    last_seq: Mapped[int] = mapped_column(default=0)
    staff_read: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="The last message that staff have seen"
    )
    visitor_read: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="The last message that the visitor has seen"
    )
    comment_until: Mapped[datetime | None] = mapped_column(
        comment="Words until then are the comment on the latest case's grade"
    )
    forgotten_at: Mapped[datetime | None] = mapped_column(
        comment="Whose it was is no longer known; nothing is sent any more"
    )


class Message(Base):
    """One entry of the log. `payloads` (choice id → engine payload) never leaves the server."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "key"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(10))
    author_name: Mapped[str | None] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(64))
    turn_id: Mapped[str | None] = mapped_column(String(36))
    body: Mapped[dict[str, Any]]
    payloads: Mapped[dict[str, Any] | None]


class Attachment(Base):
    """A file that a message names; its bytes lie in the folder of files under the same id."""

    __tablename__ = "attachment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"], ["message.conversation_id", "message.seq"]
        ),
        UniqueConstraint("conversation_id", "seq"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    name: Mapped[str]
    media: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]


class AnswerRating(Base):
    """What the visitor thinks of one answer now; rating it again replaces this."""

    __tablename__ = "answer_rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"], ["message.conversation_id", "message.seq"]
        ),
    )

    conversation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    useful: Mapped[bool]
    rated_at: Mapped[datetime]


class Turn(Base):
    """One step of the dialogue: pending until its reply is stored, once."""

    __tablename__ = "turn"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'dropped', 'failed')", name="state"),
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_turn_state_lease", "state", "lease_until"),
        Index("ix_turn_done_at", "done_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int] = mapped_column(comment="The visitor's message that it answers")
    text: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    result: Mapped[dict[str, Any] | None]


class Delivery(Base):
    """A message that must reach a person outside; no row where clients read the log themselves."""

    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"], ["message.conversation_id", "message.seq"]
        ),
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'uncertain', 'failed')", name="state"
        ),
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_delivery_state_due", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(
        String(32), primary_key=True, comment="Fit for platforms that refuse a repeated id"
    )
    conversation_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(comment="What the platform called it")
    error: Mapped[str | None] = mapped_column(String(60), comment="Code of the last trouble")
    batch: Mapped[str | None] = mapped_column(
        String(32), index=True, comment="The first one of those that go out together"
    )
    parts: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="Messages of the platform that have arrived of it"
    )
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    permit: Mapped[str | None] = mapped_column(
        Text, comment="The platform's leave to send this one message, used once"
    )
    permit_until: Mapped[datetime | None]


class DeliveryHold(Base):
    """Nothing of a conversation is sent until then: an answer under way may take it along."""

    __tablename__ = "delivery_hold"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    until: Mapped[datetime]


class ServiceCase(Base):
    """One hand-over to staff; a conversation may have many."""

    __tablename__ = "service_case"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    reason: Mapped[str] = mapped_column(String(30))
    matter: Mapped[str | None] = mapped_column(String(60))
    group: Mapped[str] = mapped_column(String(20), default="general", server_default="general")
    priority: Mapped[int] = mapped_column(default=0, server_default="0", comment="Higher is first")
    wanted: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who is to have it when free"
    )
    summary: Mapped[str] = mapped_column(Text, default="")
    queued_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None] = mapped_column(index=True)
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    first_reply_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    disposition: Mapped[str | None] = mapped_column(String(30))
    grade: Mapped[int | None] = mapped_column(comment="好差评: 5 very content, 1 not at all")
    grade_reason: Mapped[str | None] = mapped_column(Text, comment="In the enterprise's words")
    grade_comment: Mapped[str | None] = mapped_column(Text, comment="The enterprise's own words")
    graded_at: Mapped[datetime | None]
    follow_up_due_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="Who is not content is called until then"
    )
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    follow_up_overdue_at: Mapped[datetime | None] = mapped_column(
        comment="When the call was found to be late; it is found once"
    )
    follow_up_note: Mapped[str | None] = mapped_column(Text, comment="What came of the call")

    @classmethod
    def open_in(cls, conversation: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """That it is the open case of this conversation; there is at most one."""
        return and_(cls.conversation_id == conversation, cls.closed_at.is_(None))


class CaseNote(Base):
    """What staff write for each other about a conversation; the enterprise never sees it."""

    __tablename__ = "case_note"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class RoutingDecision(Base):
    """Who got a case, or lost it, and why; only ever added to."""

    __tablename__ = "routing_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("service_case.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(30))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))


class AccessRecord(Base):
    """Somebody read a conversation that was not in their hands; only ever added to."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))


class Upkeep(Base):
    """Something that is done from time to time, by one process, and how far it is this time."""

    __tablename__ = "upkeep"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    due_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    counted: Mapped[dict[str, Any]] = mapped_column(comment="What was done since it began")


class Timer(Base):
    """Something that is to happen later in a conversation, once; see `bot.conversations.timers`."""

    __tablename__ = "timer"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
