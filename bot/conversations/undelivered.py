"""What did not reach a person outside, and why, in words for staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.outbox import TROUBLED
from bot.store.tables import Delivery
from bot.words import say

LATEST = 20


@dataclass(frozen=True)
class Undelivered:
    """A message that is not known to have arrived."""

    id: str
    seq: int
    state: str
    reason: str
    resendable: bool


async def undelivered(session: AsyncSession, conversation_id: str) -> Sequence[Undelivered]:
    """What failed, may or may not have arrived, or waits for something; the newest first."""
    rows = await session.scalars(
        select(Delivery)
        .where(Delivery.conversation_id == conversation_id)
        .where(
            or_(
                Delivery.state.in_(TROUBLED),
                (Delivery.state == "waiting") & Delivery.error.is_not(None),
            )
        )
        .order_by(Delivery.seq.desc())
        .limit(LATEST)
    )
    return [
        Undelivered(row.id, row.seq, row.state, reason_of(row), row.state in TROUBLED)
        for row in rows
    ]


def reason_of(delivery: Delivery) -> str:
    """Why, and what can be done about it."""
    if delivery.state == "uncertain":
        return say("undelivered.uncertain")
    return reason_for((delivery.error or "").partition(":")[0])


def reason_for(code: str) -> str:
    """The same for a code."""
    try:
        return say(f"undelivered.reasons.{code}")
    except KeyError:
        return say("undelivered.other", code=code)
