"""Trials as rows: one at a time, ended once, and what came of them."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import latest
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.accounts import Accounts, NewAccount
from bot.dialogue.host import Base, EngineHost, Fleet, HostState, WorkerState
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.release_tables import Evaluation, Release, Training
from bot.store.tables import AnswerRating, Contact, Conversation, Message, Turn
from bot.trainer import releases
from bot.trainer.releases import Releases, activate, prepare
from bot.trainer.source import ChangedSource
from bot.trainer.trials import begin_trial, compared, withdraw

OLD, NEW, THIRD = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
async def trainer(database: Database) -> str:
    account = NewAccount("trainer", "训练师", "a long pass phrase", "trainer")
    return (await Accounts(database).add(account)).id


@pytest.fixture
def host() -> EngineHost:
    """An engine that has all models in memory."""
    made = EngineHost("http://127.0.0.1:1", "token", 1.0)
    workers = [WorkerState(model=model, port=1, state="ready") for model in (OLD, NEW, THIRD)]
    base = Base(model=OLD, fingerprint="f" * 16)
    models = [OLD, NEW, THIRD]
    made.state = HostState(base=base, serving=OLD, models=models, workers=workers)
    return made


@pytest.fixture
def desk(database: Database, host: EngineHost) -> Releases:
    source = ChangedSource(database, ROOT)
    return Releases(database, Hub(), Fleet({host.url: host}), source)


async def served(database: Database, model: str = OLD) -> int:
    """A release of this model, active."""

    async def work(session: AsyncSession) -> int:
        number = await prepare(session, Release(model=model, base="f" * 16, kind="base"), None)
        assert await activate(session, number)
        return number

    return await database.write(work)


async def evaluated(database: Database, staff: str, model: str, against: str | None = OLD) -> str:
    known: dict[str, Any] = {"created_at": now(), "created_by": staff, "state": "done"}
    training, evaluation = str(uuid.uuid4()), str(uuid.uuid4())

    async def work(session: AsyncSession) -> None:
        session.add(Training(id=training, change_sets=[], base="f" * 16, model=model, **known))
        await session.flush()
        row = Evaluation(id=evaluation, training_id=training, model=model, against=against, **known)
        row.result = {"passed": True} | FOUND
        session.add(row)

    await database.write(work)
    return evaluation


FOUND = {
    "sets": [],
    "matters": [],
    "moved": [],
    "moved_more": 0,
    "confused": [],
    "reliability": {"before": None, "after": []},
    "crossed": None,
    "gate": [],
    "seconds": 1,
}


async def tried(database: Database, desk: Releases, staff: str, model: str = NEW) -> int:
    """A release of this model, on trial with every tenth conversation."""
    evaluation = await evaluated(database, staff, model)
    number = (await desk.publish(staff, evaluation, None, 10)).row.number
    assert await database.write(lambda session: begin_trial(session, number))
    return number


async def stages(database: Database) -> list[str]:
    rows = await database.read(lambda session: session.scalars(select(Release)))
    return [row.stage for row in sorted(rows, key=lambda row: row.number)]


async def refused(work: Any) -> str:
    with pytest.raises(Refused) as caught:
        await work
    return caught.value.code


async def test_what_several_replicas_find_ready_is_tried_once_and_is_neither_served_nor_failed(
    database: Database, desk: Releases, trainer: str
) -> None:
    await served(database)
    number = (await desk.publish(trainer, await evaluated(database, trainer, NEW), None, 25)).row
    begun = [database.write(lambda s: begin_trial(s, number.number)) for _ in range(4)]
    assert sorted(await asyncio.gather(*begun)) == [False] * 3 + [True]
    assert not await database.write(lambda s: activate(s, number.number))
    assert not await database.write(lambda s: releases.fail(s, number.number, "died", ""))
    assert await stages(database) == ["active", "trial"]


async def test_nothing_else_is_released_during_a_trial(
    database: Database, desk: Releases, trainer: str
) -> None:
    first = await served(database, THIRD)
    await served(database)
    number = await tried(database, desk, trainer)
    with pytest.raises(IntegrityError):
        await database.write(
            lambda s: prepare(s, Release(model=THIRD, base="f" * 16, kind="publish"), None)
        )
    other = await evaluated(database, trainer, THIRD)
    for asked in (
        desk.publish(trainer, other, None),
        desk.publish(trainer, other, None, 5),
        desk.roll_back(trainer, first, None),
    ):
        with pytest.raises(Refused, match=f"第 {number} 次发布正在试用") as caught:
            await asked
        assert caught.value.code == "trial_under_way"


async def test_a_trial_is_given_to_all_once(
    database: Database, desk: Releases, trainer: str
) -> None:
    await served(database)
    number = await tried(database, desk, trainer)
    ends = [end(trainer, number) for end in (desk.promote, desk.withdraw) * 2]
    found = await asyncio.gather(*ends, return_exceptions=True)
    assert [one.code for one in found if isinstance(one, Refused)] == ["no_trial"] * 3, found
    line = await desk.one(number)
    assert (line.settler, line.author) == ("训练师", "训练师")
    assert await stages(database) in (["retired", "active"], ["active", "withdrawn"])


async def test_both_ends_are_in_the_audit_with_who_and_when(
    database: Database, desk: Releases, trainer: str
) -> None:
    await served(database)
    back = await desk.withdraw(trainer, await tried(database, desk, trainer))
    assert (back.row.active_at, back.row.ended_at is None) == (None, False)
    assert await refused(desk.roll_back(trainer, back.row.number, None)) == "never_served"
    given = await desk.promote(trainer, await tried(database, desk, trainer))
    assert given.row.active_at is not None
    assert await stages(database) == ["retired", "withdrawn", "active"]
    lines = [line for line in await latest(database, 10) if line.kind.startswith("model_")]
    assert [(line.kind, line.subject, line.staff_id) for line in lines] == [
        ("model_released", "1", None),
        ("model_tried", "2", trainer),
        ("model_withdrawn", "2", trainer),
        ("model_tried", "3", trainer),
        ("model_released", "3", trainer),
    ]
    assert lines[1].detail == {"model": NEW, "share": 10}


async def test_a_model_that_an_engine_has_not_in_memory_is_taken_back_only(
    database: Database, desk: Releases, trainer: str, host: EngineHost
) -> None:
    await served(database)
    number = await tried(database, desk, trainer)
    known = host.state
    assert known is not None
    for workers in ([w for w in known.workers if w.model != NEW], None):
        host.state = None if workers is None else known.model_copy(update={"workers": workers})
        assert await refused(desk.promote(trainer, number)) == "trial_away"
        assert not (await desk.trial(number)).ready
    assert (await desk.withdraw(trainer, number)).row.state == "withdrawn"


async def test_what_is_on_no_trial_is_refused(
    database: Database, desk: Releases, trainer: str
) -> None:
    nothing = await evaluated(database, trainer, NEW, None)
    assert await refused(desk.publish(trainer, nothing, None, 50)) == "nothing_served"
    number = await served(database)
    for asked in (
        desk.promote(trainer, number),
        desk.withdraw(trainer, number),
        desk.trial(number),
    ):
        assert await refused(asked) == "no_trial"
    for asked in (desk.promote(trainer, 99), desk.withdraw(trainer, 99), desk.trial(99)):
        assert await refused(asked) == "unknown_release"


async def talked(database: Database, *turns: tuple[str, str, bool | None, int]) -> None:
    """Turns of one conversation: model, outcome, rating, and minutes ago."""

    async def work(session: AsyncSession) -> None:
        person, talk = str(uuid.uuid4()), str(uuid.uuid4())
        session.add(Contact(id=person, created_at=now()))
        await session.flush()
        session.add(Conversation(id=talk, contact_id=person, channel="web", created_at=now()))
        await session.flush()
        for seq, (model, outcome, useful, ago) in enumerate(turns, 1):
            turn, at = str(uuid.uuid4()), now() - timedelta(minutes=ago)
            known: dict[str, Any] = {"conversation_id": talk, "seq": seq}
            ended = {"state": "done", "done_at": at, "outcome": outcome}
            result = {"model": model, "outcome": outcome}
            session.add(Turn(id=turn, created_at=at, result=result, **known, **ended))
            body = {"kind": "text", "text": ""}
            session.add(Message(at=at, author="bot", turn_id=turn, body=body, **known))
            await session.flush()
            if useful is not None:
                session.add(AnswerRating(useful=useful, rated_at=now(), **known))

    await database.write(work)


async def test_both_models_are_counted_from_the_beginning_to_the_end(database: Database) -> None:
    await talked(
        database,
        (NEW, "answered", True, 99),  # before
        (NEW, "answered", True, 9),
        (NEW, "answered", False, 9),
        (NEW, "clarified", None, 8),
        (NEW, "fallback", None, 8),
        (OLD, "answered", True, 7),
        (OLD, "handoff", None, 7),
        (THIRD, "handoff", None, 7),  # neither
        (NEW, "answered", True, 1),  # after
    )
    begin, end = (now() - timedelta(minutes=ago) for ago in (10, 5))
    new, old = await database.read(lambda s: compared(s, begin, end, (NEW, OLD)))
    assert (new.model, new.turns, new.useful, new.useless) == (NEW, 4, 1, 1)
    assert (new.clarified, new.fallback, new.handoff) == (1, 1, 0)
    assert (old.model, old.turns, old.useful, old.useless) == (OLD, 2, 1, 0)
    assert (old.clarified, old.fallback, old.handoff) == (0, 0, 1)


async def test_the_figures_stay_those_of_the_trial_when_it_has_ended(
    database: Database, desk: Releases, trainer: str
) -> None:
    await served(database)
    number = await tried(database, desk, trainer)
    await talked(database, (NEW, "answered", True, 0), (OLD, "fallback", None, 0))
    during = await desk.trial(number)
    assert (during.ready, during.trial.turns, during.active.fallback) == (True, 1, 1)
    await desk.promote(trainer, number)
    await talked(database, (NEW, "answered", True, 0))
    after = await desk.trial(number)
    assert (after.trial, after.active) == (during.trial, during.active)


async def test_a_trial_that_gave_way_says_why(
    database: Database, desk: Releases, trainer: str
) -> None:
    await served(database)
    number = await tried(database, desk, trainer)
    assert await database.write(lambda s: withdraw(s, number, None, "base"))
    assert not await database.write(lambda s: withdraw(s, number, None, "base"))
    line = await desk.one(number)
    assert (line.row.state, line.row.cause, line.settler) == ("withdrawn", "base", None)
