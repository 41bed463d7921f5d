"""PostgreSQL's part: its own tools, on a snapshot that what else is saved is read from too."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.backups.archive import BackupFault, Kind
from bot.backups.state import State, state
from bot.words import say

KIND: Kind = "postgresql"
_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_ANEW = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


class PostgreSQLStore:
    """Implements `Store` for one database of a server."""

    kind = KIND

    def __init__(self, url: str) -> None:
        self._url = url

    async def state(self) -> State | None:
        """See `Store`."""
        async with self._connected() as connection:
            return await connection.run_sync(state)

    async def save(self, into: Path) -> State:
        """See `Store`."""
        async with self._connected() as connection:
            snapshot = await connection.scalar(sa.text("SELECT pg_export_snapshot()"))
            found = await connection.run_sync(state)
            await self._tool(
                "pg_dump", "-Fc", "-O", "-x", f"--snapshot={snapshot}", f"--file={into}"
            )
        if found.migration is None:
            raise BackupFault(say("backup.nothing"))
        return found

    async def check(self, dump: Path | None) -> None:
        """See `Store`."""
        if dump is not None:
            await self._tool("psql", "--version")
            await self._tool("pg_restore", "--list", str(dump))
        async with self._connected() as connection:
            others = await connection.scalar(_OTHERS)
        if others:
            raise BackupFault(say("backup.in_use"))

    async def put(self, dump: Path, prepare: Callable[[str], Awaitable[None]]) -> None:
        """See `Store`. In one transaction: when it fails, everything is as it was."""
        # Whole on the disk first: what came through a pipe might end early, and be committed.
        script, anew = dump.with_name("dump.sql"), dump.with_name("anew.sql")
        await self._tool("pg_restore", "-O", "-x", f"--file={script}", str(dump))
        anew.write_text(_ANEW, encoding="utf-8")
        files = [f"--file={file}" for file in (anew, script)]
        await self._tool("psql", "-qXw", "-o", os.devnull, "-1", "-v", "ON_ERROR_STOP=1", *files)
        await prepare(self._url)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """One connection that sees the database as it is at one moment."""
        engine = create_async_engine(self._url, isolation_level="REPEATABLE READ")
        try:
            async with engine.connect() as connection:
                yield connection
        except (DBAPIError, OSError) as error:
            cause = str(error).splitlines()[0]
            raise BackupFault(say("up.database", cause=cause)) from error
        finally:
            await engine.dispose()

    async def _tool(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs. Raises BackupFault with what it says."""
        if shutil.which(name) is None:
            raise BackupFault(say("backup.no_tool", tool=name))
        process = await asyncio.create_subprocess_exec(
            name,
            *arguments,
            env=os.environ | self._connection(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, told = await process.communicate()
        if process.returncode:
            lines = told.decode(errors="replace").strip().splitlines() or [""]
            raise BackupFault(say("backup.tool_failed", tool=name, cause=lines[-1]))

    def _connection(self) -> dict[str, str]:
        """Where the database is, in words that no list of processes shows."""
        url = make_url(self._url)
        found = {
            "PGHOST": url.host,
            "PGPORT": url.port and str(url.port),
            "PGUSER": url.username,
            "PGPASSWORD": url.password,
            "PGDATABASE": url.database,
            "PGSSLMODE": url.query.get("ssl"),
        }
        return {name: str(value) for name, value in found.items() if value}
