"""Who leaves the 公众号 is forgotten, also after a crash, and nothing is sent any more."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.erasure import FORGET, FORGET_ENGINE, forget_later
from bot.conversations.files import Kept
from bot.conversations.log import conversation_of, now
from bot.desk.accounts import Member, NewAccount
from bot.desk.ticket_book import HistoryLine, Wanted
from bot.desk.ticket_work import TicketWork
from bot.dialogue.trackers import Trackers
from bot.store.audit_tables import AuditEvent
from bot.store.base import Base
from bot.store.tables import Conversation, Delivery, Message, ServiceCase, Timer
from bot.store.ticket_tables import Ticket
from tests.integration.desk_tickets import PASSWORD, asked, key, told
from tests.integration.service import service
from tests.integration.test_files import PNG, on_disk
from tests.services import missing

CHANNEL = "wechat_mp"
OPENID = "oForgetMe_0123456789"
NAME, PHONE = "陈女士", "13800138000"
PERSONAL = (OPENID, NAME, PHONE, "示例公司", "数电票", "我的秘密", "章.png", "嘱咐", "执照.png")


async def chunks() -> AsyncIterator[bytes]:
    yield PNG


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount(key(), "李老师", PASSWORD, "supervisor"))


async def follower(parts: Core, openid: str = OPENID) -> str:
    return (await parts.inbox.open(CHANNEL, openid)).id


async def lived(parts: Core, member: Member) -> str:
    """A conversation with everything in it that a person can leave behind, held by the member."""
    conversation = await follower(parts)
    await parts.inbox.say(conversation, f"{OPENID}:1", "我的秘密")
    await parts.runner.settle(conversation)
    await parts.inbox.say(conversation, f"{OPENID}:2", "提交")
    await parts.runner.settle(conversation)
    kept: Kept = await parts.files.keep("章.png", chunks())
    await parts.inbox.attach(conversation, key(), kept)
    await parts.inbox.ask_person(conversation, key())
    await parts.desk.claim(member, conversation, key())
    await parts.desk.note(member, conversation, key(), "嘱咐：我的秘密")
    await parts.desk.say(member, conversation, key(), f"{NAME}您好")
    words = {"grade_comment": "我的秘密", "follow_up_note": f"{NAME}还是不满意"}
    await parts.database.write(lambda db: db.execute(update(ServiceCase).values(**words)))
    work: TicketWork = parts.ticket_work
    ticket, _ = await work.open(member, conversation, key(), asked())
    await work.note(member, ticket.number, key(), f"打过 {PHONE}", public=True)
    licence = await parts.files.keep("执照.png", chunks())
    await parts.ticket_files.add(member, ticket.number, key(), licence)
    return conversation


async def leave(parts: Core, conversation: str) -> None:
    await parts.database.write(lambda db: forget_later(db, conversation, "unsubscribed"))


async def gone(parts: Core, conversation: str) -> None:
    """Wait until it was done; the engine's part comes later."""
    query = select(Timer.kind).where(Timer.conversation_id == conversation, Timer.kind == FORGET)
    for _ in range(200):
        if await parts.database.read(lambda db: db.scalar(query)) is None:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the timer did not ring")


async def history_of(parts: Core, member: Member, number: str) -> Sequence[HistoryLine]:
    return (await parts.ticket_book.read(member, number))[1]


async def everything(parts: Core) -> str:
    async def work(db: AsyncSession) -> str:
        tables = Base.metadata.sorted_tables
        return "\n".join([repr((await db.execute(select(table))).all()) for table in tables])

    return await parts.database.read(work)


async def test_nothing_of_the_person_stays_in_any_table_nor_on_the_disk(
    parts: Core, member: Member, tmp_path: Path
) -> None:
    conversation = await lived(parts, member)
    stored = await everything(parts)
    assert [word for word in PERSONAL if word not in stored] == []
    assert len(on_disk(tmp_path)) == 2
    await leave(parts, conversation)
    await gone(parts, conversation)
    stored = await everything(parts)
    assert [word for word in PERSONAL if word in stored] == []
    assert on_disk(tmp_path) == []


