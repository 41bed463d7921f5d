"""Staff at work on tickets: found, opened, changed and noted on; the enterprise hears its part."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.app import Core
from bot.conversations.hub import DESK, CaseNews
from bot.conversations.once import Refused
from bot.desk.accounts import Member, NewAccount
from bot.desk.hours import Hours
from bot.desk.ticket_book import Wanted
from bot.store.tables import ServiceCase
from tests.integration.desk_tickets import (
    PASSWORD,
    PHONE,
    TICKETS,
    asked,
    by_form,
    by_staff,
    got,
    key,
    signed_in,
    told,
    waiting,
)
from tests.integration.sockets import Client
from tests.integration.unlimited import rows


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))


@pytest.fixture
async def staff(parts: Core, member: Member) -> dict[str, str]:
    return await signed_in(parts)


async def numbers(client: Client, staff: dict[str, str], **filters: str) -> list[str]:
    """The numbers that a filter finds, the oldest first."""
    listed = await got(client, staff, **filters)
    assert listed["total"] == len(listed["tickets"])
    return [ticket["number"] for ticket in reversed(listed["tickets"])]


async def test_a_ticket_of_the_form_has_a_group_deadlines_in_working_days_and_a_history(
    client: Client, parts: Core, staff: dict[str, str]
) -> None:
    conversation = await by_form(parts, "visitor")
    (ticket,) = (await got(client, staff))["tickets"]
    assert (ticket["conversation"], ticket["source"]) == (conversation, "form")
    assert (ticket["group"], ticket["priority"]) == ("registration", "normal")
    hours, opened = Hours(parts.site), datetime.fromisoformat(ticket["created_at"])
    for name, days in (("contact_due_at", 1), ("due_at", 5)):
        assert datetime.fromisoformat(ticket[name]) == hours.add_working_days(opened, days)
    detail = await got(client, staff, f"/{ticket['number']}")
    assert detail["ticket"] == ticket
    assert [(line["kind"], line["staff"]) for line in detail["history"]] == [("opened", None)]


async def test_tickets_are_found_by_state_group_assignee_and_lateness(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    tax = await by_staff(parts, member)
    legal = await by_staff(parts, member, matter="law_labor_arbitration")
    general = await by_staff(parts, member, matter=None)
    await parts.ticket_work.change(member, legal, 1, {"state": "done"})
    await parts.ticket_work.change(member, general, 1, {"assignee": member.id})
    assert await numbers(client, staff) == [tax, legal, general]
    assert await numbers(client, staff, state="done") == [legal]
    assert await numbers(client, staff, state="accepted", group="tax") == [tax]
    assert await numbers(client, staff, group="general") == [general]
    assert await numbers(client, staff, assignee=member.id) == [general]
    assert await numbers(client, staff, assignee=str(uuid.uuid4())) == []
    assert await numbers(client, staff, overdue="false") == [tax, legal, general]
    assert await numbers(client, staff, overdue="true") == []


async def test_a_search_takes_chinese_words_as_they_are_also_what_sql_reads_as_any_sign(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    percent = await by_staff(parts, member, question="税率是 6% 还是 13%")
    under = await by_staff(parts, member, enterprise_name="上海 A_B 科技（集团）有限公司")
    name = await by_staff(parts, member, contact_name="欧阳先生")
    assert await numbers(client, staff, q="%") == [percent]
    assert await numbers(client, staff, q="_") == [under]
    assert await numbers(client, staff, q="/") == []
    assert await numbers(client, staff, q="科技（集团）") == [under]
    assert await numbers(client, staff, q="a_b") == [under]
    assert await numbers(client, staff, q="欧阳") == [name]
    assert await numbers(client, staff, q=name[4:]) == [name]
    assert await numbers(client, staff, q="' OR 1=1 --") == []


async def test_the_pages_of_a_list_hold_every_ticket_once(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    made = [await by_staff(parts, member) for _ in range(5)]
    pages = [await got(client, staff, limit="2", offset=str(offset)) for offset in (0, 2, 4, 6)]
    assert [page["total"] for page in pages] == [5] * 4
    seen = [ticket["number"] for page in pages for ticket in page["tickets"]]
    assert seen == made[::-1]


async def test_of_two_who_change_a_ticket_at_once_one_is_told_to_look_again(
    parts: Core, member: Member
) -> None:
    number = await by_staff(parts, member)
    changes = [
        parts.ticket_work.change(member, number, 1, {"state": state})
        for state in ("processing", "done", "rejected", "waiting_enterprise")
    ]
    results = await asyncio.gather(*changes, return_exceptions=True)
    refused = [result.code for result in results if isinstance(result, Refused)]
    assert refused == ["changed"] * 3
    ticket, history = await parts.ticket_book.read(member, number)
    assert ticket.version == 2
    assert [line.kind for line in history] == ["opened", "state"]


async def test_a_change_over_an_older_version_changes_nothing_and_says_what_to_do(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    path = f"{TICKETS}/{number}"
    first = await client.patch(path, headers=staff, json={"version": 1, "priority": "urgent"})
    assert (await first.json())["ticket"]["version"] == 2
    second = await client.patch(path, headers=staff, json={"version": 1, "state": "done"})
    error = await second.json()
    assert (second.status, error["code"]) == (409, "changed")
    assert "刷新" in error["message"]
    found = await got(client, staff, f"/{number}")
    assert (found["ticket"]["state"], found["ticket"]["priority"]) == ("accepted", "urgent")


async def test_a_ticket_is_assigned_made_complex_closed_and_opened_again(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    number = await by_staff(parts, member)
    path, version = f"{TICKETS}/{number}", 1

    async def change(**values: Any) -> dict[str, Any]:
        nonlocal version
        answer = await client.patch(path, headers=staff, json={"version": version, **values})
        assert answer.status == 200, await answer.text()
        ticket: dict[str, Any] = (await answer.json())["ticket"]
        version = ticket["version"]
        return ticket

    assigned = await change(assignee=member.id)
    assert (assigned["assignee"], assigned["assignee_name"]) == (member.id, "陈老师")
    kept = await change(complex=True, state=None)
    assert kept["assignee"] == member.id
    opened = datetime.fromisoformat(kept["created_at"])
    due = Hours(parts.site).add_working_days(opened, 15)
    assert datetime.fromisoformat(kept["due_at"]) == due
    assert (await change(assignee=None))["assignee"] is None
    assert (await change(state="done"))["closed_at"] is not None
    assert (await change(state="processing"))["closed_at"] is None
    same = await change(state="processing")
    assert same["version"] == 6
    history = (await got(client, staff, f"/{number}"))["history"]
    assert [(line["kind"], line["before"], line["after"]) for line in history[1:]] == [
        ("assignee", None, member.id),
        ("complex", "false", "true"),
        ("assignee", member.id, None),
        ("state", "accepted", "done"),
        ("state", "done", "processing"),
    ]
    assert {line["staff_name"] for line in history} == {"陈老师"}


@pytest.mark.parametrize("owner", ["bot", "queue", "staff"])
async def test_the_enterprise_hears_of_states_and_public_notes_whoever_has_its_conversation(
    parts: Core, member: Member, owner: str
) -> None:
    conversation = await by_form(parts, "visitor")
    if owner != "bot":
        await parts.inbox.ask_person(conversation, key())
    if owner == "staff":
        await parts.desk.claim(member, conversation, key())
    lines, _ = await parts.ticket_book.page(member, Wanted(), 10, 0)
    number, work = lines[0].number, parts.ticket_work
    before = len(await told(parts, conversation))
    await work.change(member, number, 1, {"state": "waiting_enterprise", "priority": "urgent"})
    await work.note(member, number, key(), "请补交营业执照副本", public=True)
    await work.note(member, number, key(), "这家上次也没交齐", public=False)
    await work.change(member, number, 2, {"assignee": member.id})
    heard = (await told(parts, conversation))[before:]
    assert len(heard) == 2
    assert "待企业补充" in heard[0] and number in heard[0]
    assert "请补交营业执照副本" in heard[1]
    assert not any(PHONE in line or "上次" in line for line in heard)


async def test_an_internal_note_is_never_shown_to_the_visitor_also_not_with_the_status(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    conversation = await by_form(parts, "visitor")
    number = (await got(client, staff))["tickets"][0]["number"]
    note = {"key": key(), "text": "内部：法人电话打不通", "public": False}
    path = f"{TICKETS}/{number}/notes"
    answers = [await client.post(path, headers=staff, json=note) for _ in range(2)]
    histories = [(await answer.json())["history"] for answer in answers]
    assert histories[0] == histories[1]
    assert [(line["text"], line["public"]) for line in histories[0][1:]] == [
        ("内部：法人电话打不通", False)
    ]
    assert not any("打不通" in line for line in await told(parts, conversation))


async def test_staff_open_a_ticket_for_a_conversation_once_a_key_and_the_visitor_gets_the_number(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    conversation = await waiting(parts, "visitor")
    wanted = {
        "key": key(),
        "conversation": conversation,
        "question": "公章丢了",
        "matter": "reg_seal",
        "enterprise_name": "示例公司",
        "contact_name": "陈女士",
        "phone": "+86 138 0013 8000",
        "complex": True,
    }
    answers = [await client.post(TICKETS, headers=staff, json=wanted) for _ in range(2)]
    first, again = [await answer.json() for answer in answers]
    assert first == again
    ticket = first["ticket"]
    assert (ticket["source"], ticket["group"], ticket["complex"]) == ("staff", "registration", True)
    assert ticket["phone"] == PHONE
    cards = [line for line in await told(parts, conversation) if ticket["number"] in line]
    assert len(cards) == 1 and PHONE not in cards[0]
    assert (await rows(parts))["ticket"] == 1


async def test_what_the_enterprise_has_told_before_need_not_be_asked_again(
    client: Client, parts: Core, staff: dict[str, str]
) -> None:
    conversation = await by_form(parts, "visitor")
    await parts.inbox.ask_person(conversation, key())
    wanted = {"key": key(), "conversation": conversation, "question": "还有一件事"}
    answer = await client.post(TICKETS, headers=staff, json=wanted)
    ticket = (await answer.json())["ticket"]
    assert (ticket["enterprise_name"], ticket["contact_name"]) == ("示例公司", "陈女士")
    assert (ticket["phone"], ticket["group"]) == (PHONE, "general")


async def test_who_opens_a_ticket_has_it_unless_they_say_otherwise_or_another_group_works_on_it(
    client: Client, parts: Core
) -> None:
    groups = frozenset({"registration", "general"})
    member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD, groups=groups))
    staff = await signed_in(parts)
    conversation = await waiting(parts, "visitor")
    await parts.desk.claim(member, conversation, key())
    contact = {"enterprise_name": "示例公司", "contact_name": "陈女士", "phone": PHONE}
    assigned = []
    for more in (
        {"matter": "reg_seal"},
        {"matter": "reg_seal", "mine": False},
        {"matter": "tax_einvoice_issue"},
        {"matter": "tax_einvoice_issue", "mine": True},
    ):
        wanted = {"key": key(), "conversation": conversation, "question": "办事"} | contact | more
        answer = await client.post(TICKETS, headers=staff, json=wanted)
        assigned.append((await answer.json())["ticket"]["assignee_name"])
    assert assigned == ["陈老师", None, None, None]


async def test_a_ticket_without_a_matter_is_the_group_s_that_has_the_case(
    client: Client, parts: Core
) -> None:
    groups = frozenset({"legal"})
    member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD, groups=groups))
    staff = await signed_in(parts)
    conversation = await waiting(parts, "visitor")
    async with parts.database.engine.begin() as connection:
        await connection.execute(update(ServiceCase).values(group="legal"))
    await parts.desk.claim(member, conversation, key())
    contact = {"enterprise_name": "示例公司", "contact_name": "陈女士", "phone": PHONE}
    wanted = {"key": key(), "conversation": conversation, "question": "办事"} | contact
    answer = await client.post(TICKETS, headers=staff, json=wanted)
    ticket = (await answer.json())["ticket"]
    assert (ticket["group"], ticket["assignee_name"]) == ("legal", "陈老师")


async def test_what_staff_write_into_a_ticket_is_known_of_the_enterprise_from_then_on(
    client: Client, parts: Core, member: Member, staff: dict[str, str]
) -> None:
    conversation = await waiting(parts, "visitor")
    await parts.desk.claim(member, conversation, key())
    await parts.desk.close(member, conversation, key(), "resolved")
    await parts.inbox.say(conversation, key(), "5")
    with parts.hub.subscribe(DESK) as news:
        wanted = {"key": key(), "conversation": conversation, "question": "公章丢了"}
        wanted |= {
            "enterprise_name": "示例公司",
            "contact_name": "陈女士",
            "phone": "138 0013 8000",
        }
        assert (await client.post(TICKETS, headers=staff, json=wanted)).status == 200
        assert CaseNews(conversation) in news.take_all()
    answer = await client.get(f"/api/staff/conversations/{conversation}", headers=staff)
    known = await answer.json()
    assert (known["enterprise_name"], known["contact_name"]) == ("示例公司", "陈女士")
    assert (known["phone"], known["uscc"]) == (PHONE, None)
    calls = await client.get("/api/staff/follow-ups", headers=staff)
    assert [call["phone"] for call in (await calls.json())["follow_ups"]] == [PHONE]


async def test_staff_add_to_what_the_enterprise_has_told_and_replace_nothing_of_it(
    client: Client, parts: Core, staff: dict[str, str]
) -> None:
    conversation = await by_form(parts, "visitor")
    await parts.inbox.ask_person(conversation, key())
    wanted = {"key": key(), "conversation": conversation, "question": "还有一件事"}
    wanted |= {"contact_name": "李先生", "phone": "13900139000", "uscc": "91310104MA1FRAAA0X"}
    ticket = (await (await client.post(TICKETS, headers=staff, json=wanted)).json())["ticket"]
    assert (ticket["contact_name"], ticket["phone"]) == ("李先生", "13900139000")
    answer = await client.get(f"/api/staff/conversations/{conversation}", headers=staff)
    known = await answer.json()
    assert (known["contact_name"], known["phone"]) == ("陈女士", PHONE)
    assert known["uscc"] == wanted["uscc"]


async def test_a_member_sees_the_tickets_of_its_groups_only_and_a_supervisor_all(
    parts: Core, member: Member
) -> None:
    tax = await by_staff(parts, member)
    legal = await by_staff(parts, member, matter="law_labor_arbitration")
    of_tax = Member(member.id, "税务", "staff", frozenset({"tax"}))
    nobody = Member(member.id, "新人", "staff", frozenset())
    supervisor = Member(member.id, "主管", "supervisor", frozenset())
    seen = {}
    for one in (of_tax, nobody, supervisor):
        lines, total = await parts.ticket_book.page(one, Wanted(), 10, 0)
        assert total == len(lines)
        seen[one.name] = {line.number for line in lines}
    assert seen == {"税务": {tax}, "新人": set(), "主管": {tax, legal}}
    assert (await parts.ticket_book.read(of_tax, tax))[0].group == "tax"
    for attempt in (
        parts.ticket_book.read(of_tax, legal),
        parts.ticket_work.change(of_tax, legal, 1, {"state": "done"}),
        parts.ticket_work.note(of_tax, legal, key(), "看看", public=False),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.code == "unknown_ticket"
    foreign = await waiting(parts, "visitor")
    await parts.desk.claim(member, foreign, key())
    made, _ = await parts.ticket_work.open(of_tax, foreign, key(), asked(matter="reg_seal"))
    assert made.group == "registration"


async def test_a_phone_number_never_gets_into_the_logs(
    client: Client,
    parts: Core,
    member: Member,
    staff: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with capture_logs() as logs:
        number = await by_staff(parts, member, question=f"请打 {PHONE}")
        path = f"{TICKETS}/{number}"
        note = {"key": key(), "text": f"打了 {PHONE}", "public": True}
        await client.post(f"{path}/notes", headers=staff, json=note)
        await client.patch(path, headers=staff, json={"version": 9, "state": "done"})
        await client.get(TICKETS, headers=staff, params={"q": PHONE})
        await client.get(f"{TICKETS}/export", headers=staff, params={"format": "csv"})
    assert [line["tickets"] for line in logs if line["event"] == "tickets.exported"] == [1]
    output = capsys.readouterr()
    assert PHONE not in f"{logs}{output.out}{output.err}{caplog.text}"
