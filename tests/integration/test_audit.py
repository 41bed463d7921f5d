"""The audit: what it says, that it stays one chain, and that nobody changes it unseen."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.audit import Broken, latest, record, verify
from bot.desk.accounts import Accounts, NewAccount
from bot.store.database import Database
from bot.store.migrate import config, upgrade
from bot.store.release_tables import Release
from bot.trainer.releases import activate, prepare
from tests.command import bot
from tests.integration.desk_tickets import PASSWORD, PHONE, asked, key, waiting
from tests.integration.test_migrations import CONTACT, CONVERSATION, run

DROP = {
    "sqlite": [f"DROP TRIGGER audit_event_no_{what}" for what in ("update", "delete", "replace")],
    "postgresql": ["ALTER TABLE audit_event DISABLE TRIGGER USER"],
}
"""What somebody does first who owns the database."""
SWAP = (
    "UPDATE audit_event SET id = -1 WHERE id = 3",
    "UPDATE audit_event SET id = 3 WHERE id = 4",
    "UPDATE audit_event SET id = 4 WHERE id = -1",
)


async def noted(database: Database, count: int, subject: str = "s") -> None:
    async def work(session: AsyncSession) -> None:
        record(session, "ticket_changed", detail={"field": "state"}, subject=subject)

    await asyncio.gather(*(database.write(work) for _ in range(count)))


async def kinds(database: Database) -> list[str]:
    return [line.kind for line in await latest(database, 100)]


async def tampered(database: Database, url: str, *statements: str) -> None:
    await database.close()
    await run(url, *DROP["sqlite" if database.is_sqlite else "postgresql"], *statements)


async def test_a_case_leaves_a_line_at_each_step_and_nothing_personal(parts: Core) -> None:
    member = await parts.accounts.add(NewAccount(key(), "李老师", PASSWORD, "supervisor"))
    conversation = await waiting(parts, key())
    await parts.desk.claim(member, conversation, key())
    for _ in range(2):
        await parts.desk.say(member, conversation, key(), "您好，我来办")
    ticket, _ = await parts.ticket_work.open(member, conversation, key(), asked())
    work = parts.ticket_work
    await work.change(member, ticket.number, ticket.version, {"priority": "urgent"})
    await work.note(member, ticket.number, key(), f"打过 {PHONE}", public=False)
    await work.change(member, ticket.number, ticket.version + 1, {"state": "done"})
    await parts.desk.close(member, conversation, key(), "resolved")
    await parts.accounts.sign_out_everywhere(member.id)
    lines = await latest(parts.database, 100)
    assert [line.kind for line in lines] == [
        "account_added",
        "case_accepted",
        "case_assigned",
        "case_answered",
        "ticket_opened",
        "ticket_changed",
        "ticket_changed",
        "ticket_closed",
        "case_closed",
        "account_signed_out",
    ]
    assert {line.staff_id for line in lines[2:9]} == {member.id}
    assert {line.conversation_id for line in lines[1:9]} == {conversation}
    written = repr([vars(line) for line in lines])
    private = (PHONE, "李老师", "陈女士", "示例公司", "数电票", "您好")
    assert [word for word in private if word in written] == []
    assert (await verify(parts.database, {}))[0] == len(lines)


async def test_a_release_and_the_way_back_are_told_apart(database: Database) -> None:
    async def work(session: AsyncSession) -> None:
        for kind in ("publish", "rollback"):
            made = Release(model="a" * 64, base="b" * 16, kind=kind)
            assert await activate(session, await prepare(session, made, None))

    await database.write(work)
    assert await kinds(database) == ["model_released", "model_rolled_back"]


async def test_several_replicas_write_one_chain_without_gaps(
    database: Database, database_url: str
) -> None:
    replicas = [database, Database(database_url), Database(database_url)]
    try:
        await asyncio.gather(*(noted(one, 40, str(i)) for i, one in enumerate(replicas)))
    finally:
        for one in replicas[1:]:
            await one.close()
    place, _ = await verify(database, {})
    assert place == 120
    assert Counter(line.subject for line in await latest(database, 200)) == {
        "0": 40,
        "1": 40,
        "2": 40,
    }


async def test_what_is_rolled_back_leaves_neither_line_nor_gap(database: Database) -> None:
    async def fails(session: AsyncSession) -> None:
        record(session, "account_added", detail={}, subject="never")
        raise RuntimeError("on purpose")

    failing = [database.write(fails) for _ in range(5)]
    ends, _ = await asyncio.gather(
        asyncio.gather(*failing, return_exceptions=True), noted(database, 5)
    )
    assert {type(end) for end in ends} == {RuntimeError}
    assert (await verify(database, {}))[0] == 5


async def test_who_waits_for_the_chain_holds_up_nobody_who_holds_a_row(
    database: Database, database_url: str
) -> None:
    """The lines name accounts; whoever holds an account's row writes lines too."""
    member = await Accounts(database).add(NewAccount(key(), "李老师", PASSWORD))

    async def holds(session: AsyncSession) -> None:
        await session.execute(
            sa.text("UPDATE staff SET load = load + 1 WHERE id = :id"), {"id": member.id}
        )
        record(session, "case_assigned", detail={}, staff=member.id)

    async def only_notes(session: AsyncSession) -> None:
        record(session, "case_assigned", detail={}, staff=member.id)

    other = Database(database_url)
    try:
        async with asyncio.timeout(120):
            writes = [one.write(w) for _ in range(10) for one in (database, other)
                      for w in (holds, only_notes)]  # fmt: skip
            await asyncio.gather(*writes)
    finally:
        await other.close()
    assert (await verify(database, {}))[0] == 41


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET kind = 'linked' WHERE id = 2",
        "DELETE FROM audit_event WHERE id = 2",
        "REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 2",
        "TRUNCATE audit_event",
    ],
)
async def test_the_database_refuses_to_change_a_line(
    database: Database, database_url: str, statement: str
) -> None:
    await noted(database, 3)
    with pytest.raises(DBAPIError):
        await run(database_url, statement)
    assert (await verify(database, {}))[0] == 3