async def test_a_ticket_keeps_number_matter_and_state(parts: Core, member: Member) -> None:
    conversation = await lived(parts, member)
    query = select(Ticket.number, Ticket.matter, Ticket.state, Ticket.due_at).order_by(Ticket.id)
    before = (await parts.database.read(lambda db: db.execute(query))).all()
    await leave(parts, conversation)
    await gone(parts, conversation)
    assert (await parts.database.read(lambda db: db.execute(query))).all() == before
    assert (await history_of(parts, member, before[0].number))[-1].kind == "forgotten"
    lines = [line for ticket in before for line in await history_of(parts, member, ticket.number)]
    # That staff added a file is what the office did; which one it was is not told any more.
    assert [(line.after, line.text) for line in lines if line.kind == "file"] == [(None, None)]


@pytest.mark.parametrize("owner", ["queue", "staff"])
async def test_a_case_that_runs_ends_and_staff_read_why(
    parts: Core, member: Member, owner: str
) -> None:
    conversation = await follower(parts)
    await parts.inbox.ask_person(conversation, key())
    if owner == "staff":
        await parts.desk.claim(member, conversation, key())
    await leave(parts, conversation)
    await gone(parts, conversation)

    async def work(db: AsyncSession) -> tuple[str, str | None, str | None]:
        found = await db.get_one(Conversation, conversation)
        case = (await db.scalars(select(ServiceCase))).one()
        return found.owner, found.assignee, case.disposition if case.closed_at else None

    assert await parts.database.read(work) == ("bot", None, "forgotten")
    assert "个人信息已按规定删除" in (await told(parts, conversation))[-1]
    assert (await parts.accounts.colleagues())[0].load == 0


async def test_nothing_is_sent_to_who_has_left(parts: Core, member: Member) -> None:
    conversation = await lived(parts, member)
    ticket = (await parts.ticket_book.page(member, Wanted(), 1, 0))[0][0]
    await leave(parts, conversation)
    await gone(parts, conversation)
    await parts.ticket_work.change(member, ticket.number, ticket.version + 1, {"state": "done"})
    query = select(Delivery.id).where(Delivery.conversation_id == conversation)
    assert (await parts.database.read(lambda db: db.scalars(query))).all() == []


async def test_who_comes_back_is_a_new_person(parts: Core, member: Member) -> None:
    before = await lived(parts, member)
    await leave(parts, before)
    after = await follower(parts)  # in the same moment, before the timer rings
    await gone(parts, before)
    assert after != before
    await parts.inbox.say(after, key(), "您好")
    await parts.runner.settle(after)
    assert "echo 您好" in (await told(parts, after))[-1]


async def test_the_log_keeps_its_numbers_and_what_the_assistant_knows_from_the_law(
    parts: Core,
) -> None:
    conversation = await follower(parts)
    await parts.inbox.say(conversation, key(), "材料")
    await parts.runner.settle(conversation)
    mine = Message.conversation_id == conversation
    query = select(Message.seq, Message.body).where(mine).order_by(Message.seq)
    before = dict(list(await parts.database.read(lambda db: db.execute(query))))
    await leave(parts, conversation)
    await gone(parts, conversation)
    after = dict(list(await parts.database.read(lambda db: db.execute(query))))
    assert list(after) == [*before, max(before) + 1]
    answers = [seq for seq, body in before.items() if body["kind"] == "answer"]
    assert answers and all(after[seq] == before[seq] for seq in answers)


