"""Late tickets: found once, whoever looks, and shown as late by the clock alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.log import now
from bot.desk.accounts import Member, NewAccount
from bot.desk.ticket_book import TicketLine, Wanted
from bot.store.ticket_tables import Ticket
from tests.integration.desk_tickets import PASSWORD, by_staff
from tests.integration.service import service

LATE = Wanted(overdue=True)


async def let_time_pass(parts: Core, **values: timedelta) -> None:
    """Deadlines lie so far back."""
    past = {name: now() - ago for name, ago in values.items()}
    await parts.database.write(lambda session: session.execute(update(Ticket).values(past)))


async def lines(parts: Core, member: Member, wanted: Wanted) -> list[TicketLine]:
    found, _ = await parts.ticket_book.page(member, wanted, 100, 0)
    return list(found)


async def until_urgent(parts: Core, member: Member, count: int) -> None:
    for _ in range(100):
        found = await lines(parts, member, Wanted())
        if sum(line.priority == "urgent" for line in found) == count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("a late ticket was not found")


async def kinds(parts: Core, member: Member, number: str) -> list[str]:
    _, history = await parts.ticket_book.read(member, number)
    return [line.kind for line in history]


async def test_what_got_late_while_nothing_ran_is_found_after_the_start(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        await parts.overdue.stop()
        member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        number = await by_staff(parts, member)
        await let_time_pass(parts, due_at=timedelta(seconds=1))
    async with service(tmp_path, database_url) as parts:
        await until_urgent(parts, member, 1)
        assert await kinds(parts, member, number) == ["opened", "overdue"]


async def test_two_who_look_at_once_and_again_find_each_late_ticket_once(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as one, service(tmp_path, database_url) as other:
        await asyncio.gather(one.overdue.stop(), other.overdue.stop())
        member = await one.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        numbers = [await by_staff(one, member) for _ in range(10)]
        await let_time_pass(one, contact_due_at=timedelta(seconds=1))
        await asyncio.gather(*(parts.overdue.sweep() for parts in (one, other, one, other)))
        await one.overdue.sweep()
        histories = [await kinds(one, member, number) for number in numbers]
        assert histories == [["opened", "overdue"]] * 10
        found = await lines(one, member, LATE)
        assert {(line.priority, line.version) for line in found} == {("urgent", 2)}


async def test_who_lowers_the_priority_again_is_not_overruled(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        await parts.overdue.stop()
        member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        number = await by_staff(parts, member)
        await let_time_pass(parts, due_at=timedelta(days=1))
        await parts.overdue.sweep()
        await parts.ticket_work.change(member, number, 2, {"priority": "normal"})
        await parts.overdue.sweep()
        (line,) = await lines(parts, member, LATE)
        assert (line.priority, line.overdue) == ("normal", True)


async def test_a_call_in_time_and_an_end_make_a_ticket_no_longer_late(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        await parts.overdue.stop()
        member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        called, done = await by_staff(parts, member), await by_staff(parts, member)
        await let_time_pass(parts, contact_due_at=timedelta(hours=1))
        assert {line.number for line in await lines(parts, member, LATE)} == {called, done}
        await parts.ticket_work.change(member, called, 1, {"state": "processing"})
        await let_time_pass(parts, due_at=timedelta(hours=-1))
        assert [line.number for line in await lines(parts, member, LATE)] == [done]
        await let_time_pass(parts, due_at=timedelta(hours=1))
        await parts.ticket_work.change(member, done, 1, {"state": "done"})
        assert [line.number for line in await lines(parts, member, LATE)] == [called]
        await parts.overdue.sweep()
        async with AsyncSession(parts.database.engine) as session:
            found = select(Ticket.number).where(Ticket.overdue_at.is_not(None))
            assert list(await session.scalars(found)) == [called]
