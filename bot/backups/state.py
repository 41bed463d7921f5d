"""What a database says of itself, of whichever migration it is."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.audit_tables import BEGINNING

VERSION = "alembic_version"
KEPT_FILES = ("attachment", "ticket_file")
"""Tables whose ids name files."""


@dataclass(frozen=True)
class State:
    """A database at one moment; without a migration it has none of our tables."""

    migration: str | None
    empty: bool
    audit: tuple[int, str]
    files: list[str]
    models: list[str]
    forgotten: list[str]
    """Conversations whose people are no longer known."""


async def state_of(url: str) -> State:
    """Of a database that may be changed meanwhile by nobody."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(state)
    finally:
        await engine.dispose()


def state(connection: sa.Connection) -> State:
    """As this connection's transaction sees it."""
    found = sa.MetaData()
    found.reflect(connection, resolve_fks=False)
    tables = found.tables

    def column(table: str, name: str) -> list[str]:
        if table not in tables or name not in tables[table].c:
            return []
        chosen = tables[table].c[name]
        query = sa.select(chosen).distinct().where(chosen.is_not(None)).order_by(chosen)
        return [str(value) for value in connection.scalars(query)]

    def conversations() -> list[str]:
        table = tables.get("conversation")
        if table is None or "forgotten_at" not in table.c:
            return []
        query = sa.select(table.c.id).where(table.c.forgotten_at.is_not(None))
        return list(connection.scalars(query))

    rows = (
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        for name, table in tables.items()
        if name != VERSION
    )
    return State(
        migration=next(iter(column(VERSION, "version_num")), None),
        empty=all(row is None for row in rows),
        audit=_end(connection, tables.get("audit_event")),
        files=[name for table in KEPT_FILES for name in column(table, "id")],
        models=column("release", "model"),
        forgotten=conversations(),
    )


def _end(connection: sa.Connection, audit: sa.Table | None) -> tuple[int, str]:
    if audit is None or "hash" not in audit.c:  # of before the chain
        return 0, BEGINNING
    last = sa.select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return (row.id, row.hash) if row else (0, BEGINNING)
