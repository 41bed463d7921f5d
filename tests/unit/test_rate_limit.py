"""So many at once, then so many a second, for each key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.security.limits import KEYS, RateLimit


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def passed(limit: RateLimit, tries: int, key: str = "a") -> int:
    return sum(limit.wait(key) == 0.0 for _ in range(tries))


def test_as_many_as_the_burst_pass_at_once() -> None:
    assert passed(RateLimit(5, 1.0, Clock()), 20) == 5


def test_after_the_burst_so_many_a_second_pass() -> None:
    clock = Clock()
    limit = RateLimit(5, 2.0, clock)
    passed(limit, 5)
    clock.now += 1.0
    assert passed(limit, 20) == 2


def test_a_long_silence_gives_no_more_than_the_burst() -> None:
    clock = Clock()
    limit = RateLimit(3, 10.0, clock)
    passed(limit, 3)
    clock.now += 3600
    assert passed(limit, 20) == 3


def test_one_who_waits_as_told_may_pass() -> None:
    clock = Clock()
    limit = RateLimit(1, 0.1, clock)
    passed(limit, 1)
    wait = limit.wait("a")
    assert wait == pytest.approx(10.0)
    clock.now += wait + 1e-6
    assert limit.wait("a") == 0.0


def test_asking_too_early_does_not_make_the_wait_longer() -> None:
    limit = RateLimit(1, 0.1, Clock())
    passed(limit, 50)
    assert limit.wait("a") == pytest.approx(10.0)


def test_one_key_takes_nothing_from_another() -> None:
    limit = RateLimit(2, 1.0, Clock())
    passed(limit, 10, "a")
    assert passed(limit, 10, "b") == 2


def test_a_flood_of_keys_does_not_let_a_busy_one_pass() -> None:
    limit = RateLimit(1, 0.001, Clock())
    passed(limit, 1, "busy")
    for number in range(KEYS * 2):
        limit.wait(str(number))
        if number % 100 == 0:
            assert limit.wait("busy") > 0.0


@given(
    st.integers(1, 5),
    st.floats(0.1, 10),
    st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_never_more_than_burst_and_rate_together(
    burst: int, rate: float, pauses: list[float]
) -> None:
    clock = Clock()
    limit, count = RateLimit(burst, rate, clock), 0
    for pause in pauses:
        clock.now += pause
        count += limit.wait("a") == 0.0
    assert count <= burst + rate * sum(pauses) + 1e-6
