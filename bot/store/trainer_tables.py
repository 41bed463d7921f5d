"""The trainers' tables: what needs a person, what trainers decided, and their change sets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base

_DRAFT = text("state = 'draft'")


class InboxItem(Base):
    """A sentence that somebody should look at; nearly the same ones are one. Masked."""

    __tablename__ = "inbox_item"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'skipped')", name="state"),
        Index("ix_inbox_item_state_last", "state", "last_at", "id"),
        Index("ix_inbox_item_state_count", "state", "count", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True, comment="What same ones share")
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    version: Mapped[int] = mapped_column(default=1, comment="Counts the decisions")
    count: Mapped[int] = mapped_column(default=0, comment="How often it was said")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    label: Mapped[str | None] = mapped_column(String(80), comment="How it was read last")
    domain: Mapped[str | None] = mapped_column(String(20), index=True)
    matter: Mapped[str | None] = mapped_column(String(60), index=True)
    facet: Mapped[str | None] = mapped_column(String(20))
    confidence: Mapped[float | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    model: Mapped[str | None] = mapped_column(String(80))
    ranking: Mapped[list[Any]]
    staff_matter: Mapped[str | None] = mapped_column(
        String(60), comment="What staff settled on when the assistant had not"
    )
    near_label: Mapped[str | None] = mapped_column(
        String(80), comment="What the nearest examples say instead"
    )
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, comment="float16, for clusters")
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    decided_model: Mapped[str | None] = mapped_column(String(80))


class InboxSighting(Base):
    """One time that an item's sentence was said; `source` names the row that it was seen in."""

    __tablename__ = "inbox_sighting"

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inbox_item.id"), index=True)
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(20), index=True)
    label: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[float | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    model: Mapped[str | None] = mapped_column(String(80))


class InboxReason(Base):
    """Why a sighting needs a person."""

    __tablename__ = "inbox_reason"
    __table_args__ = (Index("ix_inbox_reason_item", "item_id", "reason"),)

    source: Mapped[str] = mapped_column(ForeignKey("inbox_sighting.source"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inbox_item.id"))


class InboxCursor(Base):
    """Up to when a kind of rows was looked at, and which process looks now."""

    __tablename__ = "inbox_cursor"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]


class InboxDecision(Base):
    """What a trainer decided on an item; only ever added to."""

    __tablename__ = "inbox_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inbox_item.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Empty: misread again by a later model"
    )
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str | None] = mapped_column(String(80))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"))


class ChangeSet(Base):
    """Changes that are reviewed and released together."""

    __tablename__ = "change_set"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'rejected', 'released')", name="state"
        ),
        Index(
            "uq_change_set_draft",
            "author",
            unique=True,
            sqlite_where=_DRAFT,
            postgresql_where=_DRAFT,
        ),
        Index("ix_change_set_state", "state", "approved_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1, comment="Counts the changes to the set")
    created_at: Mapped[datetime] = mapped_column(index=True)
    approved_at: Mapped[datetime | None] = mapped_column(comment="Sets are applied in this order")
    release: Mapped[str | None] = mapped_column(String(80), comment="The model that has it first")
    validation: Mapped[dict[str, Any] | None] = mapped_column(
        comment="What Rasa said of base and set together"
    )


class ChangeSetEvent(Base):
    """A step of a set's way with who and why; only ever added to."""

    __tablename__ = "change_set_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("change_set.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(Text)


class Change(Base):
    """One change: what stood there before, and what is to stand there; never edited, only undone.

    `facets`: null teaches no facet, an empty list teaches that none is asked.
    """

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[str] = mapped_column(ForeignKey("change_set.id"), index=True)
    at: Mapped[datetime]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    matter: Mapped[str | None] = mapped_column(String(60), comment="Whose name a synonym is")
    note: Mapped[str | None] = mapped_column(Text)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("inbox_item.id"), index=True)
    said: Mapped[str | None] = mapped_column(Text, comment="The sentence that was corrected")
    warnings: Mapped[list[Any]] = mapped_column(comment="What the author was warned of")
    undone_at: Mapped[datetime | None]
