"""The tables of the WeChat channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class AccessToken(Base):
    """The platform's access token of one account, shared by all replicas."""

    __tablename__ = "access_token"

    account: Mapped[str] = mapped_column(String(80), primary_key=True)
    token: Mapped[str] = mapped_column(Text, default="", comment="Empty before the first one")
    expires_at: Mapped[datetime]
    refreshing_until: Mapped[datetime | None] = mapped_column(
        comment="One replica is asking for a new one"
    )
    forced_at: Mapped[datetime | None] = mapped_column(
        comment="When the platform was last told to end a token"
    )


class WechatPush(Base):
    """Something that the platform told us: stored before it is acknowledged, then worked off.

    Kept for some days after that, so that a repeat is known and gets the same answer.
    """

    __tablename__ = "wechat_push"
    __table_args__ = (Index("ix_wechat_push_open", "handled_at", "lease_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        String(64), unique=True, comment="Digest of what makes it one and the same"
    )
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(comment="Emptied when it is worked off")
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    turn_id: Mapped[str | None] = mapped_column(String(36), comment="What will answer it")
    answer: Mapped[str | None] = mapped_column(
        Text, comment="The passive answer, the same at a repeat"
    )


class WechatGrant(Base):
    """So many messages may be sent to this person until then."""

    __tablename__ = "wechat_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    until: Mapped[datetime]
    left: Mapped[int]


class WechatSession(Base):
    """A person who is, or is to be, with a servicer of the account itself and not with us."""

    __tablename__ = "wechat_session"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    openid: Mapped[str] = mapped_column(String(128))
    servicer: Mapped[str | None] = mapped_column(String(128), comment="Empty: to be found")
    reason: Mapped[str] = mapped_column(String(30))
    matter: Mapped[str | None] = mapped_column(String(60))
    summary: Mapped[str] = mapped_column(Text)
    lease_until: Mapped[datetime] = mapped_column(comment="Somebody looks for a servicer")