@pytest.mark.parametrize(
    ("statements", "place", "fault"),
    [
        (["UPDATE audit_event SET kind = 'ticket_opened' WHERE id = 3"], 3, "changed"),
        (["UPDATE audit_event SET staff_id = 'someone' WHERE id = 3"], 3, "changed"),
        (["""UPDATE audit_event SET detail = '{"field": "note"}' WHERE id = 3"""], 3, "changed"),
        (["UPDATE audit_event SET at = '2020-01-01 00:00:00+00:00' WHERE id = 3"], 3, "changed"),
        (["DELETE FROM audit_event WHERE id = 3"], 3, "missing"),
        (["DELETE FROM audit_event WHERE id = 1"], 1, "missing"),
        (
            [
                "DELETE FROM audit_event WHERE id = 3",
                "UPDATE audit_event SET id = 3 WHERE id = 4",
                "UPDATE audit_event SET id = 4 WHERE id = 5",
            ],
            3,
            "moved",
        ),
        (SWAP, 3, "moved"),
    ],
)
async def test_a_line_that_was_tampered_with_is_found(
    database: Database, database_url: str, statements: list[str], place: int, fault: str
) -> None:
    await noted(database, 5)
    if database.is_sqlite:
        statements = [text.replace("+00:00'", ".000000'") for text in statements]
    await tampered(database, database_url, *statements)
    again = Database(database_url)
    try:
        with pytest.raises(Broken) as broken:
            await verify(again, {})
    finally:
        await again.close()
    assert (broken.value.place, broken.value.fault) == (place, fault)


@pytest.mark.parametrize("what", ["at = 'yesterday'", "detail = '{'"])
async def test_a_line_that_nobody_can_read_is_found(
    tmp_path: Path, migrated_sqlite: Path, what: str
) -> None:
    """PostgreSQL lets nobody write one."""
    file = tmp_path / "test.sqlite3"
    file.write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite+aiosqlite:///{file}"
    database = Database(url)
    await noted(database, 5)
    await tampered(database, url, f"UPDATE audit_event SET {what} WHERE id = 4")
    again = Database(url)
    with pytest.raises(Broken, match="4: unreadable"):
        await verify(again, {})
    await again.close()


async def test_the_command_says_the_first_broken_line_and_knows_a_cut_off_end(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await noted(database, 5)
    whole = bot(database_url, tmp_path, "audit", "verify")
    assert whole.returncode == 0, whole.stderr
    end = whole.stdout.split()[-1]
    assert end.startswith("5:")
    listed = bot(database_url, tmp_path, "audit", "list", "--last", "2", "--json")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == [4, 5]
    assert "帮办单变更" in bot(database_url, tmp_path, "audit", "list").stdout
    await tampered(database, database_url, "DELETE FROM audit_event WHERE id = 5")
    assert bot(database_url, tmp_path, "audit", "verify").returncode == 0
    cut = bot(database_url, tmp_path, "audit", "verify", "--known", end)
    assert cut.returncode == 1
    assert "第 5 条" in cut.stderr
    await run(database_url, "UPDATE audit_event SET subject = 'other' WHERE id = 2")
    broken = bot(database_url, tmp_path, "audit", "verify")
    assert (broken.returncode, "第 2 条" in broken.stderr) == (1, True)


async def test_lines_of_before_the_chain_become_its_beginning(empty_database_url: str) -> None:
    await asyncio.to_thread(command.upgrade, config(empty_database_url), "0017")
    lines = [
        "INSERT INTO audit_event (id, at, kind, conversation_id, detail) VALUES"
        f""" ({place}, '2026-11-24 02:00:00', 'forgotten', 'v', '{{"files": {place}}}')"""
        for place in (2, 5)
    ]
    await run(empty_database_url, CONTACT, CONVERSATION, *lines)
    await upgrade(empty_database_url)
    database = Database(empty_database_url)
    await noted(database, 1)
    assert (await verify(database, {}))[0] == 3
    found: list[Any] = [line.detail for line in await latest(database, 2)]
    assert found == [{"files": 5}, {"field": "state"}]
    await database.close()
    await asyncio.to_thread(command.downgrade, config(empty_database_url), "0017")
    rows = await run(empty_database_url, "SELECT kind FROM audit_event")
    assert rows == [("forgotten",), ("forgotten",)]
