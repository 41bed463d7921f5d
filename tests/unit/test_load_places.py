"""What the measurement of the desk takes for the time in which a place was free in vain."""

from __future__ import annotations

from bench.load.places import Places


def test_a_place_waits_from_the_acknowledged_close_until_its_member_has_the_next_case() -> None:
    places = Places(queued={"a": 1.0})
    places.opened("chen", 5.0, 1, "steady")
    places.given("chen", "a", 5.25)
    assert places.found == {"start": [], "steady": [250.0]}


def test_a_place_for_which_nobody_waited_counts_from_when_somebody_does() -> None:
    places = Places(queued={"a": 7.0})
    places.opened("chen", 5.0, 1, "steady")
    places.given("chen", "a", 7.5)
    assert places.found["steady"] == [500.0]


def test_every_place_of_who_comes_on_duty_counts_from_then() -> None:
    places = Places(queued={"a": 0.0, "b": 0.0})
    places.opened("chen", 1.0, 2, "start")
    places.given("chen", "a", 1.25)
    places.given("chen", "b", 1.5)
    assert places.found == {"start": [250.0, 500.0], "steady": []}
    assert places.figures()["start_ms"]["count"] == 2


def test_a_case_that_comes_before_the_word_of_the_close_came_at_once() -> None:
    places = Places(queued={"a": 0.0, "b": 0.0})
    places.given("chen", "a", 4.0)
    places.opened("chen", 4.5, 1, "steady")
    places.opened("chen", 5.0, 1, "steady")
    places.given("chen", "b", 5.25)
    assert places.found["steady"] == [0.0, 250.0]


def test_a_place_filled_by_hand_was_not_waited_for() -> None:
    places = Places(queued={"a": 0.0})
    places.opened("chen", 1.0, 1, "steady")
    places.pulled("chen")
    places.opened("chen", 8.0, 1, "steady")
    places.given("chen", "a", 8.125)
    assert places.found["steady"] == [125.0]
