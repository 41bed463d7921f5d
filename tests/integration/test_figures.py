"""The managers' figures: cases of known times give exactly what the definitions say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest

from bot.app import Core
from bot.conversations.log import now
from bot.desk.desk import Disposition
from bot.desk.figures import LISTS, NAMES, SHARES, p90
from bot.desk.hours import SHANGHAI
from bot.words import say
from effects import HandoffReason
from tests.integration.desk_figures import (
    FIGURES,
    assigned,
    at,
    case,
    figures,
    headers,
    member,
    rating,
    ticket,
    turn,
)
from tests.integration.sockets import Client

DAY = "2026-03-10"


@pytest.fixture
async def signed(parts: Core) -> dict[str, str]:
    """The headers of a manager."""
    await member(parts, "manager", "manager")
    return await headers(parts, "manager")


async def of_day(client: Client, signed: dict[str, str], day: str = DAY, **more: str) -> Any:
    report = await figures(client, signed, day, day, **more)
    return report["total"]


def counted(listed: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(one["label"], one["count"]) for one in listed]


def share(part: int, whole: int) -> dict[str, Any]:
    return {"part": part, "whole": whole, "share": part / whole if whole else None}


async def test_waiting_and_replies_are_those_of_the_days_cases(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    for taken, replied in ((10, 20), (20, 60), (30, 61), (100, 300)):
        await case(parts, at(10, "09:00"), taken=taken, replied=replied)
    await case(parts, at(10, "10:00"), closed=59, disposition="cancelled_by_visitor")
    await case(parts, at(10, "10:00"), closed=61, disposition="cancelled_by_visitor")
    await case(parts, at(10, "11:00"), reason="upset")
    found = await of_day(client, signed)
    assert (found["handed_over"], found["taken"], found["closed"]) == (7, 4, 2)
    assert (found["wait_median"], found["wait_p90"]) == (25, 100)
    assert (found["reply_median"], found["reply_p90"]) == (60.5, 300)
    assert found["reply_soon"] == share(2, 6)
    assert found["left_queue"] == share(2, 7)
    assert counted(found["reasons"]) == [("企业要求人工", 6), ("企业情绪不满", 1)]
    assert counted(found["dispositions"]) == [("取消排队", 2)]


async def test_who_has_waited_less_than_a_minute_is_not_yet_counted_as_late(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    asked = now()
    await case(parts, asked)
    found = await of_day(client, signed, f"{asked.astimezone(SHANGHAI):%Y-%m-%d}")
    assert (found["handed_over"], found["reply_soon"]) == (1, share(0, 0))


async def test_a_case_that_was_given_on_waited_until_it_was_first_taken(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    chen = await member(parts, "chen")
    queued = at(10, "09:00")
    moved = await case(parts, queued, taken=86_400, claimed_by=chen.id)
    given_back = await case(parts, queued)
    for one, seconds in ((moved, 40), (moved, 86_400), (given_back, 50)):
        await assigned(parts, one, queued + timedelta(seconds=seconds), chen)
    report = await figures(client, signed, DAY, "2026-03-11")
    assert [day["figures"]["taken"] for day in report["days"]] == [2, 0]
    assert report["total"]["wait_median"] == 45


async def test_a_filing_counts_as_right_the_first_time_unless_it_was_returned(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    chen, wang = await member(parts, "chen"), await member(parts, "wang")
    ends = (
        (chen, "filed_first_time"),
        (chen, "filed_first_time"),
        (chen, "resolved"),
        (wang, "returned"),
        (wang, "visitor_left"),
    )
    for who, end in ends:
        times = {"taken": 5.0, "closed": 600.0}
        await case(parts, at(10, "09:00"), **times, disposition=end, claimed_by=who.id)
    await ticket(parts, at(10, "09:00"), state="done", closed_at=at(10, "17:00"), assignee=wang.id)
    report = await figures(client, signed, DAY, DAY)
    assert report["total"]["first_time"] == share(2, 3)
    assert counted(report["total"]["dispositions"])[0] == ("一次申报成功", 2)
    assert report["members"] == [
        {
            "id": chen.id,
            "name": "chen",
            "handled": 3,
            "first_time": share(2, 2),
            "tickets_done": 0,
        },
        {
            "id": wang.id,
            "name": "wang",
            "handled": 2,
            "first_time": share(0, 1),
            "tickets_done": 1,
        },
    ]


async def test_answered_without_staff_are_conversations_with_an_answer_and_no_case(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    alone, _ = await turn(parts, at(10, "09:00"), "answered")
    await turn(parts, at(10, "09:05"), "fallback", alone)
    handed, _ = await turn(parts, at(10, "09:00"), "answered")
    await case(parts, at(10, "09:10"), conversation_id=handed)
    await turn(parts, at(10, "09:00"), "clarified")
    await turn(parts, at(10, "09:00"), None)
    await turn(parts, at(11, "09:00"), "answered", handed)
    report = await figures(client, signed, DAY, "2026-03-11")
    found = [day["figures"]["without_staff"] for day in report["days"]]
    assert found == [share(1, 4), share(1, 1)]
    assert report["total"]["without_staff"] == share(2, 5)


async def test_ratings_and_tickets_count_on_the_days_they_are_made(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    for useful in (True, True, False):
        await rating(parts, at(10, "09:00"), useful)
    await ticket(parts, at(10, "09:00"))
    await ticket(parts, at(10, "09:00"), state="rejected", closed_at=at(10, "10:00"))
    await ticket(parts, at(4, "09:00"), state="done", closed_at=at(10, "09:00"))
    await ticket(parts, at(5, "09:00"), state="done", closed_at=at(10, "09:00"))
    found = await of_day(client, signed)
    assert found["useful"] == share(2, 3)
    assert (found["tickets_opened"], found["tickets_done"]) == (2, 2)
    assert found["tickets_in_time"] == share(1, 2)


async def test_a_day_ends_at_midnight_in_shanghai(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    for day, clock in (
        (9, "23:59:59.999999"),
        (10, "00:00"),
        (10, "23:59:59.999999"),
        (11, "00:00"),
    ):
        moment = at(day, clock)
        await case(parts, moment, taken=0, replied=0, closed=0, disposition="resolved")
        await turn(parts, moment, "answered")
        await rating(parts, moment, True)
        await ticket(parts, moment, state="done", closed_at=moment)
    report = await figures(client, signed, "2026-03-09", "2026-03-11")
    assert [day["day"] for day in report["days"]] == ["2026-03-09", DAY, "2026-03-11"]
    whole = ("handed_over", "taken", "closed", "tickets_opened", "tickets_done")
    for day, expected in zip(report["days"], (1, 2, 1), strict=True):
        found = day["figures"]
        assert {found[name] for name in whole} == {expected}
        assert found["useful"] == share(expected, expected)
        assert found["without_staff"] == share(2 * expected, 2 * expected)
    assert await of_day(client, signed) == report["days"][1]["figures"]


async def test_a_case_over_several_days_counts_on_each_for_what_was_done_then(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    day = 86_400
    await case(
        parts, at(9, "12:00"), taken=day, replied=day, closed=2 * day, disposition="resolved"
    )
    report = await figures(client, signed, "2026-03-09", "2026-03-11")
    names = ("handed_over", "taken", "closed")
    found = [[one["figures"][name] for name in names] for one in report["days"]]
    assert found == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert [one["figures"]["wait_median"] for one in report["days"]] == [day, None, None]


async def test_a_group_is_shown_alone(client: Client, parts: Core, signed: dict[str, str]) -> None:
    for group, matter in (("tax", "tax_einvoice_issue"), ("general", None)):
        await case(parts, at(10, "09:00"), group=group)
        await ticket(parts, at(10, "09:00"), group=group)
        await turn(parts, at(10, "09:00"), "answered", matter=matter)
    await rating(parts, at(10, "09:00"), True)
    found = [await of_day(client, signed, group=group) for group in ("tax", "general", "ip")]
    assert [one["handed_over"] for one in found] == [1, 1, 0]
    assert [one["tickets_opened"] for one in found] == [1, 1, 0]
    assert [one["useful"]["whole"] for one in found] == [1, 0, 0]
    assert [one["without_staff"]["part"] for one in found] == [2, 1, 0]


async def test_where_nothing_was_there_is_no_share_and_no_time(
    client: Client, parts: Core, signed: dict[str, str]
) -> None:
    report = await figures(client, signed, "2026-01-01", "2026-04-02")
    assert len(report["days"]) == 92
    for found in (report["total"], report["days"][-1]["figures"]):
        assert {found[name]["share"] for name in SHARES} == {None}
        times = ("wait_median", "wait_p90", "reply_median", "reply_p90")
        assert {found[name] for name in times} == {None}
        assert found["reasons"] == found["dispositions"] == []
    assert report["members"] == []


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-03-10", "2026-03-09", "span"),
        ("2026-01-01", "2026-04-03", "span"),
        ("2026-02-29", "2026-03-01", "malformed"),
        ("1767225600", "1767225600", "malformed"),
        ("0001-01-01", "0001-01-01", "malformed"),
    ],
)
async def test_no_span_and_a_long_one_are_refused(
    client: Client, signed: dict[str, str], first: str, last: str, code: str
) -> None:
    for path, more in ((FIGURES, {}), (f"{FIGURES}/export", {"format": "csv"})):
        asked = {"from": first, "to": last, **more}
        answer = await client.get(path, headers=signed, params=asked)
        assert (answer.status, (await answer.json())["code"]) == (400, code)


@pytest.mark.parametrize(
    ("role", "status"),
    [("staff", 403), ("trainer", 403), ("supervisor", 200), ("manager", 200), ("admin", 200)],
)
async def test_only_who_sees_every_group_sees_figures(
    client: Client, parts: Core, role: Any, status: int
) -> None:
    await member(parts, "somebody", role)
    who = await headers(parts, "somebody")
    for path, more in ((FIGURES, {}), (f"{FIGURES}/export", {"format": "csv"})):
        answer = await client.get(path, headers=who, params={"from": DAY, "to": DAY, **more})
        assert answer.status == status
        if status == 403:
            assert (await answer.json())["message"] == say("desk.managers_only")


async def test_nobody_without_a_token_sees_figures(client: Client) -> None:
    answer = await client.get(FIGURES, params={"from": DAY, "to": DAY})
    assert answer.status == 401


async def test_every_figure_comes_with_its_definition(
    client: Client, signed: dict[str, str]
) -> None:
    report = await figures(client, signed, DAY, DAY)
    meant = {meaning["name"]: meaning["definition"] for meaning in report["meanings"]}
    assert set(meant) == {*report["total"], "handled"} == {*NAMES, *LISTS, "handled"}
    assert all(definition.endswith("。") for definition in meant.values())


def test_every_reason_and_every_end_of_a_case_has_a_name() -> None:
    ends = (*get_args(Disposition), "visitor_left", "cancelled_by_visitor")
    assert all(say(f"figures.reasons.{reason}") for reason in get_args(HandoffReason))
    assert all(say(f"figures.dispositions.{end}") for end in ends)


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (9, 9), (10, 9), (11, 10), (100, 90)])
def test_nine_of_ten_values_do_not_exceed_the_90th_percentile(count: int, expected: int) -> None:
    assert p90(range(count, 0, -1)) == expected
