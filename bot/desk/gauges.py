"""How everything stands, in figures for whoever watches the service: a few cheap queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.outbox import due_since
from bot.knowledge.matters import DOMAINS
from bot.store.release_tables import Training
from bot.store.tables import AnswerRating, Conversation, Delivery, ServiceCase, Turn

LATELY = timedelta(hours=1)
"""A conversation never ends: of the assistant's, those count that it answered within this time."""


@dataclass(frozen=True)
class Standing:
    """As of one reading. Ages in seconds, zero where nothing waits."""

    queue: Mapping[str, int]
    """By skill group: how many wait."""
    longest_wait: Mapping[str, float]
    owners: Mapping[str, int]
    deliveries: Mapping[tuple[str, str], int]
    """By channel and state; of those sent only the last hour's."""
    oldest_delivery: float
    overdue_delivery: float
    """Of those that could have been sent: a quota may keep others for hours."""
    pending_turns: int
    oldest_turn: float
    ratings: Mapping[str, int]
    """Answers that are useful to who rated them (`true`), or not (`false`)."""
    trainings: Mapping[str, int]
    """Those that are queued and those that run."""


async def standing(session: AsyncSession) -> Standing:
    """Read it: by an index what is open now, not what has ever been; ratings are few."""
    queue, waits, owners = await _open_cases(session)
    owners["bot"] = await _answered_lately(session)
    pending, oldest_turn = (
        await session.execute(
            select(func.count(), func.min(Turn.created_at)).where(Turn.state == "pending")
        )
    ).one()
    oldest_delivery = await session.scalar(
        select(func.min(Delivery.created_at)).where(Delivery.state == "waiting")
    )
    rated = await session.execute(
        select(AnswerRating.useful, func.count().label("n")).group_by(AnswerRating.useful)
    )
    jobs = await session.execute(
        select(Training.state, func.count().label("n"))
        .where(Training.state.in_(("queued", "running")))
        .group_by(Training.state)
    )
    return Standing(
        queue=queue,
        longest_wait=waits,
        owners=owners,
        deliveries=await _deliveries(session),
        oldest_delivery=_age(oldest_delivery),
        overdue_delivery=_age(await due_since(session)),
        pending_turns=pending,
        oldest_turn=_age(oldest_turn),
        ratings={"true": 0, "false": 0} | {str(row.useful).lower(): row.n for row in rated},
        trainings={"queued": 0, "running": 0} | {row.state: row.n for row in jobs},
    )


async def _open_cases(
    session: AsyncSession,
) -> tuple[dict[str, int], dict[str, float], dict[str, int]]:
    """Who waits, how long, and how many staff have. Whoever waits or is served has an open case."""
    rows = await session.execute(
        select(Conversation.owner, ServiceCase.group, func.count(), func.min(ServiceCase.queued_at))
        .join(Conversation, Conversation.id == ServiceCase.conversation_id)
        .where(ServiceCase.closed_at.is_(None), Conversation.owner != "bot")
        .group_by(Conversation.owner, ServiceCase.group)
    )
    queue: dict[str, int] = dict.fromkeys(DOMAINS, 0)
    waits: dict[str, float] = dict.fromkeys(DOMAINS, 0.0)
    owners = {"queue": 0, "staff": 0}
    for owner, group, count, since in rows:
        owners[owner] += count
        if owner == "queue":
            queue[group], waits[group] = count, _age(since)
    return queue, waits, owners


async def _answered_lately(session: AsyncSession) -> int:
    found = await session.scalar(
        select(func.count(distinct(Turn.conversation_id)))
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.done_at > now() - LATELY, Conversation.owner == "bot")
    )
    return found or 0


async def _deliveries(session: AsyncSession) -> dict[tuple[str, str], int]:
    """By what the index of the outbox holds: what was sent, and due within the hour."""
    lately = and_(Delivery.state == "sent", Delivery.due_at > now() - LATELY)
    open_ = Delivery.state.in_(("waiting", "sending", "uncertain", "failed"))
    rows = await session.execute(
        select(Delivery.channel, Delivery.state, func.count())
        .where(or_(open_, lately))
        .group_by(Delivery.channel, Delivery.state)
    )
    return {(channel, state): count for channel, state, count in rows}


def _age(since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now() - since).total_seconds())
