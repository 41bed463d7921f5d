"""Calls after bad grades: listed for who is to make them, done once, late ones told."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.hub import DESK, ReminderNews
from bot.conversations.log import after, now
from bot.conversations.once import Refused
from bot.desk.accounts import Member, NewAccount, Role
from bot.desk.follow_ups import FollowUp
from bot.store.tables import ServiceCase
from tests.integration.sockets import Client

PASSWORD = "a long pass phrase"


def key() -> str:
    return uuid.uuid4().hex


async def account(parts: Core, login: str, role: Role = "staff") -> Member:
    return await parts.accounts.add(NewAccount(login, login, PASSWORD, role))


@pytest.fixture
async def member(parts: Core) -> Member:
    return await account(parts, "chen")


async def graded(parts: Core, member: Member, grade: str = "5") -> str:
    """The conversation of a case that ended with this choice among the grades; 5 is the worst."""
    conversation = await parts.inbox.open("cli", key())
    await parts.inbox.ask_person(conversation.id, key())
    await parts.desk.claim(member, conversation.id, key())
    await parts.desk.close(member, conversation.id, key(), "resolved")
    await parts.inbox.say(conversation.id, key(), grade)
    return conversation.id


async def press(parts: Core, conversation: str, title: str) -> None:
    """Press the button of this title in the last message."""
    last = (await parts.database.read(lambda session: after(session, conversation, 0)))[-1]
    choice = next(c["id"] for c in last.body["choices"] if c["title"] == title)
    await parts.inbox.choose(conversation, key(), last.seq, choice)


async def owed(parts: Core, member: Member, done: bool = False) -> list[FollowUp]:
    return list((await parts.follow_ups.page(member, done, 100, 0))[0])


async def make_late(parts: Core) -> None:
    past = update(ServiceCase).values(follow_up_due_at=now() - timedelta(hours=1))
    await parts.database.write(lambda session: session.execute(past))


async def test_a_bad_grade_is_listed_with_what_the_enterprise_says_and_a_good_one_is_not(
    parts: Core, member: Member
) -> None:
    await graded(parts, member, "1")
    conversation = await graded(parts, member)
    await press(parts, conversation, "等得太久")
    await press(parts, conversation, "写几句评价")
    await parts.inbox.say(conversation, key(), "等了二十分钟")
    (call,) = await owed(parts, await account(parts, "wang", "supervisor"))
    assert (call.conversation, call.grade, call.staff_name) == (conversation, 1, "chen")
    assert (call.reason, call.comment, call.overdue) == ("等得太久", "等了二十分钟", False)


async def test_who_held_the_case_sees_it_and_a_colleague_does_not(
    parts: Core, member: Member
) -> None:
    await graded(parts, member)
    assert len(await owed(parts, member)) == 1
    assert await owed(parts, await account(parts, "li")) == []


async def test_a_call_is_done_once_with_a_note(parts: Core, member: Member) -> None:
    await graded(parts, member)
    chief = await account(parts, "wang", "supervisor")
    (call,) = await owed(parts, chief)
    done = await parts.follow_ups.done(chief, call.id, "已致歉，事情办好了")
    assert (done.done_by, done.note) == ("wang", "已致歉，事情办好了")
    assert await owed(parts, chief) == []
    assert [one.id for one in await owed(parts, chief, done=True)] == [call.id]
    # The answer was lost and it is sent again; a colleague is told that it is done.
    assert await parts.follow_ups.done(chief, call.id, "已致歉，事情办好了") == done
    with pytest.raises(Refused) as refused:
        await parts.follow_ups.done(member, call.id, "我打过了")
    assert refused.value.code == "followed_up"


async def test_of_several_who_call_at_once_one_is_noted(parts: Core, member: Member) -> None:
    await graded(parts, member)
    chief = await account(parts, "wang", "supervisor")
    (call,) = await owed(parts, chief)
    tries = (parts.follow_ups.done(chief, call.id, f"第{n}次") for n in range(10))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, FollowUp) for result in results) == 1


async def test_a_colleague_cannot_end_what_they_do_not_see(parts: Core, member: Member) -> None:
    await graded(parts, member)
    (call,) = await owed(parts, member)
    with pytest.raises(Refused) as refused:
        await parts.follow_ups.done(await account(parts, "li"), call.id, "打过了")
    assert refused.value.code == "unknown_follow_up"
    assert len(await owed(parts, member)) == 1


async def test_a_late_call_is_told_once_to_supervisors_and_who_held_the_case(
    parts: Core, member: Member
) -> None:
    await parts.overdue.stop()
    conversation = await graded(parts, member)
    await make_late(parts)
    with parts.hub.subscribe(DESK) as news:
        await asyncio.gather(parts.overdue.sweep(), parts.overdue.sweep())
        told = [item for item in news.take_all() if isinstance(item, ReminderNews)]
    assert sorted(told, key=str) == sorted(
        (ReminderNews(conversation, "call_late", who) for who in (None, member.id)), key=str
    )
    (call,) = await owed(parts, member)
    assert call.overdue


async def test_a_call_that_was_made_is_never_late(parts: Core, member: Member) -> None:
    await parts.overdue.stop()
    await graded(parts, member)
    (call,) = await owed(parts, member)
    await parts.follow_ups.done(member, call.id, "已回访")
    await make_late(parts)
    await parts.overdue.sweep()
    (done,) = await owed(parts, member, done=True)
    assert not done.overdue

    async def marked(session: AsyncSession) -> object:
        return await session.scalar(select(ServiceCase.follow_up_overdue_at))

    assert await parts.database.read(marked) is None


async def test_the_list_and_the_note_over_http(client: Client, parts: Core, member: Member) -> None:
    await graded(parts, member)
    signed = await client.post("/api/staff/session", json={"login": "chen", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {(await signed.json())['token']}"}
    listed = await client.get("/api/staff/follow-ups", headers=headers)
    assert listed.headers["Cache-Control"] == "no-store"
    (call,) = (await listed.json())["follow_ups"]
    path = f"/api/staff/follow-ups/{call['id']}"
    blank = await client.post(path, headers=headers, json={"note": "  "})
    assert (blank.status, (await blank.json())["code"]) == (409, "blank")
    done = await client.post(path, headers=headers, json={"note": "已回访"})
    assert (done.status, (await done.json())["note"]) == (200, "已回访")
    answer = await client.get("/api/staff/follow-ups", headers=headers, params={"done": "true"})
    assert (await answer.json())["total"] == 1
