"""Visitor tokens, the secret that signs them, and rate limits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.secret import secret_of
from bot.security.limits import KEYS, RateLimit
from bot.security.tokens import TokenInvalid, VisitorTokens
from bot.settings import Settings

SECRET = "a secret that only this test knows, and nobody else at all"


def forged(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """A token that somebody else made; None leaves a claim out."""
    claims = {"sub": "v1", "aud": "visitor", "exp": datetime.now(UTC) + timedelta(days=1)}
    whole = {key: value for key, value in (claims | changes).items() if value is not None}
    return jwt.encode(whole, secret if algorithm != "none" else "", algorithm=algorithm)


@pytest.fixture
def tokens() -> VisitorTokens:
    return VisitorTokens(SECRET, days=30)


def test_a_token_leads_back_to_its_visitor(tokens: VisitorTokens) -> None:
    visitor = tokens.new_visitor()
    token, _ = tokens.issue(visitor)
    assert tokens.visitor(token) == visitor


def test_a_token_says_when_it_expires(tokens: VisitorTokens) -> None:
    _, expires = tokens.issue("v1")
    rest = expires - datetime.now(UTC)
    assert timedelta(days=29) < rest <= timedelta(days=30)


def test_no_two_visitors_are_the_same(tokens: VisitorTokens) -> None:
    assert len({tokens.new_visitor() for _ in range(100)}) == 100


def test_the_tokens_of_the_test_would_pass_when_nothing_is_changed(tokens: VisitorTokens) -> None:
    assert tokens.visitor(forged()) == "v1"


def test_an_expired_token_opens_nothing(tokens: VisitorTokens) -> None:
    with pytest.raises(TokenInvalid, match="ExpiredSignatureError"):
        tokens.visitor(forged(exp=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.mark.parametrize(
    "token",
    [
        forged(secret="another secret of the same length.."),
        forged(algorithm="none"),
        forged(algorithm="HS384"),
        forged(aud="staff"),
        forged(aud=None),
        forged(exp=None),
        forged(sub=None),
        "",
        "no.token.atall",
        "abc",
    ],
    ids=[
        "secret",
        "none",
        "HS384",
        "audience",
        "no audience",
        "no expiry",
        "no subject",
        "empty",
        "three words",
        "one word",
    ],
)
def test_a_token_that_was_not_issued_opens_nothing(tokens: VisitorTokens, token: str) -> None:
    with pytest.raises(TokenInvalid):
        tokens.visitor(token)


@given(st.integers(0, 2), st.data())
def test_a_token_with_a_changed_part_opens_nothing(part: int, data: st.DataObject) -> None:
    tokens = VisitorTokens(SECRET, days=30)
    parts = tokens.issue("v1")[0].split(".")
    place = data.draw(st.integers(0, len(parts[part]) - 2))
    letter = data.draw(st.sampled_from("AZaz09-_").filter(lambda new: new != parts[part][place]))
    parts[part] = parts[part][:place] + letter + parts[part][place + 1 :]
    with pytest.raises(TokenInvalid):
        tokens.visitor(".".join(parts))


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 characters"):
        VisitorTokens("x" * 31, days=30)


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_burst_passes_and_the_next_one_waits(clock: Clock) -> None:
    limit = RateLimit(3, 0.5, clock)
    assert [limit.wait("a") for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]


def test_after_the_wait_exactly_one_passes(clock: Clock) -> None:
    limit = RateLimit(1, 0.5, clock)
    limit.wait("a")
    clock.now += limit.wait("a")
    assert limit.wait("a") == 0.0
    assert limit.wait("a") > 0.0


def test_asking_in_vain_does_not_make_the_wait_longer(clock: Clock) -> None:
    limit = RateLimit(1, 1.0, clock)
    limit.wait("a")
    assert [limit.wait("a") for _ in range(5)] == [1.0] * 5


def test_one_key_does_not_use_up_another(clock: Clock) -> None:
    limit = RateLimit(1, 1.0, clock)
    limit.wait("a")
    assert limit.wait("b") == 0.0


def test_a_long_rest_gives_no_more_than_the_burst(clock: Clock) -> None:
    limit = RateLimit(2, 1.0, clock)
    limit.wait("a")
    clock.now += 3600
    assert [limit.wait("a") == 0.0 for _ in range(3)] == [True, True, False]


def test_the_key_that_was_quiet_longest_is_forgotten_first(clock: Clock) -> None:
    limit = RateLimit(1, 0.001, clock)
    for number in range(KEYS):
        limit.wait(str(number))
    limit.wait("0")
    limit.wait("one more")
    assert limit.wait("0") > 0.0
    assert limit.wait("1") == 0.0


@given(st.lists(st.floats(0, 5), max_size=60))
def test_over_any_time_no_more_pass_than_burst_and_rate_allow(pauses: list[float]) -> None:
    clock = Clock()
    limit = RateLimit(3, 0.5, clock)
    passed, begun = 0, clock.now
    for pause in pauses:
        clock.now += pause
        passed += limit.wait("a") == 0.0
    assert passed <= 3 + 0.5 * (clock.now - begun) + 1e-6


def test_the_secret_is_made_once_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings.model_validate({"var": tmp_path, "secret": ""})
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: secret_of(settings), range(8)))
    assert len(made) == 1 and len(made.pop()) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
