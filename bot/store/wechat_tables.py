"""The tables of the WeChat channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
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
