"""Trainings and releases as rows: one at a time, whoever of several replicas looks first."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.accounts import Accounts, NewAccount
from bot.dialogue.host import Fleet
from bot.store.database import Database
from bot.store.release_tables import Release, Training
from bot.trainer import releases
from bot.trainer.jobs import MOST_ATTEMPTS, Cancelled, Failure, Held, JobRunner
from bot.trainer.training import Trainings

MODEL = "ab" * 32


@pytest.fixture
async def trainer(database: Database) -> str:
    account = NewAccount("trainer", "训练师", "a long pass phrase", "trainer")
    return (await Accounts(database).add(account)).id


@pytest.fixture
def trainings(database: Database) -> Trainings:
    return Trainings(database, Hub(), Fleet({}))


class Working:
    """Work that does what a test says, and remembers."""

    def __init__(self, do: Callable[[Held[Training]], Awaitable[dict[str, Any]]]) -> None:
        self._do = do
        self.begun: list[str] = []
        self.abandoned: list[str] = []

    async def __call__(self, held: Held[Training]) -> dict[str, Any]:
        self.begun.append(held.row.id)
        return await self._do(held)

    async def abandon(self, id_: str) -> None:
        self.abandoned.append(id_)


def runner(database: Database, work: Working) -> JobRunner[Training]:
    return JobRunner(database, Hub(), Training, "training", work)


async def row(database: Database, id_: str) -> Training:
    query = select(Training).where(Training.id == id_)
    return (await database.read(lambda session: session.scalars(query))).one()


async def until(database: Database, id_: str, *states: str) -> Training:
    async with asyncio.timeout(20):
        while (found := await row(database, id_)).state not in states:
            await asyncio.sleep(0.05)
    return found


async def done(held: Held[Training]) -> dict[str, Any]:
    await held.step(stage="encode", percent=40)
    return {"model": MODEL, "fingerprint": "f" * 16}


async def forever(held: Held[Training]) -> dict[str, Any]:
    while True:
        await held.step(percent=10)
        await asyncio.sleep(0.05)


async def test_of_two_replicas_one_does_it(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    id_ = (await trainings.start(trainer)).row.id
    works = [Working(done), Working(done)]
    runners = [runner(database, work) for work in works]
    for one in runners:
        one.start()
    found = await until(database, id_, "done")
    await asyncio.sleep(1.2)
    for one in runners:
        await one.stop()
    assert (found.model, found.percent, found.attempts) == (MODEL, 100, 1)
    assert [id_] == works[0].begun + works[1].begun


async def test_a_second_one_waits_and_a_third_is_refused(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    first = (await trainings.start(trainer)).row.id
    with pytest.raises(Refused) as refused:
        await trainings.start(trainer)
    assert refused.value.code == "training_queued"

    async def lasts(held: Held[Training]) -> dict[str, Any]:
        return await (forever(held) if held.row.id == first else done(held))

    busy = runner(database, Working(lasts))
    busy.start()
    await until(database, first, "running")
    second = (await trainings.start(trainer)).row.id
    other = runner(database, Working(done))
    other.start()
    await asyncio.sleep(1.5)
    assert (await row(database, second)).state == "queued"
    await trainings.cancel(first, trainer)
    await until(database, second, "done")
    await busy.stop()
    await other.stop()


async def test_one_that_runs_is_cancelled_and_no_longer_worked_on(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    id_ = (await trainings.start(trainer)).row.id
    work = Working(forever)
    running = runner(database, work)
    running.start()
    await until(database, id_, "running")
    await trainings.cancel(id_, trainer)
    found = await until(database, id_, "cancelled")
    await running.stop()
    assert (work.abandoned, found.cancelled_by, found.lease_owner) == ([id_], trainer, None)
    with pytest.raises(Refused) as refused:
        await trainings.cancel(id_, trainer)
    assert refused.value.code == "training_ended"


async def test_one_that_waits_is_cancelled_at_once(trainings: Trainings, trainer: str) -> None:
    id_ = (await trainings.start(trainer)).row.id
    assert (await trainings.cancel(id_, trainer)).row.state == "cancelled"


async def test_one_whose_replica_died_is_taken_up_by_another(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    id_ = (await trainings.start(trainer)).row.id
    dying = runner(database, Working(forever))
    dying.start()
    await until(database, id_, "running")
    await dying.stop()
    assert (await row(database, id_)).state == "running"
    over = update(Training).values(lease_until=now() - timedelta(seconds=1))
    await database.write(lambda session: session.execute(over))
    heir = runner(database, Working(done))
    heir.start()
    found = await until(database, id_, "done")
    await heir.stop()
    assert found.attempts == 2


async def test_one_that_every_replica_died_of_is_given_up(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    id_ = (await trainings.start(trainer)).row.id
    tried = update(Training).values(attempts=MOST_ATTEMPTS)
    await database.write(lambda session: session.execute(tried))
    work = Working(done)
    last = runner(database, work)
    last.start()
    found = await until(database, id_, "failed")
    await last.stop()
    assert (found.cause, work.begun) == ("attempts", [])


async def test_a_failure_is_kept_with_its_cause(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    async def fails(held: Held[Training]) -> dict[str, Any]:
        raise Failure("training", "KeyError: 'nlu'")

    id_ = (await trainings.start(trainer)).row.id
    failing = runner(database, Working(fails))
    failing.start()
    found = await until(database, id_, "failed")
    await failing.stop()
    assert (found.cause, found.detail) == ("training", "KeyError: 'nlu'")
    assert found.ended_at is not None


async def test_one_that_the_engine_cancelled_is_cancelled(
    database: Database, trainings: Trainings, trainer: str
) -> None:
    async def ends(held: Held[Training]) -> dict[str, Any]:
        raise Cancelled

    id_ = (await trainings.start(trainer)).row.id
    ending = runner(database, Working(ends))
    ending.start()
    await until(database, id_, "cancelled")
    await ending.stop()


async def release(database: Database, model: str = MODEL) -> int:
    made = Release(model=model, base="b" * 16, kind="publish")
    return await database.write(lambda session: releases.prepare(session, made, None))


async def states(database: Database) -> list[str]:
    query = select(Release.state).order_by(Release.number)
    return list(await database.read(lambda session: session.scalars(query)))


async def test_two_releases_are_not_made_ready_at_once(database: Database) -> None:
    found = await asyncio.gather(
        *(release(database, model) for model in ("a" * 64, "b" * 64)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in found) == ["IntegrityError", "int"]
    assert isinstance(next(one for one in found if not isinstance(one, int)), IntegrityError)


async def test_what_several_replicas_find_ready_is_served_once(database: Database) -> None:
    for expected in (["active"], ["retired", "active"]):
        number = await release(database)

        async def take(number: int = number) -> bool:
            return await database.write(lambda session: releases.activate(session, number))

        assert sorted(await asyncio.gather(*(take() for _ in range(4)))) == [False] * 3 + [True]
        assert await states(database) == expected


async def test_what_failed_is_not_served_and_what_is_served_stays(database: Database) -> None:
    first = await release(database)
    await database.write(lambda session: releases.activate(session, first))
    second = await release(database)
    assert await database.write(lambda session: releases.fail(session, second, "died", "x" * 999))
    assert not await database.write(lambda session: releases.activate(session, second))
    assert await states(database) == ["active", "failed"]


async def test_what_is_unknown_is_refused(trainings: Trainings, trainer: str) -> None:
    with pytest.raises(Refused) as refused:
        await trainings.one(str(uuid.uuid4()))
    assert refused.value.code == "unknown_training"
