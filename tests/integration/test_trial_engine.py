"""A model on trial: the application, the engine's host and its processes."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.once import Refused
from bot.dialogue.host import Trial
from bot.settings import Settings
from bot.store.release_tables import Release
from tests.integration.test_release_engine import (
    Talk,
    application,
    ask,
    evaluated,
    reaching,
    served,
    trainer,
)
from tests.tiny_engine import Running, Tiny, hosting, train_tiny

SHARE = 50


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
    await alone(running)
    return running


async def alone(host: Running) -> None:
    """Until one model is left."""
    async with asyncio.timeout(60):
        while len(host.workers()) > 1:
            await asyncio.sleep(0.2)


async def tried(parts: Core, tiny: Tiny) -> tuple[str, int]:
    """Give the second model half of the conversations; who did, and which release it is."""
    old, new = tiny.models
    await served(parts, 1)
    staff = await trainer(parts)
    evaluation = await evaluated(parts, staff, new, old)
    line = await parts.training.releases.publish(staff, evaluation, None, SHARE)
    await served(parts, line.row.number, "trial")
    return staff, line.row.number


@asynccontextmanager
async def trying(chosen: Settings, tiny: Tiny) -> AsyncIterator[tuple[Core, str, int]]:
    async with application(chosen) as parts:
        yield parts, *await tried(parts, tiny)


async def opened(parts: Core, tiny: Tiny) -> tuple[list[str], list[str]]:
    """Conversations that the trial takes, and others; four of each."""
    trial = Trial(tiny.models[1], SHARE)
    taken: list[str] = []
    left: list[str] = []
    while len(taken) < 4 or len(left) < 4:
        conversation = (await parts.inbox.open("cli", uuid.uuid4().hex)).id
        (taken if trial.takes(conversation) else left).append(conversation)
    return taken[:4], left[:4]


async def answering(parts: Core, conversations: list[str]) -> set[str]:
    return {await ask(parts, conversation=conversation) for conversation in conversations}


async def until_answering(parts: Core, conversation: str, model: str) -> None:
    async with asyncio.timeout(60):
        while await ask(parts, conversation=conversation) != model:
            await asyncio.sleep(0.2)


async def test_a_share_is_answered_by_the_new_model_and_then_everybody(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with trying(reaching(tmp_path, host.url), tiny) as (parts, staff, number):
        desk = parts.training.releases
        taken, left = await opened(parts, tiny)
        for _ in range(2):
            assert await answering(parts, taken) == {new}
            assert await answering(parts, left) == {old}
        found = await desk.trial(number)
        assert (found.ready, found.trial.model, found.active.model) == (True, new, old)
        assert (found.trial.turns, found.active.turns) == (8, 8)
        line = await desk.promote(staff, number)
        assert (line.row.state, line.settler) == ("active", "训练师")
        for conversation in left:
            await until_answering(parts, conversation, new)
        assert await answering(parts, taken + left) == {new}
        assert (await desk.trial(number)).trial.turns == 8
        back = await desk.roll_back(staff, 1, None)
        await served(parts, back.row.number)


async def test_one_that_is_taken_back_is_let_go_and_nobody_is_left_without_an_answer(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    async with trying(reaching(tmp_path, host.url), tiny) as (parts, staff, number):
        talk = Talk(parts)
        async with asyncio.timeout(60):
            while set(talk.models) != {old, new}:
                await asyncio.sleep(0.1)
        line = await parts.training.releases.withdraw(staff, number)
        assert (line.row.state, line.settler) == ("withdrawn", "训练师")
        taken, _ = await opened(parts, tiny)
        await until_answering(parts, taken[0], old)
        await alone(host)
        assert await answering(parts, taken) == {old}
        assert set(await talk.end()) == {old, new}


async def test_a_process_on_trial_that_is_killed_is_stood_in_for_until_it_is_back(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, new = tiny.models
    before = set(host.workers())
    async with trying(reaching(tmp_path, host.url), tiny) as (parts, _, _):
        [conversation, *_], _ = await opened(parts, tiny)
        assert await ask(parts, conversation=conversation) == new
        [young] = set(host.workers()) - before
        os.kill(young, signal.SIGKILL)
        assert await ask(parts, conversation=conversation) == old
        await until_answering(parts, conversation, new)


async def test_a_base_of_other_data_or_code_ends_the_trial(
    tiny: Tiny, host: Running, tmp_path: Path
) -> None:
    old, _ = tiny.models
    async with trying(reaching(tmp_path, host.url), tiny) as (parts, _, number):
        other = update(Release).where(Release.state == "active").values(base="0" * 16)
        await parts.database.write(lambda session: session.execute(other))
        base = await served(parts, number + 1)
        assert (base.kind, base.model) == ("base", old)
        ended = await served(parts, number, "withdrawn")
        assert (ended.cause, ended.settled_by) == ("base", None)
        taken, _ = await opened(parts, tiny)
        assert await answering(parts, taken) == {old}


async def test_a_base_that_failed_ends_no_trial(tiny: Tiny, host: Running, tmp_path: Path) -> None:
    _, new = tiny.models
    async with application(reaching(tmp_path, host.url)) as parts:
        first = await served(parts, 1)
        failed = Release(model="0" * 64, base=first.base, kind="base", state="failed")
        failed.created_at = first.created_at

        async def work(session: AsyncSession) -> None:
            session.add(failed)
            older = update(Release).where(Release.state == "active").values(base="0" * 16)
            await session.execute(older)

        await parts.database.write(work)
        _, number = await tried(parts, tiny)
        await asyncio.sleep(2.5)  # the keeper looks each second
        await served(parts, number, "trial")
        taken, _ = await opened(parts, tiny)
        assert await answering(parts, taken) == {new}


async def test_a_trial_outlives_application_and_engine_and_a_model_that_is_gone_harms_nobody(
    tiny: Tiny, tmp_path: Path
) -> None:
    old, new = tiny.models
    file = tiny.store.folder / f"{new}.tar.gz"
    hidden = tmp_path / file.name
    with hosting(tiny, tmp_path / "engine") as host:
        chosen = reaching(tmp_path, host.url)
        async with trying(chosen, tiny) as (parts, staff, number):
            taken, left = await opened(parts, tiny)
            await until_answering(parts, taken[0], new)
        async with application(chosen) as parts:
            for conversation in taken:
                await until_answering(parts, conversation, new)
            assert await answering(parts, left) == {old}
    port = int(host.url.rsplit(":", 1)[1])
    with hosting(tiny, tmp_path / "engine", port):
        async with application(chosen) as parts:
            await until_answering(parts, taken[0], new)
            assert await answering(parts, left) == {old}
    file.rename(hidden)
    try:
        with hosting(tiny, tmp_path / "engine", port):
            async with application(chosen) as parts:
                assert await answering(parts, taken + left) == {old}
                with pytest.raises(Refused) as refused:
                    await parts.training.releases.promote(staff, number)
                assert refused.value.code == "trial_away"
                await parts.training.releases.withdraw(staff, number)
    finally:
        hidden.rename(file)
