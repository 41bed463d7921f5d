"""The audit: what was done, each line bound to the one before it by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base

BEGINNING = "0" * 64
"""What the first line names as the hash before it."""


class AuditEvent(Base):
    """A line of the audit. Triggers of the database refuse to change it or to take it away.

    It names rows of other tables without a foreign key: it outlives them, and whoever adds the
    last line waits for nobody who holds such a row.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Its place, without gaps from 1 on"
    )
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str | None] = mapped_column(
        String(64), index=True, comment="Id of the case, ticket, account or release"
    )
    conversation_id: Mapped[str | None] = mapped_column(String(36), index=True)
    staff_id: Mapped[str | None] = mapped_column(
        String(36), index=True, comment="Empty: the person, a platform, a clock or a command"
    )
    detail: Mapped[dict[str, Any]] = mapped_column(comment="Ids, numbers and codes only")
    previous: Mapped[str] = mapped_column(String(64), comment="Hash of the line before")
    hash: Mapped[str] = mapped_column(String(64), comment="Of everything else in this line")


def chained(line: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """The values of a line with those that bind it to the line before."""
    values = {**line, "previous": previous}
    return {**values, "hash": digest(values)}


def digest(values: Mapping[str, Any]) -> str:
    """SHA-256 over a line as JSON: sorted names, no spaces, the time in UTC to the microsecond.

    Never to be changed: old lines would not hold any more.
    """
    at: datetime = values["at"]
    written = {**values, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
