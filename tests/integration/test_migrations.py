"""The migrations lead to the tables of the models, and take a database of before along."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.store import release_tables, trainer_tables
from bot.store.migrate import config, upgrade
from bot.store.ticket_tables import Ticket
from tests.databases import created, dropped, on_server

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
TICKET = (
    "INSERT INTO ticket (id, number, conversation_id, contact_id, created_at, state, matter,"
    " question, enterprise_name, contact_name, phone) VALUES ('{id}', '{id}', 'v', 'c',"
    " '2026-11-27 02:00:00', 'accepted', {matter}, '问题', '示例公司', '陈女士', '13800138000')"
)


RELEASE = (
    "INSERT INTO release (number, model, base, kind, state, created_at{columns})"
    " VALUES ({number}, 'm', 'b', 'publish', '{state}', '2026-11-24 02:00:00'{values})"
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
        assert trainer_tables.Base is release_tables.Base
        return list(compare_metadata(context, trainer_tables.Base.metadata))

    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def test_replicas_that_start_together_migrate_once() -> None:
    name = await created()
    program = (
        "import asyncio; from bot.store.migrate import upgrade;"
        f" asyncio.run(upgrade({on_server(name)!r}))"
    )
    try:
        together = [
            await asyncio.create_subprocess_exec(sys.executable, "-c", program) for _ in range(3)
        ]
        assert [await one.wait() for one in together] == [0, 0, 0]
        assert await run(on_server(name), "SELECT count(*) FROM alembic_version") == [(1,)]
    finally:
        await dropped(name)


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


async def test_a_ticket_from_before_the_desk_worked_on_tickets_gets_group_and_deadlines(
    empty_database_url: str,
) -> None:
    await asyncio.to_thread(command.upgrade, config(empty_database_url), "0008")
    tickets = [TICKET.format(id="t", matter="'tax_vat'"), TICKET.format(id="u", matter="NULL")]
    await run(empty_database_url, CONTACT, CONVERSATION, *tickets)
    await upgrade(empty_database_url)
    engine = create_async_engine(empty_database_url)
    async with AsyncSession(engine) as session:
        found = list(await session.scalars(sa.select(Ticket).order_by(Ticket.id)))
    await engine.dispose()
    assert [(one.group, one.priority, one.source, one.version) for one in found] == [
        ("tax", "normal", "form", 1),
        ("general", "normal", "form", 1),
    ]
    # That Friday's tickets: called on Monday, done a week later.
    assert {f"{one.contact_due_at:%m-%d %H} {one.due_at:%m-%d %H}" for one in found} == {
        "11-30 02 12-04 02"
    }
    await asyncio.to_thread(command.downgrade, config(empty_database_url), "0008")
    assert await run(empty_database_url, "SELECT id FROM ticket ORDER BY id") == [("t",), ("u",)]


async def test_a_release_from_before_the_trials_is_kept_and_another_may_be_tried(
    empty_database_url: str,
) -> None:
    url = empty_database_url
    await asyncio.to_thread(command.upgrade, config(url), "0019")
    await run(url, RELEASE.format(number=1, state="active", columns="", values=""))
    await upgrade(url)
    tried = {"columns": ", share, trial_at", "values": ", 10, '2026-11-24 03:00:00'"}
    await run(url, RELEASE.format(number=2, state="preparing", **tried))
    await run(url, RELEASE.format(number=3, state="withdrawn", **tried))
    for state in ("active", "preparing", "unknown"):
        with pytest.raises(IntegrityError):
            await run(url, RELEASE.format(number=4, state=state, columns="", values=""))
    await asyncio.to_thread(command.downgrade, config(url), "0019")
    left = "SELECT number, state FROM release ORDER BY number"
    assert await run(url, left) == [(1, "active"), (2, "failed"), (3, "failed")]
    for state in ("active", "withdrawn"):
        with pytest.raises(IntegrityError):
            await run(url, RELEASE.format(number=4, state=state, columns="", values=""))
    await upgrade(url)
    assert await differences(url) == []
