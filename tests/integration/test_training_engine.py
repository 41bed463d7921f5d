"""A training and an evaluation through the application, done by the engine's host."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core, core, fleet_of
from bot.settings import Settings
from bot.store.release_tables import Evaluation, Training
from bot.trainer.gate import Limits
from bot.trainer.keeper import Keeping
from bot.trainer.lines import Line
from bot.trainer.parts import TrainingParts, training_parts
from bot.trainer.report import Comparison
from bot.trainer.source import Material, read_files
from tests.integration.test_release_engine import ask, reaching, served, trainer
from tests.tiny_engine import Running, Tiny, hosting, train_tiny

MORE = "公章不见了怎么办"
CORRECTED = "把章弄没了"
SECRET = "公章坏了要重刻一个"


class Changed:
    """The tiny checkout with one more example, and one correction to hold it against."""

    def __init__(self, root: Path, more: str = MORE) -> None:
        self._root = root
        self._more = more
        self.published_sets: list[str] = []

    async def material(self) -> Material:
        files = read_files(self._root)
        lines = f"    - {self._more}\n    - {CORRECTED}\n"
        block = f"nlu:\n- intent: registration/reg_seal\n  examples: |\n{lines}"
        return Material({**files, "data/nlu/more.yml": block}, ["set-1"])

    async def corrections(self) -> list[Line]:
        return [Line.of(CORRECTED, "registration/reg_seal")]

    async def published(
        self, session: AsyncSession, change_sets: Sequence[str], release: str
    ) -> None:
        self.published_sets += change_sets


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    made = train_tiny(tmp_path_factory.mktemp("tiny"))
    lines = "公章丢了\treg_seal\n我的发票怎么开\ttax_einvoice_issue\n今天天气怎么样\toos\n"
    (made.root / "lines").mkdir()
    (made.root / "lines" / "dev.tsv").write_text(lines, encoding="utf-8")
    (made.root / "lines" / "blind.tsv").write_text(f"{SECRET}\treg_seal\n", encoding="utf-8")
    return made


@pytest.fixture
def host(tiny: Tiny, tmp_path: Path) -> Iterator[Running]:
    with hosting(tiny, tmp_path / "engine") as running:
        yield running


@asynccontextmanager
async def training(
    chosen: Settings, tiny: Tiny, source: Changed
) -> AsyncIterator[tuple[Core, TrainingParts]]:
    """The application, whose trainings are of the tiny checkout's data."""
    fleet = fleet_of(chosen)
    async with core(chosen) as parts:
        await parts.runner.start()
        parts.monitor.start()
        minutes = timedelta(minutes=5)
        made = training_parts(
            parts.database,
            parts.hub,
            fleet,
            source,
            parts.knowledge,
            tiny.root / "lines",
            Limits(0.02, 0.5),
            Keeping(minutes, minutes, 3),
        )
        for run in made.runs:
            run.start()
        try:
            yield parts, made
        finally:
            for run in made.runs:
                await run.stop()
            for host in fleet.hosts.values():
                await host.close()


async def ended(parts: Core, table: type[Training] | type[Evaluation], id_: str) -> str:
    query = select(table.state).where(table.id == id_)
    async with asyncio.timeout(240):
        while True:
            state = str(await parts.database.read(lambda session: session.scalar(query)))
            if state not in ("queued", "running"):
                return state
            await asyncio.sleep(0.2)


async def row(parts: Core, id_: str) -> Training:
    query = select(Training).where(Training.id == id_)
    return (await parts.database.read(lambda session: session.scalars(query))).one()


async def test_what_was_corrected_is_trained_compared_and_published(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    source = Changed(tiny.root)
    async with training(reaching(tmp_path, host.url), tiny, source) as (parts, made):
        await served(parts, 1)
        staff = await trainer(parts)
        begun = (await made.trainings.start(staff)).row.id
        assert await ended(parts, Training, begun) == "done"
        trained = await row(parts, begun)
        assert (trained.change_sets, trained.percent) == (["set-1"], 100)
        assert trained.model in tiny.store and trained.model not in tiny.models
        log = await made.trainings.log(begun, 0)
        assert "classify 1/1" in log.text
        evaluated = (await made.evaluations.start(staff, begun)).row.id
        assert await ended(parts, Evaluation, evaluated) == "done"
        line = await made.evaluations.one(evaluated)
        assert line.row.against == tiny.models[0]
        found = Comparison.model_validate(line.row.result)
        sizes = {one.name: one.n for one in found.sets}
        assert sizes == {"blind": 1, "development": 3, "regression": 1}
        assert found.crossed is not None and found.crossed.n == 38
        assert SECRET not in found.model_dump_json()
        release = await made.releases.publish(staff, evaluated, "少量句子")
        await served(parts, release.row.number)
        assert source.published_sets == ["set-1"]
        while await ask(parts) != trained.model:
            await asyncio.sleep(0.1)


async def test_a_training_whose_engine_died_begins_again(tiny: Tiny, tmp_path: Path) -> None:
    source = Changed(tiny.root, "公章被雨淋坏了")
    with hosting(tiny, tmp_path / "engine") as host:
        port = int(host.url.rsplit(":", 1)[1])
        async with training(reaching(tmp_path, host.url), tiny, source) as (parts, made):
            begun = (await made.trainings.start(await trainer(parts))).row.id
            await running(host)
            os.kill(host.process.pid, signal.SIGKILL)
            host.process.wait()
            with hosting(tiny, tmp_path / "engine", port):
                assert await ended(parts, Training, begun) == "done"


async def test_a_training_that_is_cancelled_ends_with_its_processes(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    source = Changed(tiny.root, "公章借给别人了")
    async with training(reaching(tmp_path, host.url), tiny, source) as (parts, made):
        staff = await trainer(parts)
        begun = (await made.trainings.start(staff)).row.id
        process = await running(host)
        await made.trainings.cancel(begun, staff)
        assert await ended(parts, Training, begun) == "cancelled"
        async with asyncio.timeout(20):
            while psutil.pid_exists(process):
                await asyncio.sleep(0.1)
        assert (await row(parts, begun)).model is None


async def running(host: Running) -> int:
    """The process of a training, as soon as there is one."""
    async with asyncio.timeout(60):
        while True:
            for child in psutil.Process(host.process.pid).children():
                if "engine.train" in child.cmdline():
                    return child.pid
            await asyncio.sleep(0.05)
