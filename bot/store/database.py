"""Sessions over SQLite (WAL, one writer) or PostgreSQL, the same to everybody else."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from sqlalchemy import TextClause, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bot.store.group_commit import GroupCommit

T = TypeVar("T")
CONNECTIONS = 20
"""Most connections of one process to PostgreSQL, and most readers of SQLite at once."""
POOL_SECONDS = 5.0
"""A caller that gets no connection within this time is refused."""
LAST_SECONDS = 10.0
"""Closing waits no longer for reads and writes that are under way."""
MAX_WAITING = 1000
"""Writes that may wait; the next one is refused at once."""
_AFTER_COMMIT = "after_commit"
_BEFORE_COMMIT = "before_commit"

log = structlog.get_logger(__name__)


class DatabaseUnavailable(Exception):
    """The database cannot be reached or refuses to work; nothing was stored."""


class Overloaded(DatabaseUnavailable):
    """Too much waits to be written; nothing was stored, and later it may be tried again."""


class Database:
    """Reads and writes. A write is one transaction: all of it is stored, or nothing.

    Writes to SQLite that come together share one commit, each in a savepoint of its own.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        own = {"factory": _TunedSQLite, "isolation_level": None} if self.is_sqlite else {}
        self.engine = create_async_engine(
            url,
            connect_args=own,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=POOL_SECONDS,
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
            reading = self.engine.execution_options(sqlite_read=True)
        else:
            event.listen(self.engine.sync_engine, "checkout", _replace_closed)
            # Nothing is gained by a transaction around reads that each see their own snapshot
            # (READ COMMITTED) anyway, and it would cost two round trips.
            reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._session = async_sessionmaker(self.engine, expire_on_commit=False)
        self._reading = async_sessionmaker(reading, expire_on_commit=False)
        self._group = GroupCommit(self.engine) if self.is_sqlite else None
        self._writing = 0
        self._closed = False
        self._tasks: set[asyncio.Task[Any]] = set()

    async def read(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `work` reads; it stays usable afterwards, changes are not kept.

        Raises DatabaseUnavailable and Overloaded.
        """
        return await self._to_its_end(self._look(work))

    async def write(self, work: Callable[[AsyncSession], Awaitable[T]], first: bool = False) -> T:
        """Run `work` in one transaction and commit. Raises DatabaseUnavailable and Overloaded.

        What `after_commit` was given runs when the work is stored, before this returns. What is
        `first` goes before everything else that waits to be written.
        """
        if self._writing >= MAX_WAITING:
            raise Overloaded
        self._writing += 1
        calls: list[Callable[[], None]] = []
        return await self._to_its_end(self._transact(work, calls, first), calls)

    async def _to_its_end(
        self, work: Coroutine[Any, Any, T], calls: Iterable[Callable[[], None]] = ()
    ) -> T:
        """Do it all, even when the caller is cancelled meanwhile, then make the calls.

        A query that is cut off in the middle costs its connection, and a second cancellation
        would leave a task of the SQLite driver that never ends, nor does the process.
        """
        if self._closed:  # a connection opened now would be closed by nobody
            work.close()
            raise DatabaseUnavailable("closed")
        task = asyncio.create_task(work)
        self._tasks.add(task)
        ended = asyncio.shield(task)

        def told(done: asyncio.Task[T]) -> None:
            self._tasks.discard(done)
            if done.cancelled():
                return
            error = done.exception()
            if error is not None and ended.cancelled():
                log.warning("database.failed_unheard", cause=type(error).__name__)
            elif error is None:
                for call in calls:
                    call()

        # After the shield's: the caller is woken before those whom the calls wake.
        task.add_done_callback(told)
        return await ended

    async def _look(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        with _translated():
            async with self._reading() as session:
                return await work(session)

    async def _transact(
        self,
        work: Callable[[AsyncSession], Awaitable[T]],
        calls: list[Callable[[], None]],
        first: bool,
    ) -> T:
        steps: list[Callable[[AsyncSession], Awaitable[None]]] = []
        info = {_AFTER_COMMIT: calls, _BEFORE_COMMIT: steps}

        async def whole(session: AsyncSession) -> T:
            result = await work(session)
            for step in steps:
                await step(session)
            return result

        try:
            with _translated():
                if self._group is not None:
                    result: T = await self._group.run(whole, info, first)
                else:
                    async with self._session(info=info) as session, session.begin():
                        result = await whole(session)
        finally:
            self._writing -= 1
        return result

    async def ping(self) -> None:
        """Raise DatabaseUnavailable unless a query answers."""
        await self.read(lambda session: session.execute(text("SELECT 1")))

    async def close(self) -> None:
        """Give back every connection, when what is under way has ended; nothing begins any more."""
        self._closed = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_SECONDS)
        await self.engine.dispose()


async def alone(session: AsyncSession, what: str) -> None:
    """Until this transaction ends nobody does the same, alone or together, in any process.

    To be taken before rows that others hold while they wait here. SQLite has one writer anyway.
    """
    await _lock(session, _ALONE, what)


async def together(session: AsyncSession, what: str) -> None:
    """Until this transaction ends nobody does the same alone, though others do it together."""
    await _lock(session, _TOGETHER, what)


async def _lock(session: AsyncSession, statement: TextClause, what: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(statement, {"what": what})


_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
_TOGETHER = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:what, 0))")


def after_commit(session: AsyncSession, call: Callable[[], None]) -> None:
    """Have `call` made once the write that this session belongs to is stored; else never."""
    session.info[_AFTER_COMMIT].append(call)


def before_commit(session: AsyncSession, step: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Have `step` done as the last thing of the write that this session belongs to.

    For what takes a lock that everybody wants: held for a moment, and nobody who has it waits for
    another lock.
    """
    session.info[_BEFORE_COMMIT].append(step)


_AWAY = ("08", "53", "55", "57", "58")
"""Classes of SQLSTATE of a PostgreSQL that starts, stops, is full or turns connections away.
asyncpg has no error class for them that SQLAlchemy would know."""


@contextmanager
def _translated() -> Iterator[None]:
    """Connection-level failures become DatabaseUnavailable; integrity errors stay themselves."""
    try:
        yield
    except PoolTimeout as error:
        raise Overloaded from error
    except OSError as error:
        raise DatabaseUnavailable(str(error)) from error
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if (
            error.connection_invalidated
            or isinstance(error, OperationalError)
            or state.startswith(_AWAY)
        ):
            raise DatabaseUnavailable(type(error.orig).__name__) from error
        raise


class _TunedSQLite(sqlite3.Connection):
    """WAL for readers beside the writer; FULL, so that acknowledged writes survive a power cut.

    Not a listener to SQLAlchemy's connections: one that failed there would be closed by nobody.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            self.execute(f"PRAGMA {pragma}")


def _replace_closed(driver: Any, record: object, proxy: object) -> None:
    """Give no connection away that the server has closed; every one of its age goes as well.

    SQLAlchemy's own ping is a transaction of three round trips, this is none. What vanishes
    without a word is found by neither in time; it costs one request, which can be repeated.
    """
    if driver.driver_connection.is_closed():
        raise InvalidatePoolError


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at the start, so that a transaction never fails half-way for it."""
    reading = connection.get_execution_options().get("sqlite_read")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
