"""Alembic's environment: online only, over the asynchronous driver."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.audit_tables import AuditEvent
from bot.store.person_tables import ContactLink
from bot.store.release_tables import Release
from bot.store.tables import Contact
from bot.store.ticket_tables import Ticket
from bot.store.trainer_tables import ChangeSet
from bot.store.wechat_tables import AccessToken
from bot.store.wecom_tables import WecomAccount

TABLES = (AuditEvent, Contact, Ticket, AccessToken, WecomAccount, ContactLink, ChangeSet, Release)
"""One of each module, so that all are known."""


MIGRATING = 0x626F74
"""PostgreSQL's number for our lock."""


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Replicas start together; the second waits and then finds nothing left to do.
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
    context.configure(
        connection=connection,
        target_metadata=TABLES[0].metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="bot.store.base.",
    )
    with context.begin_transaction():
        context.run_migrations()


async def _run() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(_run())
