"""好差评: asked after a case, kept with it, a bad one followed up; the engine hears none of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.log import after, now
from bot.desk.accounts import Member, NewAccount
from bot.store.tables import Conversation, Message, ServiceCase, Turn


def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈静", "a long pass phrase"))


async def closed(parts: Core, member: Member, disposition: str = "resolved") -> str:
    conversation = await parts.inbox.open("cli", key())
    await parts.inbox.ask_person(conversation.id, key())
    await parts.desk.claim(member, conversation.id, key())
    await parts.desk.close(member, conversation.id, key(), disposition)  # type: ignore[arg-type]
    return conversation.id


async def log_of(parts: Core, conversation_id: str) -> list[Message]:
    return list(await parts.database.read(lambda session: after(session, conversation_id, 0)))


async def case_of(parts: Core, conversation_id: str) -> ServiceCase:
    async def work(session: AsyncSession) -> ServiceCase:
        query = select(ServiceCase).where(ServiceCase.conversation_id == conversation_id)
        return (await session.scalars(query)).one()

    return await parts.database.read(work)


async def turns(parts: Core) -> int:
    query = select(func.count()).select_from(Turn)
    return await parts.database.read(lambda session: session.scalar(query)) or 0


async def test_after_a_case_five_grades_stand_to_be_pressed(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    last = (await log_of(parts, conversation))[-1]
    titles = [choice["title"] for choice in last.body["choices"]]
    assert titles == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


async def test_a_good_grade_is_kept_and_the_engine_hears_nothing(
    parts: Core, member: Member
) -> None:
    conversation = await closed(parts, member)
    asked = (await log_of(parts, conversation))[-1].seq
    await parts.inbox.choose(conversation, key(), asked, "1")
    case = await case_of(parts, conversation)
    assert (case.grade, case.follow_up_due_at, await turns(parts)) == (5, None, 0)


async def test_a_typed_number_is_a_grade_as_well(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    await parts.inbox.say(conversation, key(), "2")
    assert (await case_of(parts, conversation)).grade == 4


async def test_a_bad_grade_is_followed_up_and_may_have_a_reason(
    parts: Core, member: Member
) -> None:
    conversation = await closed(parts, member)
    await parts.inbox.say(conversation, key(), "5")
    await parts.inbox.say(conversation, key(), "2")
    case = await case_of(parts, conversation)
    assert (case.grade, case.grade_reason) == (1, "等得太久")
    assert case.follow_up_due_at is not None
    assert now() < case.follow_up_due_at < now() + timedelta(days=15)


async def test_other_words_go_to_the_assistant_as_ever(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    received = await parts.inbox.say(conversation, key(), "刻公章要多久")
    assert received.turn_id is not None
    assert (await case_of(parts, conversation)).grade is None


@pytest.mark.parametrize("disposition", ["no_answer", "spam"])
async def test_nobody_is_asked_who_was_not_there(
    parts: Core, member: Member, disposition: str
) -> None:
    conversation = await closed(parts, member, disposition)
    assert (await log_of(parts, conversation))[-1].body["kind"] == "notice"


async def press(parts: Core, conversation: str, title: str) -> None:
    last = (await log_of(parts, conversation))[-1]
    choice = next(c["id"] for c in last.body["choices"] if c["title"] == title)
    await parts.inbox.choose(conversation, key(), last.seq, choice)


async def test_who_presses_so_writes_a_comment_and_the_engine_does_not_hear_it(
    parts: Core, member: Member
) -> None:
    conversation = await closed(parts, member)
    await press(parts, conversation, "非常满意")
    await press(parts, conversation, "写几句评价")
    received = await parts.inbox.say(conversation, key(), "陈老师讲得很清楚")
    assert (received.turn_id, await turns(parts)) == (None, 0)
    case = await case_of(parts, conversation)
    assert (case.grade, case.grade_comment) == (5, "陈老师讲得很清楚")
    assert (await parts.inbox.say(conversation, key(), "刻公章要多久")).turn_id is not None


async def test_who_thinks_better_of_it_is_asked_no_more(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    await press(parts, conversation, "满意")
    await press(parts, conversation, "写几句评价")
    await press(parts, conversation, "不写了")
    assert (await parts.inbox.say(conversation, key(), "刻公章要多久")).turn_id is not None
    assert (await case_of(parts, conversation)).grade_comment is None


async def test_words_of_much_later_are_a_new_question(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    await press(parts, conversation, "满意")
    await press(parts, conversation, "写几句评价")
    over = update(Conversation).values(comment_until=now() - timedelta(seconds=1))
    await parts.database.write(lambda session: session.execute(over))
    assert (await parts.inbox.say(conversation, key(), "刻公章要多久")).turn_id is not None
    assert (await case_of(parts, conversation)).grade_comment is None


async def test_words_to_a_person_are_no_comment(parts: Core, member: Member) -> None:
    conversation = await closed(parts, member)
    await press(parts, conversation, "不满意")
    await press(parts, conversation, "写几句评价")
    await parts.inbox.ask_person(conversation, key())
    await parts.inbox.say(conversation, key(), "还有一件事")
    query = select(ServiceCase.grade_comment)
    assert set(await parts.database.read(lambda session: session.scalars(query))) == {None}
