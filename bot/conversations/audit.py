"""The audit of what was done about persons: ids, numbers and codes, never what was known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.person_tables import AuditEvent

Kind = Literal["linked", "unlinked", "forgetting", "forgotten", "engine_forgot"]


def record(
    session: AsyncSession,
    kind: Kind,
    conversation_id: str,
    detail: Mapping[str, str | int | bool],
    staff_id: str | None = None,
) -> None:
    """Keep it, together with what the transaction does."""
    session.add(
        AuditEvent(
            at=now(),
            kind=kind,
            conversation_id=conversation_id,
            staff_id=staff_id,
            detail=dict(detail),
        )
    )
