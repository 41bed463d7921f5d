"""Releases: which model is served from when on, by whom, and the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.hub import DESK, Hub, WorkNews
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.dialogue.host import Fleet
from bot.store.database import Database
from bot.store.release_tables import Evaluation, Release, Training
from bot.store.tables import Staff
from bot.trainer.report import Comparison
from bot.words import say

LISTED = 100
Lines = Select[Release, str | None, dict[str, Any] | None, list[Any] | None]
Work = Callable[[AsyncSession], Awaitable[int]]


@dataclass(frozen=True)
class ReleaseLine:
    """A release, who asked for it, its figures, and whether its model is still there."""

    row: Release
    author: str | None
    evaluation: Comparison | None
    change_sets: list[str]
    kept: bool


class Releases:
    """What trainers do with releases. Which one is served is decided by one row's state."""

    def __init__(self, database: Database, hub: Hub, fleet: Fleet) -> None:
        self._db = database
        self._hub = hub
        self._fleet = fleet

    async def publish(self, staff_id: str, evaluation_id: str, reason: str | None) -> ReleaseLine:
        """Have an evaluated model served. Raises Refused, also when the gate wants a reason."""

        async def work(session: AsyncSession) -> int:
            evaluation = await session.get(Evaluation, evaluation_id)
            if evaluation is None:
                raise Refused("unknown_evaluation", say("training.unknown_evaluation"))
            if evaluation.result is None:
                raise Refused("not_evaluated", say("training.not_evaluated"))
            training = await session.get_one(Training, evaluation.training_id)
            active = await session.scalar(select(Release).where(Release.state == "active"))
            if active is not None and active.model == evaluation.model:
                raise Refused("is_served", say("training.is_served"))
            against = active.model if active else None
            if evaluation.against != against:
                raise Refused("evaluation_old", say("training.evaluation_old"))
            if not evaluation.result["passed"] and not reason:
                raise Refused("gate", say("training.gate"))
            made = Release(
                model=evaluation.model,
                base=training.base or "",
                kind="publish",
                reason=reason,
                training_id=training.id,
                evaluation_id=evaluation.id,
            )
            return await prepare(session, made, staff_id)

        return await self._begun(work)

    async def roll_back(self, staff_id: str, number: int, reason: str | None) -> ReleaseLine:
        """Have the model of an earlier release served again. Raises Refused."""
        kept = self._kept()

        async def work(session: AsyncSession) -> int:
            wanted = await session.get(Release, number)
            if wanted is None:
                raise Refused("unknown_release", say("training.unknown_release"))
            if wanted.active_at is None:
                raise Refused("never_served", say("training.never_served"))
            if wanted.model not in kept:
                raise Refused("model_gone", say("training.model_gone"))
            active = await session.scalar(select(Release).where(Release.state == "active"))
            if active is not None and active.model == wanted.model:
                raise Refused("is_served", say("training.is_served"))
            made = Release(
                model=wanted.model,
                # It is served although it may be older than the base: that was asked for.
                base=active.base if active else wanted.base,
                kind="rollback",
                reason=reason,
                training_id=wanted.training_id,
                evaluation_id=wanted.evaluation_id,
            )
            return await prepare(session, made, staff_id)

        return await self._begun(work)

    async def history(self) -> list[ReleaseLine]:
        """The newest first."""
        query = _lines().order_by(Release.number.desc()).limit(LISTED)
        return await self._read(query)

    async def one(self, number: int) -> ReleaseLine:
        """Raises Refused when there is none."""
        found = await self._read(_lines().where(Release.number == number))
        if not found:
            raise Refused("unknown_release", say("training.unknown_release"))
        return found[0]

    async def _begun(self, work: Work) -> ReleaseLine:
        try:
            number = await self._db.write(work)
        except IntegrityError:
            raise Refused("release_under_way", say("training.release_under_way")) from None
        self._hub.publish(DESK, WorkNews("release", str(number)))
        return await self.one(number)

    async def _read(self, query: Lines) -> list[ReleaseLine]:
        rows = await self._db.read(lambda session: session.execute(query))
        kept = self._kept()
        return [
            ReleaseLine(
                row=row,
                author=name,
                evaluation=Comparison.model_validate(result) if result else None,
                change_sets=list(sets or []),
                kept=row.model in kept,
            )
            for row, name, result, sets in rows
        ]

    def _kept(self) -> set[str]:
        """Models that every engine which answers could serve."""
        stores = [set(state.models) for state in self._fleet.states.values()]
        return set.intersection(*stores) if stores else set()


def _lines() -> Lines:
    return (
        select(Release, Staff.name, Evaluation.result, Training.change_sets)
        .outerjoin(Staff, Staff.id == Release.created_by)
        .outerjoin(Evaluation, Evaluation.id == Release.evaluation_id)
        .outerjoin(Training, Training.id == Release.training_id)
    )


async def prepare(session: AsyncSession, made: Release, staff_id: str | None) -> int:
    """Have the engines make a release ready; its number.

    Raises IntegrityError while another one is being made ready.
    """
    made.state, made.created_at, made.created_by = "preparing", now(), staff_id
    session.add(made)
    await session.flush()
    return made.number


async def activate(session: AsyncSession, number: int) -> bool:
    """Serve a release that is ready instead of the one before; False when it is not wanted."""
    wanted = await session.execute(
        select(Release.number)
        .where(Release.number == number, Release.state == "preparing")
        .with_for_update()
    )
    if wanted.first() is None:
        return False
    at = now()
    await session.execute(
        update(Release).where(Release.state == "active").values(state="retired", ended_at=at)
    )
    moved = await session.execute(
        update(Release)
        .where(Release.number == number, Release.state == "preparing")
        .values(state="active", active_at=at)
        .returning(Release.kind, Release.model, Release.created_by)
    )
    served = moved.one_or_none()
    if served is None:
        return False
    record(
        session,
        "model_rolled_back" if served.kind == "rollback" else "model_released",
        detail={"kind": served.kind, "model": served.model},
        subject=str(number),
        staff=served.created_by,
    )
    return True


async def fail(session: AsyncSession, number: int, cause: str, detail: str) -> bool:
    """Give a release up; what is served stays."""
    moved = await session.execute(
        update(Release)
        .where(Release.number == number, Release.state == "preparing")
        .values(state="failed", cause=cause, detail=detail[:300], ended_at=now())
        .returning(Release.number)
    )
    return moved.first() is not None
