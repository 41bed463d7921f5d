"""Writes that come together: each is whole or not there, and each is told its own end."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store import database as database_module
from bot.store.database import Database, Overloaded, after_commit
from bot.store.tables import Contact

MANY = 50


def contact(identity: str) -> Contact:
    return Contact(id=identity, created_at=now())


async def stored(database: Database) -> set[str]:
    async with AsyncSession(database.engine) as session:
        return set(await session.scalars(select(Contact.id)))


async def test_a_write_that_fails_takes_nothing_of_the_others_with_it(database: Database) -> None:
    names = [str(uuid.uuid4()) for _ in range(MANY)]

    async def write(name: str, fails: bool) -> None:
        async def work(session: AsyncSession) -> None:
            session.add(contact(name))
            await session.flush()
            if fails:
                raise LookupError(name)

        await database.write(work)

    ends = await asyncio.gather(
        *(write(name, i % 5 == 0) for i, name in enumerate(names)), return_exceptions=True
    )

    failed = {str(end) for end in ends if isinstance(end, LookupError)}
    assert failed == set(names[::5])
    assert await stored(database) == set(names) - failed


async def test_a_row_that_exists_already_is_the_fault_of_its_own_write(database: Database) -> None:
    async def write(name: str) -> None:
        async def work(session: AsyncSession) -> None:
            session.add(contact(name))

        await database.write(work)

    ends = await asyncio.gather(*(write(str(i % 10)) for i in range(30)), return_exceptions=True)

    assert [type(end) for end in ends if end].count(IntegrityError) == 20
    assert await stored(database) == {str(i) for i in range(10)}


async def test_what_comes_after_the_commit_sees_it_and_never_comes_without_it(
    database: Database,
) -> None:
    seen: list[asyncio.Task[int]] = []

    async def count() -> int:
        async with AsyncSession(database.engine) as session:
            return await session.scalar(select(func.count()).select_from(Contact)) or 0

    async def work(session: AsyncSession, fails: bool) -> None:
        session.add(contact(str(uuid.uuid4())))
        after_commit(session, lambda: seen.append(asyncio.create_task(count())))
        if fails:
            raise LookupError

    await database.write(lambda session: work(session, False))
    with pytest.raises(LookupError):
        await database.write(lambda session: work(session, True))

    assert await asyncio.gather(*seen) == [1]


async def test_a_caller_that_goes_away_leaves_the_other_writes_alone(database: Database) -> None:
    async def write(name: str) -> None:
        async def work(session: AsyncSession) -> None:
            session.add(contact(name))

        await database.write(work)

    tasks = [asyncio.create_task(write(str(i))) for i in range(MANY)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)

    assert ends[1::2] == [None] * (MANY // 2)
    assert await stored(database) >= {str(i) for i in range(1, MANY, 2)}


async def test_more_writes_than_may_wait_are_refused_at_once_and_the_rest_is_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "MAX_WAITING", 10)

    async def write(name: str) -> None:
        async def work(session: AsyncSession) -> None:
            session.add(contact(name))

        await database.write(work)

    ends = await asyncio.gather(*(write(str(i)) for i in range(30)), return_exceptions=True)

    assert [type(end) for end in ends if end] == [Overloaded] * 20
    assert len(await stored(database)) == 10


async def test_a_reader_who_is_cut_off_again_and_again_leaves_nothing_behind(
    database_url: str,
) -> None:
    database = Database(database_url)

    async def read_on() -> None:
        while True:
            await database.ping()

    for milliseconds in range(20):
        readers = [asyncio.create_task(read_on()) for _ in range(3)]
        await asyncio.sleep(milliseconds / 1000)
        for _ in range(2):
            for reader in readers:
                reader.cancel()
            await asyncio.sleep(0)
        await asyncio.wait(readers)
        assert all(reader.cancelled() for reader in readers)
    await database.close()

    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_leaves_while_a_write_is_on_its_way_takes_nothing_of_it_away(
    database: Database,
) -> None:
    told, begun = list[str](), asyncio.Event()

    async def work(session: AsyncSession) -> None:
        session.add(contact("left"))
        after_commit(session, lambda: told.append("left"))
        begun.set()
        await session.flush()

    writer = asyncio.create_task(database.write(work))
    await begun.wait()
    writer.cancel()
    await asyncio.wait([writer])
    while not told:
        await asyncio.sleep(0.01)
    assert writer.cancelled()
    assert await stored(database) == {"left"}


async def test_who_hears_that_a_write_failed_may_close_the_database_at_once(
    database: Database,
) -> None:
    async def work(session: AsyncSession) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)
    # A connection that is out when the pool is disposed of is closed by nobody.
    assert "Checked out connections: 0" in database.engine.pool.status()


async def test_what_is_first_does_not_wait_for_what_came_before_it(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'any.sqlite3'}")
    begun, go, done = asyncio.Event(), asyncio.Event(), list[str]()

    async def holding(session: AsyncSession) -> None:
        begun.set()
        await go.wait()

    async def work(name: str) -> None:
        done.append(name)

    writing = [asyncio.create_task(database.write(holding))]
    await begun.wait()
    usual = (database.write(lambda _, name=name: work(name)) for name in ("a", "b"))
    writing.extend(map(asyncio.create_task, usual))
    await asyncio.sleep(0)
    writing.append(asyncio.create_task(database.write(lambda _: work("first"), first=True)))
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*writing)
    await database.close()
    assert done == ["first", "a", "b"]
