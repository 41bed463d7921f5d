"""A model takes over from another one: the application, the engine's host and its processes."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core, core
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.accounts import NewAccount
from bot.settings import Settings
from bot.store.release_tables import Evaluation, Release, Training
from bot.store.tables import Turn
from bot.trainer.report import Comparison, Reliability
from tests.integration.service import settings
from tests.tiny_engine import TOKEN, Running, Tiny, hosting, train_tiny

FOUND = Comparison(
    sets=[],
    matters=[],
    moved=[],
    moved_more=0,
    confused=[],
    reliability=Reliability(before=None, after=[]),
    crossed=None,
    gate=[],
    passed=True,
    seconds=1,
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return train_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def running(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with hosting(tiny, tmp_path_factory.mktemp("host") / "engine") as started:
        yield started


@pytest.fixture
async def host(running: Running) -> Running:
    """A host that serves one model, with nothing left of the test before."""
    async with asyncio.timeout(60):
        while len(running.workers()) > 1:
            await asyncio.sleep(0.2)
    return running


def reaching(tmp_path: Path, url: str, **more: object) -> Settings:
    named = {"engine_url": url, "engine_token": SecretStr(TOKEN)}
    return settings(tmp_path, f"sqlite:///{tmp_path / 'test.sqlite3'}").model_copy(
        update=named | more
    )


@asynccontextmanager
async def application(chosen: Settings) -> AsyncIterator[Core]:
    """All of it, as `bot serve` starts it, without a port."""
    async with core(chosen) as parts:
        await parts.runner.start()
        parts.monitor.start()
        for run in parts.training.runs:
            run.start()
        yield parts


async def served(parts: Core, number: int, stage: str = "active") -> Release:
    """The release, as soon as it has come to this stage."""
    query = select(Release).where(Release.number == number)
    async with asyncio.timeout(90):
        while True:
            found = await parts.database.read(lambda session: session.scalar(query))
            if found is not None and found.stage == stage:
                return found
            await asyncio.sleep(0.1)


async def ask(parts: Core, text: str = "公章丢了", conversation: str | None = None) -> str:
    """Ask, in a conversation of its own if in none; the model that answered."""
    if conversation is None:
        conversation = (await parts.inbox.open("cli", uuid.uuid4().hex)).id
    received = await parts.inbox.say(conversation, uuid.uuid4().hex, text)
    query = select(Turn).where(Turn.id == received.turn_id)
    async with asyncio.timeout(30):
        while True:
            turn = await parts.database.read(lambda session: session.scalar(query))
            assert turn is not None
            if turn.state != "pending":
                break
            await asyncio.sleep(0.02)
    assert turn.state == "done" and turn.result is not None
    assert turn.result["outcome"] == "answered"
    return str(turn.result["model"])


async def trainer(parts: Core) -> str:
    account = NewAccount(uuid.uuid4().hex, "训练师", "a long pass phrase", "trainer")
    return (await parts.accounts.add(account)).id


async def evaluated(parts: Core, staff: str, model: str, against: str, passed: bool = True) -> str:
    """A training and an evaluation of this model, as they would have come out."""
    training, evaluation = str(uuid.uuid4()), str(uuid.uuid4())
    known = {"created_at": now(), "created_by": staff, "state": "done", "model": model}
    result = FOUND.model_copy(update={"passed": passed}).model_dump(mode="json")

    async def work(session: AsyncSession) -> None:
        active = (await session.scalars(select(Release).where(Release.state == "active"))).one()
        session.add(Training(id=training, change_sets=[], base=active.base, **known))
        await session.flush()
        session.add(
            Evaluation(id=evaluation, training_id=training, against=against, result=result, **known)
        )

    await parts.database.write(work)
    return evaluation


class Talk:
    """Questions one after the other, until it is ended; who answered, in order."""

    def __init__(self, parts: Core) -> None:
        self._parts = parts
        self._over = False
        self.models: list[str] = []
        self._task = asyncio.create_task(self._go())

    async def _go(self) -> None:
        while not self._over:
            self.models.append(await ask(self._parts))

    async def end(self) -> list[str]:
        self._over = True
        await self._task
        return list(dict.fromkeys(self.models))


async def test_what_was_installed_is_the_first_release(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    async with application(reaching(tmp_path, host.url)) as parts:
        release = await served(parts, 1)
        assert (release.kind, release.model, release.created_by) == ("base", tiny.models[0], None)
        assert await ask(parts) == tiny.models[0]


async def test_a_model_takes_over_while_people_talk_and_gives_back(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with application(reaching(tmp_path, host.url)) as parts:
        await served(parts, 1)
        staff, talk = await trainer(parts), Talk(parts)
        evaluation = await evaluated(parts, staff, new, old)
        number = (await parts.training.releases.publish(staff, evaluation, None)).row.number
        release = await served(parts, number)
        assert (release.created_by, release.evaluation_id) == (staff, evaluation)
        while talk.models[-1] != new:
            await asyncio.sleep(0.1)
        back = await parts.training.releases.roll_back(staff, 1, "回到旧的")
        async with asyncio.timeout(5):  # the old one is still in memory
            await served(parts, back.row.number)
        while talk.models[-1] != old:
            await asyncio.sleep(0.1)
        assert await talk.end() == [old, new]
        history = await parts.training.releases.history()
    assert [(line.row.kind, line.row.state, line.kept) for line in history] == [
        ("rollback", "active", True),
        ("publish", "retired", True),
        ("base", "retired", True),
    ]


async def test_what_nobody_asks_any_more_ends(tiny: Tiny, host: Running, tmp_path: Path) -> None:
    old, new = tiny.models
    async with application(reaching(tmp_path, host.url, release_warm=0.0)) as parts:
        await served(parts, 1)
        staff = await trainer(parts)
        before = host.workers()
        evaluation = await evaluated(parts, staff, new, old)
        line = await parts.training.releases.publish(staff, evaluation, None)
        await served(parts, line.row.number)
        async with asyncio.timeout(20):
            while len(host.workers()) > 1:
                await asyncio.sleep(0.1)
        assert not set(before) & set(host.workers())
        assert await ask(parts) == new


@pytest.mark.parametrize(
    ("content", "cause"), [(None, "missing"), (b"other bytes", "damaged"), (b"", "died")]
)
async def test_a_model_that_cannot_be_served_leaves_the_old_one(
    tiny: Tiny, host: Running, tmp_path: Path, content: bytes | None, cause: str
) -> None:
    model = "0" * 64
    if cause == "died":  # whole, but no model
        (tmp_path / "no-model").write_bytes(b"no archive")
        model = tiny.store.keep(tmp_path / "no-model", "no-model")
    elif content is not None:
        (tiny.store.folder / f"{model}.tar.gz").write_bytes(content)
    async with application(reaching(tmp_path, host.url)) as parts:
        await served(parts, 1)
        staff, talk = await trainer(parts), Talk(parts)
        evaluation = await evaluated(parts, staff, model, tiny.models[0])
        line = await parts.training.releases.publish(staff, evaluation, None)
        failed = await served(parts, line.row.number, "failed")
        assert failed.cause == cause
        assert await talk.end() == [tiny.models[0]]
        with pytest.raises(Refused) as refused:
            await parts.training.releases.roll_back(staff, line.row.number, None)
        assert refused.value.code == "never_served"
    tiny.store.forget(model)


async def test_a_new_process_killed_before_it_is_ready_leaves_the_old_one(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with application(reaching(tmp_path, host.url)) as parts:
        await served(parts, 1)
        staff, talk = await trainer(parts), Talk(parts)
        before = set(host.workers())
        evaluation = await evaluated(parts, staff, new, old)
        line = await parts.training.releases.publish(staff, evaluation, None)
        async with asyncio.timeout(20):
            while not (young := set(host.workers()) - before):
                await asyncio.sleep(0.05)
        for pid in young:
            os.kill(pid, signal.SIGKILL)
        failed = await served(parts, line.row.number, "failed")
        assert failed.cause == "died"
        assert await talk.end() == [old]


async def test_a_served_process_that_is_killed_is_stood_in_for_by_the_one_before(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with application(reaching(tmp_path, host.url)) as parts:
        await served(parts, 1)
        staff = await trainer(parts)
        before = set(host.workers())
        evaluation = await evaluated(parts, staff, new, old)
        line = await parts.training.releases.publish(staff, evaluation, None)
        await served(parts, line.row.number)
        while await ask(parts) != new:
            await asyncio.sleep(0.1)
        [young] = set(host.workers()) - before
        os.kill(young, signal.SIGKILL)
        assert await ask(parts) == old
        async with asyncio.timeout(60):
            while await ask(parts) != new:
                await asyncio.sleep(0.5)


async def test_an_application_that_ends_during_a_swap_finds_it_done_or_does_it(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    chosen = reaching(tmp_path, host.url)
    async with application(chosen) as parts:
        await served(parts, 1)
        staff = await trainer(parts)
        evaluation = await evaluated(parts, staff, new, old)
        number = (await parts.training.releases.publish(staff, evaluation, None)).row.number
        await asyncio.sleep(1.5)
    async with application(chosen) as parts:
        await served(parts, number)
        while await ask(parts) != new:
            await asyncio.sleep(0.1)


async def test_a_host_started_anew_serves_what_was_served_last(tiny: Tiny, tmp_path: Path) -> None:
    old, new = tiny.models
    with hosting(tiny, tmp_path / "engine") as host:
        port = int(host.url.rsplit(":", 1)[1])
        async with application(reaching(tmp_path, host.url)) as parts:
            await served(parts, 1)
            staff = await trainer(parts)
            evaluation = await evaluated(parts, staff, new, old)
            line = await parts.training.releases.publish(staff, evaluation, None)
            await served(parts, line.row.number)
            while await ask(parts) != new:
                await asyncio.sleep(0.1)
            await asyncio.sleep(1.5)
    with hosting(tiny, tmp_path / "engine", port) as host:
        async with core(reaching(tmp_path, host.url)) as parts:
            await parts.runner.start()
            assert await ask(parts) == new


async def test_a_gate_that_is_not_passed_wants_a_reason(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with application(reaching(tmp_path, host.url)) as parts:
        await served(parts, 1)
        staff = await trainer(parts)
        evaluation = await evaluated(parts, staff, new, old, passed=False)
        with pytest.raises(Refused) as refused:
            await parts.training.releases.publish(staff, evaluation, None)
        assert refused.value.code == "gate"
        stale = await evaluated(parts, staff, new, "e" * 64)
        with pytest.raises(Refused) as old_one:
            await parts.training.releases.publish(staff, stale, None)
        assert old_one.value.code == "evaluation_old"
        line = await parts.training.releases.publish(staff, evaluation, "新政策今天生效")
        assert (await served(parts, line.row.number)).reason == "新政策今天生效"
