"""Releases: which model is served from when on, by whom, and the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversations.audit import record
from bot.conversations.hub import DESK, Hub, WorkNews
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.dialogue.host import Fleet
from bot.store.database import Database
from bot.store.release_tables import Evaluation, Release, Training
from bot.store.tables import Staff
from bot.trainer.report import Comparison
from bot.trainer.source import Source
from bot.trainer.trials import TrialFigures, compared, withdraw
from bot.words import say

LISTED = 100
Lines = Select[Release, str | None, str | None, dict[str, Any] | None, list[Any] | None]
Work = Callable[[AsyncSession], Awaitable[int]]


@dataclass(frozen=True)
class ReleaseLine:
    """A release, who asked for it, its figures, and whether its model is still there."""

    row: Release
    author: str | None
    settler: str | None
    """Who ended its trial."""
    evaluation: Comparison | None
    change_sets: list[str]
    kept: bool


class Releases:
    """What trainers do with releases. Which one is served is decided by one row's state."""

    def __init__(self, database: Database, hub: Hub, fleet: Fleet, source: Source) -> None:
        self._db = database
        self._hub = hub
        self._fleet = fleet
        self._source = source

    async def publish(
        self, staff_id: str, evaluation_id: str, reason: str | None, share: int | None = None
    ) -> ReleaseLine:
        """Have an evaluated model served, or tried on a share of the conversations (percent).

        Raises Refused, also when the gate wants a reason.
        """

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
            if share is not None and active is None:
                raise Refused("nothing_served", say("training.nothing_served"))
            if not evaluation.result["passed"] and not reason:
                raise Refused("gate", say("training.gate"))
            made = Release(
                model=evaluation.model,
                base=training.base or "",
                kind="publish",
                reason=reason,
                share=share,
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

    async def promote(self, staff_id: str, number: int) -> ReleaseLine:
        """Have the model on trial answer all conversations, at once. Raises Refused."""

        async def work(session: AsyncSession) -> int:
            release = await _tried(session, number)
            if not self._warm(release.model):
                raise Refused("trial_away", say("training.trial_away"))
            if not await take_over(session, self._source, release, staff_id):
                raise Refused("no_trial", say("training.no_trial"))
            return number

        return await self._begun(work)

    async def withdraw(self, staff_id: str, number: int) -> ReleaseLine:
        """Have the model on trial answer no more. Raises Refused."""

        async def work(session: AsyncSession) -> int:
            await _tried(session, number)
            if not await withdraw(session, number, staff_id):
                raise Refused("no_trial", say("training.no_trial"))
            return number

        return await self._begun(work)

    async def trial(self, number: int) -> TrialFigures:
        """How the model on trial fares, or fared, beside the active one. Raises Refused."""
        row = (await self.one(number)).row
        if row.trial_at is None:
            raise Refused("no_trial", say("training.no_trial"))
        begin, end = row.trial_at, row.active_at or row.ended_at or now()

        async def work(session: AsyncSession) -> TrialFigures:
            # What was active meanwhile: nothing else could be released during the trial.
            query = select(Evaluation.against).where(Evaluation.id == row.evaluation_id)
            models = (row.model, await session.scalar(query) or "")
            return TrialFigures(self._warm(row.model), *await compared(session, begin, end, models))

        return await self._db.read(work)

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
            raise await self._db.read(_occupied) from None
        self._hub.publish(DESK, WorkNews("release", str(number)))
        return await self.one(number)

    async def _read(self, query: Lines) -> list[ReleaseLine]:
        rows = await self._db.read(lambda session: session.execute(query))
        kept = self._kept()
        return [
            ReleaseLine(
                row=row,
                author=name,
                settler=settler,
                evaluation=Comparison.model_validate(result) if result else None,
                change_sets=list(sets or []),
                kept=row.model in kept,
            )
            for row, name, settler, result, sets in rows
        ]

    def _warm(self, model: str) -> bool:
        """Whether every engine that answers has it in memory, and one does."""
        workers = [state.worker(model) for state in self._fleet.states.values()]
        return bool(workers) and all(w is not None and w.state == "ready" for w in workers)

    def _kept(self) -> set[str]:
        """Models that every engine which answers could serve."""
        stores = [set(state.models) for state in self._fleet.states.values()]
        return set.intersection(*stores) if stores else set()


def _lines() -> Lines:
    settler = aliased(Staff)
    return (
        select(Release, Staff.name, settler.name, Evaluation.result, Training.change_sets)
        .outerjoin(Staff, Staff.id == Release.created_by)
        .outerjoin(settler, settler.id == Release.settled_by)
        .outerjoin(Evaluation, Evaluation.id == Release.evaluation_id)
        .outerjoin(Training, Training.id == Release.training_id)
    )


async def _tried(session: AsyncSession, number: int) -> Release:
    """The release of this number if it is on trial. Raises Refused."""
    release = await session.get(Release, number)
    if release is None:
        raise Refused("unknown_release", say("training.unknown_release"))
    if release.stage != "trial":
        raise Refused("no_trial", say("training.no_trial"))
    return release


async def _occupied(session: AsyncSession) -> Refused:
    """Why there is no place for another release now, and what to do first."""
    other = await session.scalar(select(Release).where(Release.state == "preparing"))
    if other is not None and other.stage == "trial":
        sentence = say("training.trial_under_way", number=other.number)
        return Refused("trial_under_way", sentence)
    return Refused("release_under_way", say("training.release_under_way"))


async def prepare(session: AsyncSession, made: Release, staff_id: str | None) -> int:
    """Have the engines make a release ready; its number.

    Raises IntegrityError while another one is being made ready, or is on trial.
    """
    made.state, made.created_at, made.created_by = "preparing", now(), staff_id
    session.add(made)
    await session.flush()
    return made.number


async def take_over(
    session: AsyncSession, source: Source, release: Release, promoter: str | None = None
) -> bool:
    """Activate it, and note that what it was taught is released."""
    if not await activate(session, release.number, promoter):
        return False
    training = await session.get(Training, release.training_id or "")
    if training is not None and release.kind == "publish":
        await source.published(session, training.change_sets, str(release.number))
    return True


async def activate(session: AsyncSession, number: int, promoter: str | None = None) -> bool:
    """Serve a release that is ready instead of the one before; False when it is not wanted.

    One that is on trial becomes active by its `promoter` only.
    """
    on_trial = Release.trial_at.is_(None) if promoter is None else Release.trial_at.is_not(None)
    ready = (Release.number == number, Release.state == "preparing", on_trial)
    wanted = await session.execute(select(Release.number).where(*ready).with_for_update())
    if wanted.first() is None:
        return False
    at = now()
    await session.execute(
        update(Release).where(Release.state == "active").values(state="retired", ended_at=at)
    )
    moved = await session.execute(
        update(Release)
        .where(*ready)
        .values(state="active", active_at=at, settled_by=promoter)
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
        staff=promoter or served.created_by,
    )
    return True


async def fail(session: AsyncSession, number: int, cause: str, detail: str) -> bool:
    """Give a release up; what is served stays."""
    moved = await session.execute(
        update(Release)
        .where(Release.number == number, Release.state == "preparing", Release.trial_at.is_(None))
        .values(state="failed", cause=cause, detail=detail[:300], ended_at=now())
        .returning(Release.number)
    )
    return moved.first() is not None
