"""Who may try to sign in: few wrong passwords for an account and from an address, then a pause.

A stranger must not lock a person out. So a browser in which somebody has signed in keeps a signed
mark, and its tries are counted by themselves: whoever sits there is not affected by what others try
from elsewhere. Counted in SQL, so that all replicas count together.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta

import jwt
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.database import Database
from bot.store.tables import SignInTry

WINDOW = timedelta(minutes=15)
OF_BROWSER, OF_ACCOUNT, OF_ADDRESS = 5, 10, 50
"""Tries within the window: of a known browser, for an account from all others together, and of one
address for whatever accounts. Behind a proxy many people have one address."""
KEPT = timedelta(days=180)
"""A browser in which nobody has signed in for so long is a stranger again."""
_ALGORITHM, _AUDIENCE = "HS256", "staff-browser"


class TooManyTries(Exception):
    """Not now; `seconds` until one may try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class SignInGuard:
    """Counts tries; a success takes them back."""

    def __init__(self, database: Database, secret: str) -> None:
        self._db = database
        self._secret = secret

    async def admit(self, login: str, address: str, browser: str | None) -> list[str]:
        """Count a try before the password is looked at. Raises TooManyTries; nothing is counted.

        Gives the names under which it was counted, for `succeeded`.
        """
        known = self._known(login, browser)
        limits = (
            {_hashed("browser", known): OF_BROWSER}
            if known
            else {_hashed("login", login): OF_ACCOUNT, _hashed("address", address): OF_ADDRESS}
        )

        async def work(session: AsyncSession) -> None:
            since = now() - WINDOW
            await session.execute(delete(SignInTry).where(SignInTry.at < since))
            for bucket, most in limits.items():
                await _room(session, bucket, most)
            session.add_all(SignInTry(bucket=bucket, at=now()) for bucket in limits)

        await self._db.write(work)
        return list(limits)

    async def succeeded(self, buckets: list[str], login: str) -> str:
        """Take the tries back; the mark that the browser is to keep."""
        await self._db.write(
            lambda session: session.execute(delete(SignInTry).where(SignInTry.bucket.in_(buckets)))
        )
        claims = {
            "sub": _hashed("login", login),
            "jti": uuid.uuid4().hex,
            "aud": _AUDIENCE,
            "exp": datetime.now(UTC) + KEPT,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def _known(self, login: str, browser: str | None) -> str | None:
        """The browser's own name, if this account has signed in there."""
        if browser is None:
            return None
        try:
            claims = jwt.decode(
                browser,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": ["sub", "jti", "exp", "aud"]},
            )
        except jwt.InvalidTokenError:
            return None
        return str(claims["jti"]) if claims["sub"] == _hashed("login", login) else None


async def _room(session: AsyncSession, bucket: str, most: int) -> None:
    """Raises TooManyTries when so many were counted within the window."""
    newest = (
        select(SignInTry.at)
        .where(SignInTry.bucket == bucket)
        .order_by(SignInTry.at.desc())
        .offset(most - 1)
        .limit(1)
    )
    if (at := await session.scalar(newest)) is not None:
        raise TooManyTries(max(1.0, (at + WINDOW - now()).total_seconds()))


def _hashed(kind: str, value: str) -> str:
    """Neither log-ins nor addresses are kept as they are."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).hexdigest()
