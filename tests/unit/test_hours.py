"""When somebody is there: the week's hours, holidays and the days worked for them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.desk.hours import SHANGHAI, Hours
from bot.knowledge.matters import KnowledgeFault
from bot.knowledge.site import Site, load_site

SITE = {"district": "示例区", "assistant": "助手", "hotline": "12345"}
DAY = ["9:00-11:30", "13:30-17:00"]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
NOON = datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(clock: datetime = NOON, **more: Any) -> Hours:
    return Hours(Site.model_validate({**SITE, "hours": WEEK, **more}), lambda: clock)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        ("2026-09-30 09:00", True),
        ("2026-09-30 08:59", False),
        ("2026-09-30 11:30", False),
        ("2026-09-30 12:00", False),
        ("2026-09-30 16:59", True),
        ("2026-09-26 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # National Day
        ("2026-10-07 10:00", False),
        ("2026-10-08 10:00", True),
        ("2026-10-10 10:00", True),  # a Saturday worked for National Day
        ("2026-09-20 10:00", True),  # a Sunday worked for it
        ("2026-10-11 10:00", False),
    ],
)
def test_the_desk_keeps_its_hours_and_the_calendar_of_the_holidays(
    moment: str, there: bool
) -> None:
    assert hours().is_open(at(moment)) is there


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-09-30 10:00", "2026-09-30 10:00"),
        ("2026-09-30 12:00", "2026-09-30 13:30"),
        ("2026-09-30 17:00", "2026-10-08 09:00"),
        ("2026-10-09 18:00", "2026-10-10 09:00"),
        ("2026-10-10 18:00", "2026-10-12 09:00"),
    ],
)
def test_the_next_opening_is_after_the_holidays(moment: str, opens: str) -> None:
    assert hours().next_opening(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-29 10:00", 1, "2026-09-30 10:00"),
        ("2026-09-30 10:00", 1, "2026-10-08 10:00"),
        ("2026-10-09 10:00", 1, "2026-10-10 10:00"),
        ("2026-09-30 10:00", 5, "2026-10-13 10:00"),
        ("2026-09-29 12:00", 1, "2026-09-30 13:30"),
        ("2026-09-29 23:00", 1, "2026-09-30 17:00"),
        ("2026-09-29 03:00", 1, "2026-09-30 09:00"),
        ("2026-10-03 10:00", 1, "2026-10-08 10:00"),
    ],
)
def test_working_days_leave_holidays_out_and_end_within_the_hours(
    start: str, days: int, end: str
) -> None:
    assert hours().add_working_days(at(start), days) == at(end)


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("2026-09-30 08:00", "今天 9:00"),
        ("2026-09-29 18:00", "明天 9:00"),
        ("2026-09-30 18:00", "10月8日（周四）9:00"),
        ("2026-09-30 10:00", None),
    ],
)
def test_one_is_told_in_words_when_somebody_will_be_there(clock: str, told: str | None) -> None:
    assert hours(at(clock)).away() == told


def test_a_site_without_hours_is_always_open_and_still_counts_working_days() -> None:
    always = hours(hours=None)
    assert always.away() is None
    assert always.is_open(at("2026-10-01 03:00"))
    assert always.add_working_days(at("2026-09-30 03:00"), 1) == at("2026-10-08 03:00")


def test_dates_of_the_site_go_before_the_calendar() -> None:
    own = hours(closed=["2026-09-30"], open=["2026-10-03"])
    assert not own.is_open(at("2026-09-30 10:00"))
    assert own.is_open(at("2026-10-03 10:00"))
    assert own.add_working_days(at("2026-09-29 10:00"), 1) == at("2026-10-03 10:00")


def test_hours_on_saturdays_do_not_make_them_working_days() -> None:
    own = hours(hours={**WEEK, "saturday": ["9:00-11:30"]})
    assert own.is_open(at("2026-08-29 10:00"))
    assert own.add_working_days(at("2026-08-28 10:00"), 1) == at("2026-08-31 10:00")


def test_a_year_that_is_not_decreed_yet_has_only_weekends_and_says_so_once() -> None:
    far = hours()
    with capture_logs() as logs:
        assert far.is_open(at("2099-10-01 10:00"))
        assert not far.is_open(at("2099-10-03 10:00"))
    assert [(line["event"], line["year"]) for line in logs] == [("hours.year_unknown", 2099)]


SPANS = st.lists(
    st.integers(min_value=0, max_value=24 * 12 - 1), min_size=0, max_size=6, unique=True
).map(
    lambda marks: [
        f"{time(start // 12, start % 12 * 5):%H:%M}-{time(end // 12, end % 12 * 5):%H:%M}"
        for start, end in zip(*[iter(sorted(marks))] * 2, strict=False)
    ]
)
DATES = st.dates(date(2025, 12, 1), date(2027, 2, 1))
SITES = st.builds(
    lambda weekly, sure, closed, opened: Site.model_validate(
        {
            **SITE,
            "hours": {**weekly, "wednesday": weekly["wednesday"] or sure},
            "closed": closed,
            "open": opened,
        }
    ),
    st.fixed_dictionaries(dict.fromkeys((*WEEK, "saturday", "sunday"), SPANS)),
    st.just(DAY),
    st.lists(DATES, max_size=5),
    st.lists(DATES, max_size=5),
)
MOMENTS = st.builds(lambda day, clock: datetime.combine(day, clock, SHANGHAI), DATES, st.times())


@given(SITES, MOMENTS, st.floats(min_value=0, max_value=1, exclude_max=True))
def test_the_next_opening_is_open_and_nothing_before_it_is(
    site: Site, moment: datetime, share: float
) -> None:
    found = Hours(site)
    opening = found.next_opening(moment)
    assert opening >= moment
    assert found.is_open(opening)
    if opening > moment:
        assert not found.is_open(moment)
        # The smallest step before the opening, where a share of nearly all is rounded up to it.
        before = min(moment + (opening - moment) * share, opening - timedelta(microseconds=1))
        assert not found.is_open(before)
        assert not found.is_open(opening - timedelta(microseconds=1))


@given(SITES, MOMENTS, st.integers(min_value=1, max_value=15))
def test_working_days_never_end_on_a_closed_day_nor_out_of_hours(
    site: Site, moment: datetime, days: int
) -> None:
    found = Hours(site)
    end = found.add_working_days(moment, days)
    assert end > moment
    assert end.date() not in site.closed
    assert found.is_open(end) or found.is_open(end - timedelta(microseconds=1))
    first = moment.date() + timedelta(days=1)
    between = (first + timedelta(days=n) for n in range((end.date() - moment.date()).days))
    assert sum(found.works(day) for day in between) == days


@pytest.mark.parametrize(
    "faulty",
    [
        "hours: {monday: [17:00-9:00]}",
        "hours: {monday: [9:00-12:00, 11:00-17:00]}",
        "hours: {monday: [9]}",
        "hours: {monday: [morning]}",
        "hours: {saturday: [9:00-12:00]}",
        "hours: {funday: [9:00-12:00]}",
        "closed: [tomorrow]",
    ],
)
def test_hours_that_cannot_be_meant_are_a_fault_of_the_site(tmp_path: Path, faulty: str) -> None:
    named = "\n".join(f'{name}: "{value}"' for name, value in SITE.items())
    (tmp_path / "site.yml").write_text(f"{named}\n{faulty}\n", encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="site.yml"):
        load_site(tmp_path / "site.yml")
