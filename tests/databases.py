"""Databases of their own for tests on PostgreSQL; those with all tables are emptied and lent again.

Making one from a template and dropping it took half a second of each test.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.migrate import upgrade
from tests.services import missing

_SHAPE = """
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
            AS line FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    ) AS lines
"""
_EMPTY = """
    DO $$ DECLARE of record; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR of IN SELECT tablename AS name FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP EXECUTE format('DELETE FROM %I', of.name); END LOOP;
        PERFORM setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences;
    END $$
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def on_server(database: str | None = None) -> str:
    """The URL of a database on the tests' PostgreSQL."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        missing("TEST_DATABASE_URL")
    url = sa.make_url(str(server)).set(drivername="postgresql+asyncpg")
    return (url.set(database=database) if database else url).render_as_string(hide_password=False)


@asynccontextmanager
async def _connected(database: str | None = None) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(on_server(database), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def _administer(statement: str) -> None:
    """Execute outside of a transaction on the tests' PostgreSQL."""
    async with _connected() as connection:
        await connection.execute(sa.text(statement))


async def created() -> str:
    """The name of a new database without a table."""
    name = f"test_{uuid.uuid4().hex}"
    await _administer(f'CREATE DATABASE "{name}"')
    return name


async def dropped(name: str) -> None:
    """Away with a database and whoever is connected to it."""
    await _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


class Lent:
    """The databases with all tables that one process lends to its tests."""

    def __init__(self) -> None:
        self._free: list[str] = []
        self._shape: str | None = None

    @asynccontextmanager
    async def one(self) -> AsyncIterator[str]:
        """The URL of a database with all tables and no row."""
        name = self._free.pop() if self._free else await self._made()
        yield on_server(name)
        async with _connected(name) as connection:
            await connection.execute(sa.text(_OTHERS))
            await connection.execute(sa.text(_EMPTY))
            as_made = await connection.scalar(sa.text(_SHAPE)) == self._shape
        if as_made:
            self._free.append(name)
        else:
            await dropped(name)

    async def drop(self) -> None:
        while self._free:
            await dropped(self._free.pop())

    async def _made(self) -> str:
        name = await created()
        await upgrade(on_server(name))
        async with _connected(name) as connection:
            # What a test commits need not outlive the machine, only the product's own processes.
            await connection.execute(sa.text(f'ALTER DATABASE "{name}" SET synchronous_commit=off'))
            self._shape = await connection.scalar(sa.text(_SHAPE))
        return name