async def test_the_audit_says_that_and_why_but_not_who(parts: Core, member: Member) -> None:
    conversation = await lived(parts, member)
    await leave(parts, conversation)
    await leave(parts, conversation)  # the platform tells it twice
    await gone(parts, conversation)
    about_them = AuditEvent.conversation_id == conversation, AuditEvent.kind.like("forg%")
    query = select(AuditEvent).where(*about_them).order_by(AuditEvent.id)
    events = (await parts.database.read(lambda db: db.scalars(query))).all()
    assert [(event.kind, event.staff_id) for event in events] == [
        ("forgetting", None),
        ("forgotten", None),
    ]
    assert events[0].detail == {"reason": "unsubscribed"}
    counted = events[1].detail
    counts = [counted[name] for name in ("files", "tickets", "ticket_files", "notes")]
    assert counts == [1, 2, 1, 1]
    assert set(map(type, counted.values())) == {int}


async def test_of_a_linked_person_only_this_channel_is_forgotten(
    parts: Core, member: Member
) -> None:
    wechat = await lived(parts, member)
    web = (await parts.inbox.open("web", "v")).id
    await parts.inbox.say(web, key(), "提交")
    await parts.runner.settle(web)
    await parts.persons.link(member, wechat, web)
    before = await told(parts, web)
    await leave(parts, wechat)
    await gone(parts, wechat)
    assert await told(parts, web) == before
    query = select(Ticket.phone).where(Ticket.conversation_id == web)
    assert await parts.database.read(lambda db: db.scalar(query)) == PHONE
    assert await parts.persons.candidates(member, web, OPENID) == []


async def test_a_crash_after_it_was_told_loses_nothing(tmp_path: Path, database_url: str) -> None:
    """The process that took the news dies before its timer rings; another one does it."""
    async with service(tmp_path, database_url) as first:
        await first.timers.stop()
        member = await first.accounts.add(NewAccount(key(), "李老师", PASSWORD, "supervisor"))
        conversation = await lived(first, member)
        await leave(first, conversation)
    async with service(tmp_path, database_url) as second:
        await gone(second, conversation)
        stored = await everything(second)
    assert [word for word in PERSONAL if word in stored] == []


async def test_a_crash_half_way_is_taken_up_again(
    parts: Core, member: Member, tmp_path: Path
) -> None:
    """The files are gone, the rows are not: everything is done once more."""
    conversation = await lived(parts, member)
    for path in on_disk(tmp_path):
        path.unlink()
    await leave(parts, conversation)
    await gone(parts, conversation)
    stored = await everything(parts)
    assert [word for word in PERSONAL if word in stored] == []


async def test_a_turn_under_way_answers_nobody_any_more(parts: Core) -> None:
    conversation = await follower(parts)
    await parts.timers.stop()
    await parts.inbox.say(conversation, key(), "我的秘密")
    await leave(parts, conversation)
    await parts.runner.settle(conversation)
    query = select(Conversation).where(Conversation.id == conversation)
    found = await parts.database.read(lambda db: db.scalar(query))
    assert found is not None and found.forgotten_at is not None
    assert await parts.database.read(lambda db: conversation_of(db, CHANNEL, OPENID)) is None


async def test_the_engine_forgets_too(tmp_path: Path, database_url: str) -> None:
    url = os.environ.get("TEST_REDIS_URL") or missing("TEST_REDIS_URL") or ""
    redis = Redis.from_url(url)
    async with service(tmp_path, database_url, redis_url=url) as parts:
        conversation = await follower(parts)
        kept = [f"tracker:{conversation}:{kind}" for kind in ("state", "log")]
        for name in kept:
            await redis.set(name, "我的秘密", ex=60)
        await leave(parts, conversation)
        await gone(parts, conversation)
        due = update(Timer).where(Timer.kind == FORGET_ENGINE).values(due_at=now())
        await parts.database.write(lambda db: db.execute(due))
        for _ in range(100):
            if not await redis.exists(*kept):
                break
            await asyncio.sleep(0.1)
        assert await redis.exists(*kept) == 0
    await redis.aclose()


async def test_without_its_redis_what_the_engine_knows_is_said_to_be_out_of_reach() -> None:
    assert await Trackers("").forget("c") is False
