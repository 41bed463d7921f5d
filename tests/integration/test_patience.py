"""Silence: staff are reminded, a case changes hands, a visitor who left is let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.app import Core, core
from bot.conversations.hub import DESK, Mailbox, ReminderNews
from bot.conversations.log import after, now
from bot.desk.accounts import Member
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Message, ServiceCase, Staff
from bot.store.ticket_tables import Ticket
from tests.integration.desk_tickets import asked
from tests.integration.service import script, settings
from tests.integration.test_routing import decisions, holder, key, queued, staff, until

OWING = ("first_reply", "silent", "silent_long")
QUICK = {
    "reply_due": 0.2,
    "reply_overdue": 0.6,
    "staff_silent": 0.5,
    "staff_silent_long": 1.0,
    "visitor_silent": 0.5,
    "visitor_left": 1.0,
}


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    quick = settings(tmp_path, database_url).model_copy(update=QUICK)
    async with core(quick, ScriptedEngine(script)) as running:
        await running.runner.start()
        running.timers.start()
        yield running


async def reminded(news: Mailbox, about: str) -> ReminderNews:
    async with asyncio.timeout(10):
        while True:
            item = await news.get()
            if isinstance(item, ReminderNews) and item.about == about:
                return item


async def away(parts: Core) -> None:
    """Nobody has given a sign of life for long."""
    long_ago = now() - timedelta(minutes=5)
    await parts.database.write(
        lambda session: session.execute(update(Staff).values(seen_at=long_ago))
    )


async def said(parts: Core, conversation_id: str) -> list[Message]:
    return list(await parts.database.read(lambda session: after(session, conversation_id, 0)))


async def disposition(parts: Core, conversation_id: str) -> str | None:
    query = select(ServiceCase.disposition).where(ServiceCase.conversation_id == conversation_id)
    return await parts.database.read(lambda session: session.scalar(query))


async def test_who_says_nothing_first_is_warned_then_the_case_changes_hands(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    with parts.hub.subscribe(DESK) as news:
        await parts.desk.claim(chen, conversation, key())
        wang = await staff(parts, "wang")
        assert (await reminded(news, "first_reply")).staff_id == chen.id
        assert (await reminded(news, "reassigned")).staff_id == chen.id
    assert await holder(parts, conversation) == wang.id
    assert ("reassigned", "no_first_reply") in await decisions(parts, conversation)


async def test_with_nobody_else_free_the_case_stays_and_supervisors_hear_of_it(
    parts: Core,
) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    with parts.hub.subscribe(DESK) as news:
        await parts.desk.claim(chen, conversation, key())
        assert (await reminded(news, "silent_long")).staff_id is None
    assert await holder(parts, conversation) == chen.id
    assert ("kept", "nobody_free") in await decisions(parts, conversation)


async def test_who_answered_is_reminded_but_keeps_the_case(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    await staff(parts, "wang")
    conversation = await parts.inbox.open("cli", key())
    with parts.hub.subscribe(DESK) as news:
        await parts.accounts.set_available(chen, False)
        await parts.inbox.ask_person(conversation.id, key())
        await until(lambda: _taken(parts, conversation.id))
        mine = await holder(parts, conversation.id)
        member = next(m for m in await parts.accounts.colleagues() if m.id == mine)
        await parts.desk.say(member, conversation.id, key(), "您好")  # type: ignore[arg-type]
        await parts.inbox.say(conversation.id, key(), "还要多久")
        assert (await reminded(news, "silent")).staff_id == mine
        assert (await reminded(news, "silent_long")).staff_id == mine
    assert await holder(parts, conversation.id) == mine


async def _taken(parts: Core, conversation_id: str) -> bool:
    return await holder(parts, conversation_id) is not None


async def test_the_case_of_somebody_who_went_away_waits_again(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "您好")
    await away(parts)
    await parts.inbox.say(conversation, key(), "还在吗")

    async def waits() -> bool:
        return await holder(parts, conversation) is None

    await until(waits)
    assert ("requeued", "offline") in await decisions(parts, conversation)


async def test_a_silent_visitor_is_asked_and_then_let_go(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")

    async def closed() -> bool:
        return await disposition(parts, conversation) == "visitor_left"

    await until(closed)
    *_, question, returned, ticket = await said(parts, conversation)
    assert (question.body["event"], returned.body["event"]) == ("still_there", "returned")
    assert ticket.body["kind"] == "ticket"
    assert [m.load for m in await parts.accounts.colleagues()] == [0]


async def test_a_visitor_who_answers_is_not_let_go(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")
    await parts.inbox.say(conversation, key(), "马上")
    await asyncio.sleep(2.2)
    assert await disposition(parts, conversation) is None


async def tickets(parts: Core) -> list[Ticket]:
    return list(await parts.database.read(lambda session: session.scalars(select(Ticket))))


async def left(parts: Core, conversation_id: str) -> None:
    """The visitor has been let go."""

    async def closed() -> bool:
        return await disposition(parts, conversation_id) == "visitor_left"

    await until(closed)


async def test_what_was_not_settled_goes_on_as_a_ticket_of_who_had_it(parts: Core) -> None:
    chen = await staff(parts, "chen", ("tax",), on_duty=False)
    conversation = await queued(parts, group="tax", matter="reg_seal", summary="公章丢了")
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")
    await left(parts, conversation)
    (ticket,) = await tickets(parts)
    assert (ticket.conversation_id, ticket.state) == (conversation, "accepted")
    assert (ticket.group, ticket.matter, ticket.question) == ("tax", "reg_seal", "公章丢了")
    assert (ticket.assignee, ticket.phone) == (chen.id, "")
    assert ticket.number in (await said(parts, conversation))[-1].body["text"]


async def test_a_matter_with_a_ticket_gets_no_second_one(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.ticket_work.open(chen, conversation, key(), asked())
    await parts.desk.say(chen, conversation, key(), "帮办单登记好了")
    await left(parts, conversation)
    assert len(await tickets(parts)) == 1


async def test_who_was_let_go_and_comes_back_is_offered_the_same_person(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.say(chen, conversation, key(), "请发一下截图")
    await left(parts, conversation)
    await staff(parts, "wang", capacity=50)
    await parts.accounts.set_available(chen, True)
    await parts.inbox.ask_person(conversation, key())
    await until(lambda: _taken(parts, conversation))
    assert await holder(parts, conversation) == chen.id
    assert ("assigned", "same_person") in await decisions(parts, conversation)


async def transferred(
    parts: Core, words_after: str | None, somebody_free: bool = False
) -> tuple[str, Member, Member]:
    """A conversation that was answered once and is another member's now; who could have it next."""
    chen = await staff(parts, "chen", on_duty=False)
    wang = await staff(parts, "wang", on_duty=False)
    li = await staff(parts, "li", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.accounts.set_available(li, somebody_free)
    await parts.desk.say(chen, conversation, key(), "您好")
    if words_after:
        await parts.inbox.say(conversation, key(), words_after)
    await parts.desk.transfer(chen, conversation, key(), wang.id, "")
    return conversation, wang, li


async def test_who_was_given_unanswered_words_owes_the_answer_like_a_first_one(
    parts: Core,
) -> None:
    with parts.hub.subscribe(DESK) as news:
        conversation, wang, li = await transferred(parts, "还要多久", somebody_free=True)
        assert (await reminded(news, "first_reply")).staff_id == wang.id
        assert (await reminded(news, "reassigned")).staff_id == wang.id
    assert await holder(parts, conversation) == li.id


async def test_who_keeps_silent_on_what_was_given_to_them_is_reminded_on(parts: Core) -> None:
    with parts.hub.subscribe(DESK) as news:
        conversation, wang, _ = await transferred(parts, "还要多久")
        assert (await reminded(news, "silent")).staff_id == wang.id
        assert (await reminded(news, "silent_long")).staff_id in (wang.id, None)
    assert await holder(parts, conversation) == wang.id


async def test_after_a_transfer_with_everything_answered_it_is_the_visitors_turn(
    parts: Core,
) -> None:
    with parts.hub.subscribe(DESK) as news:
        conversation, *_ = await transferred(parts, None)
        await left(parts, conversation)
        assert not [n for n in news.take_all() if isinstance(n, ReminderNews) and n.about in OWING]
