"""What the measurement of the desk counts as too much, as out of turn, and as a delay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bench.load.decisions import Decided, delays, excess, inversions

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
TAX, UPSET = ("tax", 0), ("tax", 1)


def at(ms: float) -> datetime:
    return START + timedelta(milliseconds=ms)


def queued(ms: float, case: str, line: tuple[str, int] = TAX) -> Decided:
    return Decided(at(ms), "queued", None, case, "asked", line, at(ms))


def given(
    ms: float,
    case: str,
    waits_since: float = 0,
    staff: str = "chen",
    reason: str = "least_loaded",
    line: tuple[str, int] = TAX,
) -> Decided:
    return Decided(at(ms), "assigned", staff, case, reason, line, at(waits_since))


def closed(ms: float, case: str, staff: str = "chen") -> Decided:
    return Decided(at(ms), "closed", staff, case, "resolved", TAX, at(0))


def test_a_place_that_was_given_up_may_be_filled_again() -> None:
    both = [given(1, "a"), given(2, "b")]
    assert excess([*both, closed(3, "a"), given(4, "c")], capacity=2) == 0
    assert excess([*both, given(3, "c"), closed(4, "a")], capacity=2) == 1


def test_a_case_taken_over_is_no_longer_with_who_had_it() -> None:
    taken = Decided(at(2), "taken_over", "wang", "a", "supervisor", TAX, at(0))
    assert excess([given(1, "a"), taken, given(3, "b")], capacity=1) == 0


NOTHING = {"by_turn": 0, "same_person": 0, "pulled": 0}


@pytest.mark.parametrize(
    ("decisions", "found"),
    [
        ([queued(1, "a"), queued(2, "b"), given(3, "a", 1), given(4, "b", 2)], {}),
        ([queued(1, "a"), queued(2, "b"), given(3, "b", 2), given(4, "a", 1)], {"by_turn": 1}),
        ([queued(1, "a"), queued(2, "b"), given(3, "b", 2, reason="pulled")], {"pulled": 1}),
        (
            [queued(1, "a"), queued(2, "b"), given(3, "b", 2, reason="same_person")],
            {"same_person": 1},
        ),
        ([queued(1, "a"), queued(2, "b", UPSET), given(3, "b", 2, line=UPSET)], {}),
        ([queued(2, "b"), given(3, "b", 2), queued(4, "a")], {}),
    ],
)
def test_who_is_passed_over_is_counted_by_how_the_other_case_was_taken(
    decisions: list[Decided], found: dict[str, int]
) -> None:
    assert inversions(decisions) == NOTHING | found


def test_a_delay_lasts_from_becoming_free_to_the_next_case() -> None:
    waiting = [queued(1, "a"), queued(2, "b"), queued(3, "c")]
    on = {"chen": at(10)}
    decisions = [*waiting, given(14, "a"), closed(20, "a"), given(27, "b")]
    assert delays(decisions, on) == [4, 7]


def test_what_nobody_waited_for_is_no_delay() -> None:
    on = {"chen": at(0)}
    assert delays([queued(5, "a"), given(6, "a")], on) == []
    decisions = [queued(1, "a"), given(2, "a", staff="wang"), closed(3, "x"), queued(50, "b")]
    assert delays([*decisions, given(60, "b")], {}) == []


def test_a_place_filled_by_hand_is_no_delay() -> None:
    waiting = [queued(1, "a"), queued(2, "b")]
    decisions = [*waiting, closed(5, "x"), given(6, "b", reason="pulled"), given(9, "a")]
    assert delays(decisions, {}) == []
