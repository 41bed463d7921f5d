"""The same person on two channels: staff say so, see everything together, and can take it back."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.audit import Kind
from bot.conversations.once import Refused
from bot.conversations.persons import same_person
from bot.desk.accounts import Member, NewAccount
from bot.desk.around import Around, Surroundings
from bot.store.audit_tables import AuditEvent
from bot.store.person_tables import ContactLink
from bot.store.tables import AccessRecord, Conversation
from tests.integration.desk_tickets import PASSWORD, PHONE, asked, by_form, key, told

ELSEWHERE = "wechat_mp"


async def account(parts: Core, *groups: str, role: str = "staff") -> Member:
    made = NewAccount(key(), "李老师", PASSWORD, role, frozenset(groups))  # type: ignore[arg-type]
    return await parts.accounts.add(made)


@pytest.fixture
async def member(parts: Core) -> Member:
    return await account(parts, role="supervisor")


async def waiting(parts: Core, channel: str = "web") -> str:
    """A conversation that staff see."""
    conversation = await parts.inbox.open(channel, key())
    await parts.inbox.ask_person(conversation.id, key())
    return conversation.id


async def around(parts: Core, member: Member, conversation: str) -> Surroundings:
    async def work(session: AsyncSession) -> Conversation:
        return await session.get_one(Conversation, conversation)

    reader = Around(parts.database, parts.knowledge)
    return await reader.of(member, await parts.database.read(work))


async def audited(parts: Core) -> list[tuple[str, str, str | None]]:
    about_links = AuditEvent.kind.in_(("linked", "unlinked"))
    query = select(AuditEvent).where(about_links).order_by(AuditEvent.id)
    rows = await parts.database.read(lambda session: session.scalars(query))
    return [(row.kind, row.conversation_id, row.staff_id) for row in rows]


async def test_what_was_said_and_done_on_both_channels_stands_together(
    parts: Core, member: Member
) -> None:
    web = await by_form(parts, key())
    wechat = await waiting(parts, ELSEWHERE)
    ticket, _ = await parts.ticket_work.open(member, wechat, key(), asked())
    logs = [await told(parts, one) for one in (web, wechat)]
    await parts.persons.link(member, wechat, web)
    seen = await around(parts, member, wechat)
    assert {(brief.channel, brief.number == ticket.number) for brief in seen.tickets} == {
        ("web", False),
        (ELSEWHERE, True),
    }
    assert [(one.conversation, one.channel) for one in seen.persons] == [(web, "web")]
    assert seen.links[0].conversations == (wechat, web)
    # The logs stay each channel's own.
    assert [await told(parts, one) for one in (web, wechat)] == logs


async def test_a_link_says_who_made_it_when_and_between_which(parts: Core, member: Member) -> None:
    one, other = await waiting(parts), await waiting(parts, ELSEWHERE)
    await parts.persons.link(member, one, other)
    assert await audited(parts) == [("linked", one, member.id), ("linked", other, member.id)]
    query = select(AccessRecord.conversation_id).where(AccessRecord.what == "link")
    read = await parts.database.read(lambda session: session.scalars(query))
    assert set(read) == {one, other}


async def test_parting_leaves_everything_as_it_was(parts: Core, member: Member) -> None:
    web, wechat = await by_form(parts, key()), await waiting(parts, ELSEWHERE)
    before = await around(parts, member, wechat)
    made = await parts.persons.link(member, wechat, web)
    # Whatever comes to depend on it belongs to one conversation.
    await parts.ticket_work.open(member, wechat, key(), asked())
    await parts.persons.unlink(member, made.id)
    after = await around(parts, member, wechat)
    assert (after.persons, after.links) == ([], [])
    assert len(after.tickets) == len(before.tickets) + 1
    kinds: list[Kind] = ["linked", "linked", "unlinked", "unlinked"]
    assert [kind for kind, _, _ in await audited(parts)] == kinds


async def test_links_lead_on_and_end_where_one_is_undone(parts: Core, member: Member) -> None:
    one, two, three = [await waiting(parts) for _ in range(3)]
    await parts.persons.link(member, one, two)
    last = await parts.persons.link(member, two, three)
    seen = await around(parts, member, one)
    assert {person.conversation for person in seen.persons} == {two, three}
    await parts.persons.unlink(member, last.id)
    seen = await around(parts, member, one)
    assert {person.conversation for person in seen.persons} == {two}


@pytest.mark.parametrize("wrong", ["itself", "twice", "the other way round", "led on"])
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    parts: Core, member: Member, wrong: str
) -> None:
    one, two, three = [await waiting(parts) for _ in range(3)]
    await parts.persons.link(member, one, two)
    await parts.persons.link(member, two, three)
    before = await audited(parts)
    pairs = {
        "itself": (one, one),
        "twice": (one, two),
        "the other way round": (two, one),
        "led on": (one, three),
    }
    with pytest.raises(Refused) as refused:
        await parts.persons.link(member, *pairs[wrong])
    assert refused.value.code == ("same_conversation" if wrong == "itself" else "linked_already")
    assert await audited(parts) == before


async def test_a_link_is_undone_once(parts: Core, member: Member) -> None:
    made = await parts.persons.link(member, await waiting(parts), await waiting(parts))
    await parts.persons.unlink(member, made.id)
    with pytest.raises(Refused) as refused:
        await parts.persons.unlink(member, made.id)
    assert refused.value.code == "unknown_link"


async def test_of_many_who_link_the_same_at_once_one_does(parts: Core, member: Member) -> None:
    one, other = await waiting(parts), await waiting(parts)
    ways = [(one, other), (other, one)] * 5
    results = await asyncio.gather(
        *(parts.persons.link(member, *way) for way in ways), return_exceptions=True
    )
    assert [str(getattr(one, "code", "")) for one in results].count("linked_already") == 9
    rows = await parts.database.read(lambda session: session.scalars(select(ContactLink.id)))
    assert len(rows.all()) == 1


@pytest.mark.parametrize("search", ["示例公司", "陈女", PHONE, "8000", "138 0013 8000", "number"])
async def test_a_person_is_found_by_name_phone_or_ticket(
    parts: Core, member: Member, search: str
) -> None:
    web, wechat = await by_form(parts, key()), await waiting(parts, ELSEWHERE)
    number = (await around(parts, member, web)).tickets[0].number
    wanted = number if search == "number" else search
    found = await parts.persons.candidates(member, wechat, wanted)
    assert [one.conversation for one in found] == [web]


@pytest.mark.parametrize("search", ["陈", "138", "%%", "__", "没有这个人"])
async def test_what_is_too_short_or_a_pattern_finds_nobody(
    parts: Core, member: Member, search: str
) -> None:
    await by_form(parts, key())
    wechat = await waiting(parts, ELSEWHERE)
    try:
        assert await parts.persons.candidates(member, wechat, search) == []
    except Refused as refused:
        assert refused.code == "search_short"


async def test_who_is_linked_already_is_not_offered(parts: Core, member: Member) -> None:
    web, wechat = await by_form(parts, key()), await waiting(parts, ELSEWHERE)
    await parts.persons.link(member, wechat, web)
    assert await parts.persons.candidates(member, wechat, PHONE) == []


async def test_a_group_neither_finds_nor_links_nor_sees_what_is_another_groups(
    parts: Core, member: Member
) -> None:
    hers, theirs = await waiting(parts), await by_form(parts, key())
    clerk = await account(parts, "general")
    assert await parts.persons.candidates(clerk, hers, PHONE) == []
    with pytest.raises(Refused) as refused:
        await parts.persons.link(clerk, hers, theirs)
    assert refused.value.code == "unknown_conversation"
    made = await parts.persons.link(member, hers, theirs)
    seen = await around(parts, clerk, hers)
    assert (seen.persons, seen.links, seen.tickets) == ([], [], [])
    with pytest.raises(Refused) as refused:
        await parts.persons.unlink(clerk, made.id)
    assert refused.value.code == "unknown_link"


async def test_a_mistake_of_staff_shows_no_enterprise_what_another_one_told(
    parts: Core, member: Member
) -> None:
    """Only what the person proved with a code opens their own tickets in the other channel."""
    web, wechat = await by_form(parts, key()), await waiting(parts, ELSEWHERE)
    await parts.persons.link(member, wechat, web)

    async def contact(session: AsyncSession) -> int:
        conversation = await session.get_one(Conversation, wechat)
        return len(await same_person(session, conversation.contact_id, "code"))

    assert await parts.database.read(contact) == 1
