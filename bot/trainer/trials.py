"""A release on trial: some conversations are answered by its model until somebody decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.log import now
from bot.store.release_tables import Release
from bot.store.tables import AnswerRating, Message, Turn


@dataclass(frozen=True)
class Side:
    """What came of the turns that one model answered."""

    model: str
    turns: int
    useful: int
    useless: int
    """Ratings of its answers, also those of later."""
    clarified: int
    fallback: int
    handoff: int


@dataclass(frozen=True)
class TrialFigures:
    """Both models since the trial began, until it ended."""

    ready: bool
    """Every engine that answers has the model on trial in memory."""
    trial: Side
    active: Side


async def begin_trial(session: AsyncSession, number: int) -> bool:
    """Let a release that is ready answer its share; False when it is not wanted any more."""
    moved = await session.execute(
        update(Release)
        .where(Release.number == number, Release.state == "preparing", Release.trial_at.is_(None))
        .values(trial_at=now())
        .returning(Release.model, Release.share, Release.created_by)
    )
    tried = moved.one_or_none()
    if tried is None:
        return False
    record(
        session,
        "model_tried",
        detail={"model": tried.model, "share": tried.share},
        subject=str(number),
        staff=tried.created_by,
    )
    return True


async def withdraw(
    session: AsyncSession, number: int, staff_id: str | None, cause: str | None = None
) -> bool:
    """End a trial, and the release with it; False when it is on trial no more."""
    moved = await session.execute(
        update(Release)
        .where(
            Release.number == number, Release.state == "preparing", Release.trial_at.is_not(None)
        )
        .values(state="withdrawn", ended_at=now(), settled_by=staff_id, cause=cause)
        .returning(Release.model)
    )
    ended = moved.one_or_none()
    if ended is None:
        return False
    record(
        session,
        "model_withdrawn",
        detail={"model": ended.model, "cause": cause},
        subject=str(number),
        staff=staff_id,
    )
    return True


async def compared(
    session: AsyncSession, begin: datetime, end: datetime, models: Sequence[str]
) -> Sequence[Side]:
    """What each model's turns of this time came to."""
    model = Turn.result["model"].as_string()
    within = (Turn.done_at >= begin, Turn.done_at < end, Turn.state == "done", model.in_(models))
    ended = await session.execute(
        select(model, Turn.outcome, func.count()).where(*within).group_by(model, Turn.outcome)
    )
    outcomes: Mapping[str, Counter[str]] = {name: Counter() for name in models}
    for name, outcome, count in ended:
        outcomes[name][outcome] += count
    rated = await session.execute(
        select(model, func.count(), func.sum(case((AnswerRating.useful, 1), else_=0)))
        .join(
            Message,
            (Message.conversation_id == Turn.conversation_id) & (Message.turn_id == Turn.id),
        )
        .join(
            AnswerRating,
            (AnswerRating.conversation_id == Message.conversation_id)
            & (AnswerRating.seq == Message.seq),
        )
        .where(*within)
        .group_by(model)
    )
    useful = {name: (int(good), count - int(good)) for name, count, good in rated}
    return [_side(name, outcomes[name], *useful.get(name, (0, 0))) for name in models]


def _side(model: str, outcomes: Counter[str], useful: int, useless: int) -> Side:
    named = {name: outcomes[name] for name in ("clarified", "fallback", "handoff")}
    return Side(model, outcomes.total(), useful, useless, **named)
