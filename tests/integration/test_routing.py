"""Who gets a case: by group, capacity and turn; what was decided can be read afterwards."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bench.load.decisions import excess, inversions, miscounted, read
from bot.app import Core
from bot.conversations.hub import DESK, DutyNews
from bot.conversations.log import now
from bot.conversations.once import Refused, locked
from bot.desk.accounts import Member, NewAccount, Role
from bot.store.tables import Conversation, RoutingDecision, ServiceCase, Staff
from tests.integration.service import service

PASSWORD = "a long pass phrase"
PATIENCE = 30.0


def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    async with service(tmp_path, database_url) as running:
        yield running


async def queued(parts: Core, **case: object) -> str:
    """A conversation that waits; its case changed as a hand-over of another kind would have it."""
    conversation = await parts.inbox.open("cli", key())
    await parts.inbox.ask_person(conversation.id, key())
    if case:
        await parts.database.write(
            lambda session: session.execute(
                update(ServiceCase)
                .where(ServiceCase.conversation_id == conversation.id)
                .values(**case)
            )
        )
    return conversation.id


async def staff(
    parts: Core,
    login: str,
    groups: tuple[str, ...] = ("general",),
    capacity: int = 2,
    role: Role = "staff",
    on_duty: bool = True,
) -> Member:
    account = NewAccount(login, login, PASSWORD, role, frozenset(groups), capacity)
    member = await parts.accounts.add(account)
    await parts.presence.sign([member.id])
    if on_duty:
        await parts.accounts.set_available(member, True)
    return member


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await check():
            await asyncio.sleep(0.02)


async def holder(parts: Core, conversation_id: str) -> str | None:
    async def work(session: AsyncSession) -> str | None:
        return await session.scalar(
            select(Conversation.assignee).where(Conversation.id == conversation_id)
        )

    return await parts.database.read(work)


async def decisions(parts: Core, conversation_id: str) -> list[tuple[str, str]]:
    async def work(session: AsyncSession) -> list[tuple[str, str]]:
        rows = await session.execute(
            select(RoutingDecision.kind, RoutingDecision.reason)
            .join(ServiceCase, ServiceCase.id == RoutingDecision.case_id)
            .where(ServiceCase.conversation_id == conversation_id)
            .order_by(RoutingDecision.id)
        )
        return [(kind, reason) for kind, reason in rows]

    return await parts.database.read(work)


async def test_who_comes_on_duty_is_given_what_waits_up_to_their_capacity(parts: Core) -> None:
    conversations = [await queued(parts) for _ in range(3)]
    member = await staff(parts, "chen", capacity=2)

    async def two_given() -> bool:
        return [await holder(parts, c) for c in conversations] == [member.id, member.id, None]

    await until(two_given)
    assert await decisions(parts, conversations[0]) == [
        ("queued", "asked"),
        ("assigned", "least_loaded"),
    ]


async def test_the_next_one_is_given_the_moment_a_case_is_closed(parts: Core) -> None:
    member = await staff(parts, "chen", capacity=1)
    first = await queued(parts)
    await until(lambda: _held(parts, first, member))
    second = await queued(parts)
    await parts.desk.close(member, first, key(), "resolved")
    await until(lambda: _held(parts, second, member))


async def _held(parts: Core, conversation_id: str, member: Member) -> bool:
    return await holder(parts, conversation_id) == member.id


async def test_nobody_is_given_the_case_of_another_group(parts: Core) -> None:
    tax = await queued(parts, group="tax")
    general = await queued(parts)
    await staff(parts, "chen", ("general",))
    member = await staff(parts, "wang", ("tax",))
    await until(lambda: _held(parts, tax, member))

    async def given() -> bool:
        return await holder(parts, general) is not None

    await until(given)
    assert await holder(parts, general) != member.id


async def test_who_is_upset_comes_first_then_who_waits_longest(parts: Core) -> None:
    early = await queued(parts)
    upset = await queued(parts, priority=1)
    member = await staff(parts, "chen", capacity=1)
    await until(lambda: _held(parts, upset, member))
    assert await holder(parts, early) is None


async def test_who_fills_up_by_hand_meanwhile_costs_nobody_their_turn(parts: Core) -> None:
    chen = await staff(parts, "chen", capacity=2, on_duty=False)
    conversations = [await queued(parts) for _ in range(6)]
    wang = await staff(parts, "wang", capacity=2, on_duty=False)
    by_hand = (parts.desk.claim(chen, c, key()) for c in reversed(conversations))
    on_duty = (parts.accounts.set_available(member, True) for member in (chen, wang))
    await asyncio.gather(*by_hand, *on_duty, return_exceptions=True)
    parts.hub.publish(DESK, DutyNews())

    async def full() -> bool:
        return [load for _, load in await _loads(parts)] == [2, 2]

    await until(full)
    assert (await _judged(parts))["by_turn"] == 0


async def _judged(parts: Core) -> dict[str, int]:
    long_ago = now() - timedelta(hours=1)
    return inversions(await read(parts.database, long_ago))


async def test_nothing_overtakes_a_case_that_is_being_changed(parts: Core) -> None:
    first, second = await queued(parts), await queued(parts)
    held, changed = asyncio.Event(), asyncio.Event()

    async def changing(session: AsyncSession) -> None:
        await locked(session, first)
        held.set()
        await changed.wait()

    change = asyncio.create_task(parts.database.write(changing))
    await held.wait()
    coming = asyncio.create_task(staff(parts, "chen", capacity=1))
    parts.hub.publish(DESK, DutyNews())
    await asyncio.sleep(0.5)
    assert await holder(parts, second) is None
    changed.set()
    await change
    member = await coming
    await until(lambda: _held(parts, first, member))
    assert await holder(parts, second) is None


async def test_the_least_busy_gets_the_next_case(parts: Core) -> None:
    busy = await staff(parts, "chen", capacity=4, on_duty=False)
    held = [await queued(parts) for _ in range(2)]
    for conversation in held:
        await parts.desk.claim(busy, conversation, key())
    free = await staff(parts, "wang", capacity=4)
    await parts.accounts.set_available(busy, True)
    third = await queued(parts)
    await until(lambda: _held(parts, third, free))


async def test_who_was_there_last_is_there_again_within_a_day(parts: Core) -> None:
    before = await staff(parts, "chen", capacity=5)
    conversation = await queued(parts)
    await until(lambda: _held(parts, conversation, before))
    await staff(parts, "wang", capacity=50)
    await parts.desk.close(before, conversation, key(), "resolved")
    await parts.inbox.ask_person(conversation, key())
    await until(lambda: _held(parts, conversation, before))
    assert ("assigned", "same_person") in await decisions(parts, conversation)


async def test_who_gave_no_sign_of_life_is_given_nothing(parts: Core) -> None:
    member = await staff(parts, "chen")
    long_ago = now() - timedelta(minutes=5)
    await parts.database.write(
        lambda session: session.execute(update(Staff).values(seen_at=long_ago))
    )
    conversation = await queued(parts)
    await asyncio.sleep(0.5)
    assert await holder(parts, conversation) is None
    await parts.accounts.set_available(member, True)
    await queued(parts)
    await until(lambda: _held(parts, conversation, member))


async def test_a_full_desk_takes_no_more_by_hand_either(parts: Core) -> None:
    member = await staff(parts, "chen", capacity=1, on_duty=False)
    first, second = await queued(parts), await queued(parts)
    await parts.desk.claim(member, first, key())
    with pytest.raises(Refused) as refused:
        await parts.desk.claim(member, second, key())
    assert refused.value.code == "full"
    assert await holder(parts, second) is None


async def test_two_replicas_give_nobody_more_than_their_capacity(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        service(tmp_path, database_url) as one,
        service(tmp_path, database_url) as two,
    ):
        members = [await staff(one, f"m{i}", capacity=2) for i in range(3)]
        conversations = await asyncio.gather(
            *(queued(parts) for parts in [one, two] * 5), return_exceptions=False
        )
        for parts in (one, two):
            await parts.accounts.set_available(members[0], True)

        async def all_places_taken() -> bool:
            held = [await holder(one, c) for c in conversations]
            return len([h for h in held if h]) == 6

        await until(all_places_taken)
        await asyncio.sleep(0.3)
        counts = await one.database.read(_counts)
        assert counts == [(m.id, 2, 2) for m in sorted(members, key=lambda m: m.id)]


async def test_two_replicas_give_in_turn_while_people_ask_claim_talk_and_close(
    tmp_path: Path, database_url: str
) -> None:
    began = now()
    async with (
        service(tmp_path, database_url) as one,
        service(tmp_path, database_url) as two,
    ):
        members = [await staff(one, f"m{i}", capacity=2, on_duty=False) for i in range(4)]
        opened = [await one.inbox.open("cli", key()) for _ in range(24)]
        draw = random.Random(1)

        async def enterprise(parts: Core, conversation_id: str) -> None:
            for _ in range(2):
                await parts.inbox.ask_person(conversation_id, key())
                for _ in range(3):
                    await asyncio.sleep(draw.uniform(0, 0.1))
                    await parts.inbox.say(conversation_id, key(), "还在吗")
                await until(lambda: _given_back(parts, conversation_id))

        async def works(parts: Core, member: Member) -> None:
            await parts.accounts.set_available(member, True)
            parts.hub.publish(DESK, DutyNews())
            while True:
                await asyncio.sleep(draw.uniform(0, 0.1))
                listed = await parts.cases.seen_by(member)
                mine = [case.conversation for case in listed if case.assignee == member.id]
                if mine:
                    await parts.desk.close(member, draw.choice(mine), key(), "resolved")
                waits = [case.conversation for case in listed if case.owner == "queue"]
                if waits and draw.random() < 0.5:
                    with suppress(Refused):
                        await parts.desk.claim(member, draw.choice(waits), key())

        sides = cycle((one, two))
        work = [asyncio.create_task(works(next(sides), member)) for member in members]
        await asyncio.gather(*(enterprise(next(sides), c.id) for c in opened))
        for task in work:
            task.cancel()
        assert not [e for e in await asyncio.gather(*work, return_exceptions=True) if _fault(e)]
        decided = await read(one.database, began)
        assert inversions(decided)["by_turn"] == 0
        assert excess(decided, capacity=2) == 0
        assert await miscounted(one.database, [m.id for m in members]) == (0, 0)


async def _given_back(parts: Core, conversation_id: str) -> bool:
    query = select(Conversation.owner).where(Conversation.id == conversation_id)
    return await parts.database.read(lambda session: session.scalar(query)) == "bot"


def _fault(end: BaseException | None) -> bool:
    return not isinstance(end, asyncio.CancelledError)


async def _counts(session: AsyncSession) -> list[tuple[str, int, int]]:
    """Of each member: the load as counted, and what they hold."""
    rows = await session.execute(
        select(Staff.id, Staff.load, func.count(Conversation.id))
        .outerjoin(Conversation, Conversation.assignee == Staff.id)
        .group_by(Staff.id, Staff.load)
        .order_by(Staff.id)
    )
    return [(staff_id, load, held) for staff_id, load, held in rows]


async def test_a_case_transferred_to_a_colleague_is_theirs_with_the_note(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    wang = await staff(parts, "wang", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.transfer(chen, conversation, key(), wang.id, "他问过两次了")
    assert await holder(parts, conversation) == wang.id
    assert await decisions(parts, conversation) == [
        ("queued", "asked"),
        ("assigned", "pulled"),
        ("transferred", "to_person"),
    ]
    with pytest.raises(Refused):
        await parts.desk.say(chen, conversation, key(), "还在吗")
    assert [m.id for m, load in await _loads(parts) if load] == [wang.id]


async def _loads(parts: Core) -> list[tuple[Staff, int]]:
    return [(member, member.load) for member in await parts.accounts.colleagues()]


async def test_a_case_transferred_to_a_group_waits_there(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    await parts.desk.transfer(chen, conversation, key(), "tax", "")
    assert await holder(parts, conversation) is None
    tax = await staff(parts, "wang", ("tax",))
    await until(lambda: _held(parts, conversation, tax))


async def test_a_colleague_without_room_is_not_given_a_case(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    wang = await staff(parts, "wang", capacity=1, on_duty=False)
    first, second = await queued(parts), await queued(parts)
    await parts.desk.claim(chen, first, key())
    await parts.desk.claim(wang, second, key())
    with pytest.raises(Refused) as refused:
        await parts.desk.transfer(chen, first, key(), wang.id, "")
    assert refused.value.code == "colleague_full"
    assert await holder(parts, first) == chen.id


async def test_a_supervisor_takes_over_and_nobody_else_does(parts: Core) -> None:
    chen = await staff(parts, "chen", on_duty=False)
    boss = await staff(parts, "li", role="supervisor", on_duty=False)
    conversation = await queued(parts)
    await parts.desk.claim(chen, conversation, key())
    other = await staff(parts, "wang", on_duty=False)
    with pytest.raises(Refused):
        await parts.desk.take_over(other, conversation, key())
    await parts.desk.take_over(boss, conversation, key())
    assert await holder(parts, conversation) == boss.id
    assert ("taken_over", "supervisor") in await decisions(parts, conversation)
