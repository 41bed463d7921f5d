"""Evaluations: a trained model held against the one that is served, before it is released."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import DESK, Hub, WorkNews
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.dialogue.engine import EngineUnavailable
from bot.dialogue.host import EngineHost, Fleet, JobState
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.store.release_tables import Evaluation, Release, Training
from bot.store.tables import Staff
from bot.trainer import comparison
from bot.trainer.comparison import Case, SetName, Short
from bot.trainer.gate import Limits, gate
from bot.trainer.jobs import LOOK, Failure, Held, cancel
from bot.trainer.lines import FileFault, Line, read_lines
from bot.trainer.report import Comparison
from bot.trainer.source import Source
from bot.trainer.training import abandon, chosen_host, follow
from bot.words import say

FILES: dict[SetName, str] = {"blind": "blind*.tsv", "development": "dev*.tsv"}
"""Files of the sets, below tests/nlu."""
TOGETHER = 4
"""Texts that the served model reads at once: a visitor's waits behind them."""
READY_SECONDS = 300.0
LISTED = 50

T = TypeVar("T")
Lines = dict[SetName, list[Line]]
Readings = dict[SetName, list[Short]]


@dataclass(frozen=True)
class EvaluationLine:
    """An evaluation as it is now."""

    row: Evaluation
    author: str


