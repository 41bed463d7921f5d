"""Visitor tokens: a random id, signed, expiring. A conversation id alone opens nothing."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import jwt

_ALGORITHM = "HS256"
_AUDIENCE = "visitor"


class TokenInvalid(Exception):
    """The token is forged, malformed or expired."""


class VisitorTokens:
    """Issues and checks tokens with one secret."""

    def __init__(self, secret: str, days: int) -> None:
        """`secret` has at least 32 characters; a token holds for `days`."""
        if len(secret) < 32:
            raise ValueError("the secret needs at least 32 characters")
        self._secret = secret
        self._life = timedelta(days=days)

    def new_visitor(self) -> str:
        """A random visitor id."""
        return str(uuid.uuid4())

    def issue(self, visitor: str) -> tuple[str, datetime]:
        """A token for this visitor and when it expires."""
        expires = datetime.now(UTC) + self._life
        claims = {"sub": visitor, "aud": _AUDIENCE, "exp": expires}
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM), expires

    def visitor(self, token: str) -> str:
        """The visitor of a token. Raises TokenInvalid."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": ["sub", "exp", "aud"]},
            )
        except jwt.InvalidTokenError as error:
            raise TokenInvalid(type(error).__name__) from error
        return str(claims["sub"])
