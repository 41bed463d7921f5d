"""The migrations lead to the tables of the models, and take a database of before along."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.migrate import config, upgrade
from bot.store.tables import Base

CONTACT = "INSERT INTO contact (id, created_at) VALUES ('c', '2026-11-24 02:00:00')"
CONVERSATION = (
    "INSERT INTO conversation (id, contact_id, channel, created_at, owner, last_seq)"
    " VALUES ('v', 'c', 'web', '2026-11-24 02:00:00', 'bot', 1)"
)
MESSAGE = (
    "INSERT INTO message (conversation_id, seq, at, author, body)"
    """ VALUES ('v', 1, '2026-11-24 02:00:00', 'bot', '{"kind": "answer"}')"""
)
RATING = (
    "INSERT INTO answer_rating (conversation_id, seq, useful, rated_at)"
    " VALUES ('v', 1, true, '2026-11-24 02:00:00')"
)


async def run(url: str, *statements: str) -> list[Any]:
    """Execute in one transaction; the rows of the last statement, if it gives any."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            results = [await connection.execute(sa.text(statement)) for statement in statements]
            return list(results[-1]) if results[-1].returns_rows else []
    finally:
        await engine.dispose()


async def differences(url: str) -> list[Any]:
    """What Alembic would change to come from this database to the models."""

    def compare(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def test_the_migrations_lead_to_the_tables_of_the_models(empty_database_url: str) -> None:
    await upgrade(empty_database_url)
    assert await differences(empty_database_url) == []


async def test_a_conversation_from_before_the_ratings_is_kept_and_can_be_rated(
    empty_database_url: str,
) -> None:
    await asyncio.to_thread(command.upgrade, config(empty_database_url), "0001")
    await run(empty_database_url, CONTACT, CONVERSATION, MESSAGE)
    await upgrade(empty_database_url)
    await run(empty_database_url, RATING)
    rows = await run(
        empty_database_url, "SELECT m.author FROM message m JOIN answer_rating USING (seq)"
    )
    assert rows == [("bot",)]


async def test_the_ratings_can_be_taken_back_out_without_the_conversation(
    empty_database_url: str,
) -> None:
    await upgrade(empty_database_url)
    await run(empty_database_url, CONTACT, CONVERSATION, MESSAGE, RATING)
    await asyncio.to_thread(command.downgrade, config(empty_database_url), "0001")
    assert await run(empty_database_url, "SELECT seq FROM message") == [(1,)]
    await upgrade(empty_database_url)
    assert await run(empty_database_url, "SELECT seq FROM answer_rating") == []
