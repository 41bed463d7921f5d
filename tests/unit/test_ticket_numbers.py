"""Ticket numbers: readable, of the day in Shanghai, and safe against a slip."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.ticket_opening import is_number, new_number
from understanding.lexicon import Lexicon
from understanding.masking import mask

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_a_new_number_is_a_number(at: datetime) -> None:
    assert is_number(new_number(at))
    assert re.fullmatch(r"BB\d{12}", new_number(at))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2025, 11, 24, 15, 59, tzinfo=UTC), "251124"),
        (datetime(2025, 11, 24, 16, 0, tzinfo=UTC), "251125"),
        (datetime(2025, 12, 31, 20, 0, tzinfo=UTC), "260101"),
    ],
)
def test_a_number_begins_with_the_day_in_shanghai(at: datetime, day: str) -> None:
    assert new_number(at)[2:8] == day


@given(MOMENTS, st.integers(2, 13), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(at: datetime, place: int, by: int) -> None:
    number = new_number(at)
    wrong = str((int(number[place]) + by) % 10)
    assert not is_number(number[:place] + wrong + number[place + 1 :])


@given(MOMENTS, st.integers(2, 12))
def test_two_neighbours_changed_over_are_noticed(at: datetime, place: int) -> None:
    number = new_number(at)
    one, other = number[place], number[place + 1]
    swapped = number[:place] + other + one + number[place + 2 :]
    assert is_number(swapped) == (one == other or {one, other} == {"0", "9"})


@pytest.mark.parametrize(
    "text", ["", "BB", "251124000019", "BB25112400001", "XX251124000019", "BB25112400001X"]
)
def test_other_texts_are_no_number(text: str) -> None:
    assert not is_number(text)


@given(MOMENTS)
def test_a_number_is_found_in_what_is_said_and_never_masked(at: datetime) -> None:
    number = new_number(at)
    text = f"单号{number}到哪一步了"
    assert mask(text) == text
    assert [(e.entity, e.value) for e in EMPTY.find(text)] == [("ticket_number", number)]


EMPTY = Lexicon({})
