"""Tables of trainings, evaluations and releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base

_STATES = "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"


class _Job:
    """What takes minutes: done by one replica at a time, taken up by another when that one dies."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    stage: Mapped[str] = mapped_column(String(20), default="queued")
    percent: Mapped[int] = mapped_column(default=0)
    remaining: Mapped[int | None] = mapped_column(comment="Seconds, as it looks now")
    attempts: Mapped[int] = mapped_column(default=0, comment="How often it was begun")
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    cancelled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    engine: Mapped[str | None] = mapped_column(comment="Address of the engine that works on it")
    cause: Mapped[str | None] = mapped_column(String(20), comment="Code of why it failed")
    detail: Mapped[str | None] = mapped_column(String(300))


class Training(_Job, Base):
    """A model being made of the base data and the change sets approved by then."""

    __tablename__ = "training"
    __table_args__ = (CheckConstraint(_STATES, name="state"),)

    change_sets: Mapped[list[Any]] = mapped_column(comment="Ids, in the order of their approval")
    base: Mapped[str | None] = mapped_column(String(16), comment="Fingerprint without changes")
    fingerprint: Mapped[str | None] = mapped_column(String(16))
    model: Mapped[str | None] = mapped_column(String(64), comment="Its hash, when it is done")


class Evaluation(_Job, Base):
    """A trained model held against the one that is served."""

    __tablename__ = "evaluation"
    __table_args__ = (CheckConstraint(_STATES, name="state"),)

    training_id: Mapped[str] = mapped_column(ForeignKey("training.id"), index=True)
    model: Mapped[str] = mapped_column(String(64), index=True)
    against: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(comment="What trainers are shown")
    readings: Mapped[dict[str, Any] | None] = mapped_column(
        comment="How the model reads each line, for later comparisons; never shown"
    )


class Release(Base):
    """A model that was to be served from a moment on; only its state ever changes.

    One with a share is on trial before it is active: still `preparing`, since `trial_at`.
    """

    __tablename__ = "release"
    __table_args__ = (
        CheckConstraint(
            "state IN ('preparing', 'active', 'retired', 'failed', 'withdrawn')", name="state"
        ),
        # At most one is served and one prepared or on trial, whatever two replicas do at once.
        Index(
            "uq_release_current",
            "state",
            unique=True,
            sqlite_where=text("state IN ('preparing', 'active')"),
            postgresql_where=text("state IN ('preparing', 'active')"),
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(String(64))
    base: Mapped[str] = mapped_column(String(16), comment="Fingerprint of the code and base data")
    kind: Mapped[str] = mapped_column(String(10), comment="base, publish or rollback")
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Empty: it came with the installation"
    )
    reason: Mapped[str | None] = mapped_column(Text, comment="Why against the gate, or why back")
    training_id: Mapped[str | None] = mapped_column(ForeignKey("training.id"))
    evaluation_id: Mapped[str | None] = mapped_column(ForeignKey("evaluation.id"))
    share: Mapped[int | None] = mapped_column(
        comment="Percent of the conversations that it answers first; empty: all at once"
    )
    trial_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(
        ForeignKey("staff.id"), comment="Who gave it to all after its trial, or took it back"
    )
    active_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cause: Mapped[str | None] = mapped_column(String(20))
    detail: Mapped[str | None] = mapped_column(String(300))

    @property
    def stage(self) -> str:
        """Its state, and `trial` while it is on trial."""
        return "trial" if self.state == "preparing" and self.trial_at is not None else self.state