class Evaluations:
    """What trainers see of evaluations, and ask for."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._db = database
        self._hub = hub

    async def start(self, staff_id: str, training_id: str) -> EvaluationLine:
        """Queue one of a finished training. Raises Refused."""

        async def work(session: AsyncSession) -> str:
            training = await session.get(Training, training_id)
            if training is None:
                raise Refused("unknown_training", say("training.unknown"))
            if training.model is None:
                raise Refused("no_model", say("training.no_model"))
            made = Evaluation(
                id=str(uuid.uuid4()),
                created_at=now(),
                created_by=staff_id,
                state="queued",
                training_id=training_id,
                model=training.model,
            )
            session.add(made)
            await session.flush()
            return made.id

        id_ = await self._db.write(work)
        self._hub.publish(DESK, WorkNews("evaluation", id_))
        return await self.one(id_)

    async def cancel(self, id_: str, staff_id: str) -> EvaluationLine:
        """Raises Refused when it has ended, or never was."""
        await self.one(id_)
        if not await self._db.write(lambda session: cancel(session, Evaluation, id_, staff_id)):
            raise Refused("evaluation_ended", say("training.ended"))
        self._hub.publish(DESK, WorkNews("evaluation", id_))
        return await self.one(id_)

    async def latest(self) -> list[EvaluationLine]:
        """The newest first."""
        query = _lines().order_by(Evaluation.created_at.desc(), Evaluation.id).limit(LISTED)
        rows = await self._db.read(lambda session: session.execute(query))
        return [EvaluationLine(row, name) for row, name in rows]

    async def one(self, id_: str) -> EvaluationLine:
        """Raises Refused when there is none."""
        query = _lines().where(Evaluation.id == id_)
        found = (await self._db.read(lambda session: session.execute(query))).first()
        if found is None:
            raise Refused("unknown_evaluation", say("training.unknown_evaluation"))
        return EvaluationLine(*found)


def _lines() -> Select[Evaluation, str]:
    return select(Evaluation, Staff.name).join(Staff, Staff.id == Evaluation.created_by)


class EvaluationWork:
    """Reads every line with both models while an engine cross-validates, and counts."""

    def __init__(
        self,
        database: Database,
        fleet: Fleet,
        source: Source,
        knowledge: Knowledge,
        folder: Path,
        limits: Limits,
    ) -> None:
        """`folder` holds the files of the sets."""
        self._db = database
        self._fleet = fleet
        self._source = source
        self._knowledge = knowledge
        self._folder = folder
        self._limits = limits
        self.candidate: str | None = None
        """The model that is read with now: it is to run beside the released one."""

    async def __call__(self, held: Held[Evaluation]) -> dict[str, Any]:
        """The result. Raises like `JobRunner` wants it."""
        began = time.monotonic()
        row = held.row
        host = await chosen_host(self._fleet, row.engine)
        active = await self._db.read(lambda session: session.scalar(_active()))
        against = active.model if active and active.model != row.model else None
        await held.step(engine=host.url, against=against, stage="read")
        lines = await self._sets()
        crossing = asyncio.create_task(self._cross(host, held))
        self.candidate = row.model
        try:
            before = await self._earlier(against, lines) if against else None
            passes = 1 if before is not None or against is None else 2
            told = _Told(held, sum(map(len, lines.values())) * passes, began)
            after = await _read(host, row.model, lines, told)
            if against is not None and before is None:
                before = await _read(host, against, lines, told)
            await held.step(stage="cross", percent=told.most, remaining=None)
            found = await crossing
        finally:
            self.candidate = None
            crossing.cancel()
            await asyncio.gather(crossing, return_exceptions=True)
        fresh = await self._fresh(row, found)
        result = self._compared(lines, before, after, found if fresh else None)
        shown = result.model_copy(update={"seconds": round(time.monotonic() - began)})
        packed = {name: [read.packed() for read in reads] for name, reads in after.items()}
        digests = {name: _digest(of) for name, of in lines.items()}
        return {
            "result": shown.model_dump(mode="json"),
            "readings": {"digests": digests, "sets": packed},
        }

    async def abandon(self, id_: str) -> None:
        """Have it worked on no more."""
        await abandon(self._fleet, id_)

    async def _sets(self) -> Lines:
        """Every line; a file of another place may lack. Raises Failure."""

        def read() -> Lines:
            return {
                name: [
                    line
                    for path in sorted(self._folder.glob(pattern))
                    for line in read_lines(path, self._knowledge)
                ]
                for name, pattern in FILES.items()
            }

        try:
            found = await asyncio.to_thread(read)
        except FileFault as fault:
            raise Failure("sets", Path(str(fault)).name) from fault
        found["regression"] = await self._source.corrections()
        return {name: lines for name, lines in found.items() if lines}

    async def _cross(self, host: EngineHost, held: Held[Evaluation]) -> dict[str, Any]:
        async def begin() -> JobState:
            material = await self._source.material()
            return await host.start_job(held.row.id, "cross", material.files)

        async def told(job: JobState) -> None:
            """The reading says how far all of it is."""

        return await follow(host, held.row.id, begin, told)

    async def _fresh(self, row: Evaluation, found: dict[str, Any]) -> bool:
        """Whether what was cross-validated is what the model was trained on."""
        training = await self._db.read(lambda session: session.get(Training, row.training_id))
        return training is not None and training.fingerprint == found["fingerprint"]

    async def _earlier(self, model: str, lines: Lines) -> Readings | None:
        """What an evaluation of before read with this model, if the lines are still the same."""
        query = (
            select(Evaluation.readings)
            .where(Evaluation.model == model, Evaluation.state == "done")
            .order_by(Evaluation.created_at.desc())
            .limit(1)
        )
        kept = await self._db.read(lambda session: session.scalar(query))
        if not kept or kept["digests"] != {name: _digest(of) for name, of in lines.items()}:
            return None
        return {name: [Short.unpacked(read) for read in kept["sets"][name]] for name in lines}

    def _compared(
        self,
        lines: Lines,
        before: Readings | None,
        after: Readings,
        cross: dict[str, Any] | None,
    ) -> Comparison:
        cases = {name: list(_cases(name, of, before, after)) for name, of in lines.items()}
        every = [case for found in cases.values() for case in found]
        sets = [
            comparison.set_report(name, found, self._knowledge) for name, found in cases.items()
        ]
        listed, more = comparison.moved(every)
        checks = gate(sets, self._limits)
        return Comparison(
            sets=sets,
            matters=comparison.matter_reports(every, self._knowledge),
            moved=listed,
            moved_more=more,
            confused=comparison.confused(every, self._knowledge),
            reliability=comparison.reliability(every, self._knowledge),
            crossed=comparison.crossed(cross) if cross else None,
            gate=checks,
            passed=all(check.passed for check in checks),
            seconds=0,
        )


def _active() -> Select[Release]:
    return select(Release).where(Release.state == "active")


def _cases(
    name: SetName, lines: Sequence[Line], before: Readings | None, after: Readings
) -> Iterator[Case]:
    for number, line in enumerate(lines):
        old = before[name][number] if before else None
        yield Case(name, line, old, after[name][number])


def _digest(lines: Sequence[Line]) -> str:
    told = [[line.text, line.label, line.facet] for line in lines]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class _Told:
    """Counts the lines read, and says how far that is."""

    def __init__(self, held: Held[Evaluation], total: int, began: float) -> None:
        self._held = held
        self._total = max(total, 1)
        self._began = began
        self._done = 0
        self._said = -1
        self.most = 80
        """Percent when everything is read; the rest is waiting for the cross-validation."""

    async def read(self, count: int) -> None:
        self._done += count
        percent = self._done * self.most // self._total
        if percent > self._said:
            self._said = percent
            spent = time.monotonic() - self._began
            left = round(spent / self._done * (self._total - self._done))
            await self._held.step(percent=percent, remaining=left)


async def _read(host: EngineHost, model: str, lines: Lines, told: _Told) -> Readings:
    """Every line read with a model, which the host starts if need be. Raises Failure."""
    await _ready(host, model)
    found: Readings = {}
    for name, of in lines.items():
        found[name] = []
        for start in range(0, len(of), TOGETHER):
            texts = [line.text for line in of[start : start + TOGETHER]]
            read = await _patiently(partial(host.readings, model, texts))
            found[name].extend(map(Short.of, read))
            await told.read(len(texts))
    return found


async def _ready(host: EngineHost, model: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        state = await _patiently(host.sync)
        worker = state.worker(model)
        if worker is not None and worker.state == "ready":
            return
        if worker is not None and worker.state == "failed":
            raise Failure("no_model", f"{worker.cause} {worker.detail}".strip())
        await asyncio.sleep(LOOK)
    raise Failure("no_model", "silent")


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until the engine answers. Raises EngineUnavailable when it stays away."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with suppress(EngineUnavailable):
            return await ask()
        await asyncio.sleep(LOOK)
    return await ask()
