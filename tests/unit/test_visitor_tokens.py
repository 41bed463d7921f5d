"""A visitor's token opens that visitor's conversation, for a while, and cannot be made up."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.security.tokens import TokenInvalid, VisitorTokens

SECRET = "a secret for the tests, long enough"
OTHER = "another one for the tests, long enough"
LATER = datetime.now(UTC) + timedelta(hours=1)
CLAIMS = {"sub": "visitor-1", "aud": "visitor", "exp": LATER}
TOKENS = VisitorTokens(SECRET, days=30)
TOKEN, _ = TOKENS.issue("visitor-1")


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: object) -> str:
    kept = {key: value for key, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


def test_a_token_names_its_visitor() -> None:
    assert TOKENS.visitor(TOKEN) == "visitor-1"


def test_a_token_holds_for_the_days_that_were_set() -> None:
    before = datetime.now(UTC)
    _, expires = TOKENS.issue("visitor-1")
    assert timedelta(0) <= expires - before - timedelta(days=30) < timedelta(minutes=1)


def test_visitors_are_never_the_same() -> None:
    assert len({TOKENS.new_visitor() for _ in range(1000)}) == 1000


def test_another_instance_with_the_secret_accepts_the_token() -> None:
    assert VisitorTokens(SECRET, days=1).visitor(TOKEN) == "visitor-1"


def test_an_expired_token_opens_nothing() -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(VisitorTokens(SECRET, days=-1).issue("visitor-1")[0])


def test_a_token_signed_with_another_secret_opens_nothing() -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(signed(OTHER))


@pytest.mark.parametrize("audience", ["staff", "", None])
def test_a_token_for_somebody_else_opens_nothing(audience: str | None) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(signed(aud=audience))


@pytest.mark.parametrize("claim", ["sub", "exp"])
def test_a_token_without_a_claim_opens_nothing(claim: str) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(signed(**{claim: None}))


def test_an_unsigned_token_opens_nothing() -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(signed("", "none"))


def test_a_token_of_another_algorithm_opens_nothing() -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(signed(SECRET * 2, "HS512"))


def test_the_visitor_in_a_token_cannot_be_exchanged() -> None:
    head, _, signature = TOKEN.split(".")
    claims = {"sub": "visitor-2", "aud": "visitor", "exp": int(LATER.timestamp())}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(f"{head}.{body}.{signature}")


@given(st.text(max_size=60))
def test_made_up_words_open_nothing(text: str) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.visitor(text)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        VisitorTokens("x" * 31, days=1)
