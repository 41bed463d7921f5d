"""What was kept for long enough goes, by kind; what somebody works on and what is counted stays."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.cli import main
from bot.conversations.audit import latest, verify
from bot.conversations.expiring import PlainRows
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.conversations.retention import Retention
from bot.desk.accounts import Member, NewAccount
from bot.desk.figures import FigureBook
from bot.desk.hours import SHANGHAI
from bot.desk.spans import Span
from bot.privacy import retention_of
from bot.settings import Settings
from bot.store.base import Base
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Conversation, Delivery, ServiceCase, SignInTry, Upkeep
from bot.store.ticket_tables import TicketFile
from bot.store.trainer_tables import (
    Change,
    ChangeSet,
    InboxDecision,
    InboxItem,
    InboxReason,
    InboxSighting,
)
from tests.integration.desk_figures import kept
from tests.integration.desk_tickets import PASSWORD, asked, by_form, key, told
from tests.integration.service import settings
from tests.integration.test_files import on_disk
from tests.integration.test_forgetting import chunks, everything, follower, gone

DAY = timedelta(days=1)
SECRET = "我的秘密"


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "李老师", PASSWORD, "supervisor"))


async def talked(parts: Core, words: str = SECRET) -> str:
    """A conversation with words and a file."""
    conversation = (await parts.inbox.open("web", key())).id
    await parts.inbox.say(conversation, key(), words)
    await parts.runner.settle(conversation)
    await parts.inbox.attach(conversation, key(), await parts.files.keep("章.png", chunks()))
    return conversation


async def case(parts: Core, member: Member, conversation: str, *, closed: bool = True) -> None:
    await parts.inbox.ask_person(conversation, key())
    if closed:
        await parts.desk.claim(member, conversation, key())
        await parts.desk.say(member, conversation, key(), "您好")
        await parts.desk.close(member, conversation, key(), "resolved")


async def ticket(parts: Core, member: Member, conversation: str, *, closed: bool = True) -> str:
    """A ticket with a file of staff; its number."""
    made, _ = await parts.ticket_work.open(member, conversation, key(), asked())
    kept = await parts.files.keep("执照.png", chunks())
    await parts.ticket_files.add(member, made.number, key(), kept)
    if closed:
        await parts.ticket_work.change(member, made.number, made.version, {"state": "done"})
    return made.number


def later(patch: pytest.MonkeyPatch, days: int) -> None:
    """For what is kept, so many days have gone by."""
    for module in ("conversations", "desk", "trainer"):
        patch.setattr(f"bot.{module}.expiring.now", lambda: now() + days * DAY)


async def names_left(parts: Core, conversations: Mapping[str, str]) -> set[str]:
    """Whose people are still known."""
    left = select(Conversation.id).where(Conversation.forgotten_at.is_(None))
    known = set(await parts.database.read(lambda session: session.scalars(left)))
    return {name for name, conversation in conversations.items() if conversation in known}


async def test_each_kind_goes_in_its_time_and_what_is_worked_on_stays(
    parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = ("silent", "with closed", "open case", "open ticket", "call owed")
    them = {name: await talked(parts) for name in names}
    await case(parts, member, them["silent"])
    for name in ("with closed", "open ticket"):
        await case(parts, member, them[name])
        await ticket(parts, member, them[name], closed=name == "with closed")
    await case(parts, member, them["call owed"])
    owed = update(ServiceCase).where(ServiceCase.conversation_id == them["call owed"])
    await parts.database.write(lambda s: s.execute(owed.values(follow_up_due_at=now())))
    await case(parts, member, them["open case"], closed=False)
    assert len(on_disk(tmp_path)) == 7
    assert set((await parts.retention.run()).values()) == {0}

    later(monkeypatch, 200)
    assert (await parts.retention.run())["files"] == 3
    assert len(on_disk(tmp_path)) == 4
    assert "已过保留期限" in str(await told(parts, them["silent"]))
    assert "章.png" in str(await told(parts, them["open case"]))
    assert await names_left(parts, them) == set(names)

    later(monkeypatch, 400)
    assert (await parts.retention.run())["conversations"] == 1
    await gone(parts, them["silent"])
    assert SECRET not in str(await told(parts, them["silent"]))
    assert await names_left(parts, them) == set(names) - {"silent"}

    later(monkeypatch, 5000)
    assert (await parts.retention.show())["tickets"] == 1
    counted = await parts.retention.run()
    assert (counted["tickets"], counted["conversations"]) == (1, 1)
    await gone(parts, them["with closed"])
    working = {"open case", "open ticket", "call owed"}
    assert await names_left(parts, them) == working
    for name in working:
        assert SECRET in str(await told(parts, them[name]))
    assert len(on_disk(tmp_path)) == 4
    assert await parts.database.read(lambda s: s.scalar(select(func.count(TicketFile.id)))) == 1
    assert set((await parts.retention.run()).values()) == {0}


async def test_nothing_of_who_was_not_heard_of_stays_and_the_figures_do(
    parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await talked(parts)
    answer = (await parts.inbox.say(conversation, key(), "材料")).seq + 1
    await parts.runner.settle(conversation)
    await parts.inbox.rate(conversation, answer, useful=True)
    await case(parts, member, conversation)
    await ticket(parts, member, conversation)
    filled = await by_form(parts, key())
    today = now().astimezone(SHANGHAI).date()
    book, span = FigureBook(parts.database, parts.knowledge), Span(today - DAY, today)
    before = await book.of(span, None)
    assert (before.total.closed, before.total.useful.part, before.total.tickets_done) == (1, 1, 1)
    later(monkeypatch, 5000)
    await parts.retention.run()
    await gone(parts, conversation)
    assert await book.of(span, None) == before
    stored = await everything(parts)
    assert [word for word in (SECRET, "数电票", "章.png", "执照.png") if word in stored] == []
    # The ticket of the form is still open.
    assert "公章丢了怎么补" in stored and "陈女士" in str(await told(parts, filled))


async def test_a_ticket_goes_by_its_own_time_while_its_person_goes_on_talking(
    parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await talked(parts)
    await case(parts, member, conversation)
    number = await ticket(parts, member, conversation)
    later(monkeypatch, 5000)
    only = {"retention_conversations": 0, "retention_files": 0}
    some = settings(parts.files.path("x").parents[2], "").model_copy(update=only)
    counted = await retention_of(some, parts.database, parts.files).run()
    assert counted["tickets"] == 1 and "conversations" not in counted
    line, history = await parts.ticket_book.read(member, number)
    assert (line.state, line.contact_name, line.phone) == ("done", "", "")
    assert history[-1].kind == "forgotten"
    assert SECRET in str(await told(parts, conversation))
    # Worked on once more, it is an open ticket; closed again, its time begins anew.
    await parts.ticket_work.change(member, number, line.version, {"state": "processing"})
    assert (await parts.retention.show())["tickets"] == 0


async def test_rows_that_nobody_needs_are_deleted(
    parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await follower(parts)
    await parts.inbox.say(conversation, key(), "您好")
    await parts.runner.settle(conversation)
    await case(parts, member, conversation)
    await parts.access.read(member, conversation, "watch")
    await parts.accounts.sign_in("chen", PASSWORD)
    states = update(Delivery).values(state="sent")
    await parts.database.write(lambda session: session.execute(states))
    before = await parts.database.read(lambda s: s.scalar(select(func.count(Delivery.id))))
    waiting = select(Delivery.id).limit(1).scalar_subquery()
    again = update(Delivery).where(Delivery.id == waiting).values(state="waiting")
    later(monkeypatch, 300)
    await parts.database.write(lambda session: session.execute(again))
    counted = await parts.retention.run()
    assert (counted["outbox"], counted["sessions"], counted["access"]) == ((before or 0) - 1, 1, 0)
    later(monkeypatch, 366)
    assert (await parts.retention.run())["access"] == 1


def item(name: str, **values: object) -> list[Base]:
    """An item of the inbox that was said once, and what hangs on it."""
    at = now()
    made = {"state": "done", "decided_at": at, "first_at": at, "last_at": at, "ranking": []}
    return [
        InboxItem(id=name, key=name, text=name, **(made | values)),
        InboxSighting(source=f"turn:{name}", item_id=name, at=at, channel="web"),
        InboxReason(source=f"turn:{name}", reason="low", item_id=name),
        InboxDecision(item_id=name, at=at, kind="confirm"),
    ]


async def test_the_trainers_inbox_keeps_what_a_change_was_made_of(
    parts: Core, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = {"state": "open", "decided_at": None, "claimed_at": now() + 400 * DAY}
    lines = [*item("settled"), *item("unseen", state="open"), *item("claimed", **claimed)]
    made = ChangeSet(id="s", author=member.id, created_at=now())
    change = Change(
        set_id="s", at=now(), staff_id=member.id, kind="add", item_id="changed", warnings=[]
    )
    await kept(parts, *lines, *item("changed"), made, change)
    later(monkeypatch, 400)
    assert (await parts.retention.run())["inbox"] == 2
    left = await parts.database.read(lambda s: s.scalars(select(InboxItem.id)))
    assert set(left) == {"claimed", "changed"}


async def test_files_that_no_row_names_go_after_a_day(
    parts: Core, member: Member, tmp_path: Path
) -> None:
    conversation = await talked(parts)
    await case(parts, member, conversation)
    await ticket(parts, member, conversation)
    named = set(on_disk(tmp_path))
    lost = [parts.files.path((await parts.files.keep("a.png", chunks())).id) for _ in range(2)]
    part = tmp_path / "files" / "coming" / "half"
    part.write_bytes(b"half")
    for path in (*named, lost[0], part):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert (await parts.retention.run())["orphans"] == 2
    assert set(on_disk(tmp_path)) == {*named, lost[1]}


async def test_a_run_is_in_the_audit_with_its_sums_and_nothing_personal(
    parts: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = await talked(parts)
    later(monkeypatch, 400)
    counted = await parts.retention.run()
    await gone(parts, conversation)
    lines = await latest(parts.database, 10)
    (run,) = [line for line in lines if line.kind == "retention_run"]
    assert run.detail == counted and run.detail["conversations"] == run.detail["files"] == 1
    assert {"reason": "expired"} in [line.detail for line in lines]
    assert SECRET not in repr([vars(line) for line in lines])
    await verify(parts.database, {})


class Tries(PlainRows):
    """Tries to sign in, one a transaction; it can be held up, and die in the middle."""

    most = 1

    def __init__(self) -> None:
        super().__init__("sessions", DAY, SignInTry.id, lambda at: SignInTry.at < at)
        self.go_on, self.begun, self.dies_after = asyncio.Event(), asyncio.Event(), 1000
        self.go_on.set()

    async def find(self, session: AsyncSession, most: int) -> Sequence[int]:
        found = await super().find(session, most)
        self.begun.set()
        await self.go_on.wait()
        return found

    async def remove(self, session: AsyncSession, found: Sequence[int]) -> int:
        removed = await super().remove(session, found)
        self.dies_after -= 1
        if self.dies_after < 0:
            raise ConnectionError("killed")
        return removed


async def tried(database: Database, count: int) -> None:
    async def work(session: AsyncSession) -> None:
        session.add_all(SignInTry(bucket="b", at=now() - 10 * DAY) for _ in range(count))

    await database.write(work)


async def left(database: Database) -> int:
    counted: Select[int] = select(func.count(SignInTry.id))
    return await database.read(lambda session: session.scalar(counted)) or 0


async def upkeep(database: Database, **values: datetime) -> None:
    await database.write(lambda session: session.execute(update(Upkeep).values(values)))


async def test_one_process_does_it_and_who_lost_its_lease_removes_nothing(
    database: Database,
) -> None:
    await tried(database, 3)
    slow, quick = Tries(), Tries()
    slow.go_on.clear()
    first, second = Retention(database, [slow]), Retention(database, [quick])
    running = asyncio.create_task(first.run())
    await slow.begun.wait()
    with pytest.raises(Refused):
        await second.run()
    assert await left(database) == 3
    await upkeep(database, lease_until=now() - DAY)
    assert await second.run() == {"sessions": 3}
    await tried(database, 2)
    slow.go_on.set()
    with pytest.raises(Refused):
        await running
    assert await left(database) == 2


async def test_a_run_whose_process_died_is_ended_by_another_with_one_line_of_all_of_it(
    database: Database,
) -> None:
    await tried(database, 5)
    dying = Tries()
    dying.dies_after = 2
    with pytest.raises(DatabaseUnavailable):
        await Retention(database, [dying]).run()
    assert await left(database) == 3
    other = Retention(database, [Tries()])
    await other.look()
    assert await left(database) == 3  # still in the hands of the one that died
    await upkeep(database, lease_until=now() - DAY, due_at=now() - DAY)
    await other.look()
    assert await left(database) == 0
    assert [line.detail for line in await latest(database, 5)] == [{"sessions": 5}]


async def test_it_runs_at_night_and_once(database: Database) -> None:
    await tried(database, 1)
    retention = Retention(database, [Tries()])
    await retention.look()
    assert await left(database) == 1
    due = await database.read(lambda session: session.scalar(select(Upkeep.due_at)))
    assert due is not None and due.astimezone(SHANGHAI).hour == 3
    assert timedelta() < due - now() <= DAY
    await upkeep(database, due_at=now())
    for _ in range(2):
        await retention.look()
    assert await left(database) == 0
    assert len(await latest(database, 5)) == 1


def test_a_period_that_is_empty_is_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_RETENTION_TICKETS", "")
    monkeypatch.setenv("BOT_RETENTION_FILES", "30")
    read = Settings()
    assert (read.retention_tickets, read.retention_files) == (0, 30)


def test_both_commands_as_people_run_them(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_RETENTION_TICKETS", "0")
    lost = installed / "files" / "ab" / ("ab" * 16)
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"lost")
    os.utime(lost, (0, 0))
    shown = CliRunner().invoke(main, ["retention", "show"])
    assert shown.exit_code == 0 and "永久保留" in shown.output and "365" in shown.output
    assert lost.exists()
    unsure = CliRunner().invoke(main, ["retention", "run"], input="n\n")
    assert unsure.exit_code == 1 and lost.exists()
    done = CliRunner().invoke(main, ["retention", "run", "--yes"])
    assert done.exit_code == 0 and not lost.exists(), done.output
