"""Who is the same person, and what proves it once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class ContactLink(Base):
    """Two contacts are one person. Nothing is moved, so that the link can always be undone."""

    __tablename__ = "contact_link"
    __table_args__ = (CheckConstraint("how IN ('staff', 'code')", name="how"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    first: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    second: Mapped[str] = mapped_column(ForeignKey("contact.id"), index=True)
    how: Mapped[str] = mapped_column(String(10), comment="staff said so, or the person by a code")
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None]


class OneTime(Base):
    """A secret that works once; only its hash is kept."""

    __tablename__ = "one_time"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversation.id"), index=True, comment="Empty: the secret is spent"
    )
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LinkGuess(Base):
    """A wrong code; too many within the window make the guesser wait."""

    __tablename__ = "link_guess"
    WINDOW: ClassVar[timedelta] = timedelta(minutes=10)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    at: Mapped[datetime]
