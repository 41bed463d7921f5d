"""The tables of 微信客服."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class WecomAccount(Base):
    """One 客服 account: how far its messages were pulled, and who pulls them now."""

    __tablename__ = "wecom_account"
    __table_args__ = (Index("ix_wecom_account_due_at", "due_at"),)

    open_kfid: Mapped[str] = mapped_column(String(64), primary_key=True)
    cursor: Mapped[str] = mapped_column(Text, default="", comment="Empty before the first page")
    token: Mapped[str] = mapped_column(Text, default="", comment="Of the latest callback")
    token_at: Mapped[datetime | None]
    wanted: Mapped[int] = mapped_column(default=0, comment="Counts the callbacks")
    due_at: Mapped[datetime] = mapped_column(comment="When it is to be pulled next")
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, comment="Pulls in a row that failed")
    created_at: Mapped[datetime]


class WecomIncoming(Base):
    """A message or event as it was pulled, once each, until it stands in its conversation."""

    __tablename__ = "wecom_incoming"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        UniqueConstraint("open_kfid", "external_userid", "msgid"),
        Index("ix_wecom_incoming_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="Also the order of a person's")
    open_kfid: Mapped[str] = mapped_column(String(64))
    external_userid: Mapped[str] = mapped_column(String(64), comment="Empty: about the account")
    msgid: Mapped[str] = mapped_column(String(64))
    pulled_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    due_at: Mapped[datetime] = mapped_column(comment="While somebody works on it: when another may")
    attempts: Mapped[int] = mapped_column(default=0)
    content: Mapped[dict[str, Any] | None] = mapped_column(comment="Empty once it is done")


class WecomSession(Base):
    """What the platform allows with one person at one account, as far as it was told."""

    __tablename__ = "wecom_session"

    open_kfid: Mapped[str] = mapped_column(String(64), primary_key=True)
    external_userid: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[int | None] = mapped_column(comment="service_state; empty: to be asked for")
    changed_at: Mapped[datetime | None] = mapped_column(
        comment="When the platform last said that a servicer took or ended it"
    )
    heard_at: Mapped[datetime | None] = mapped_column(comment="The person's latest message")


class WecomSent(Base):
    """A message on its way to the platform, by the id that we give it; a long text is several.

    Written before the platform is asked, so that it counts also when no answer comes.
    """

    __tablename__ = "wecom_sent"
    __table_args__ = (
        UniqueConstraint("delivery_id", "part", "attempt"),
        Index("ix_wecom_sent_recipient_at", "recipient", "at"),
    )

    msgid: Mapped[str] = mapped_column(String(64), primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id"))
    part: Mapped[int]
    attempt: Mapped[int] = mapped_column(comment="Higher after the platform could not deliver it")
    recipient: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(
        String(10), default="asked", comment="asked, taken, or failed when it was not delivered"
    )
