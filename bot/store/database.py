"""Sessions over SQLite (WAL, one writer) or PostgreSQL, the same to everybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

T = TypeVar("T")


class DatabaseUnavailable(Exception):
    """The database cannot be reached or refuses to work; nothing was stored."""


class Database:
    """Reads and writes. A write is one transaction: all of it is stored, or nothing."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": 10, "max_overflow": 10}
        self.engine = create_async_engine(url, pool_pre_ping=not self.is_sqlite, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _tune_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        self._session = async_sessionmaker(self.engine, expire_on_commit=False)
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; what it read stays usable afterwards, changes are not kept."""
        with _translated():
            async with self._session() as session:
                if self.is_sqlite:
                    await session.connection(execution_options={"sqlite_read": True})
                yield session

    async def write(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Run `work` in one transaction and commit; SQLite gets one writer at a time."""
        with _translated():
            if not self.is_sqlite:
                return await self._transact(work)
            async with self._writer:
                return await self._transact(work)

    async def _transact(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        async with self._session() as session, session.begin():
            return await work(session)

    async def ping(self) -> None:
        """Raise DatabaseUnavailable unless a query answers."""
        async with self.read() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    """Connection-level failures become DatabaseUnavailable; integrity errors stay themselves."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailable(str(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable(type(error.orig).__name__) from error
        raise


def _tune_sqlite(connection: Any, _: Any) -> None:
    """WAL for readers beside the writer; FULL, so that acknowledged writes survive a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at the start, so that a transaction never fails half-way for it."""
    reading = connection.get_execution_options().get("sqlite_read")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
