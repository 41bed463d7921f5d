"""Staff accounts: passwords hashed with Argon2, sessions that expire and can be ended."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.knowledge.matters import DOMAINS
from bot.store.database import Database
from bot.store.tables import Staff, StaffSession

SESSION = timedelta(hours=12)
"""A working day; afterwards one signs in again."""
KNOWN_SECONDS = 5.0
"""A token that was just looked up is believed for so long. A sign-out in this process ends it at
once, one in another process or an account that is switched off within this time."""
KNOWN = 1000
MIN_PASSWORD = 10


class SignInRefused(Exception):
    """Unknown login, wrong password, or an account that is switched off; never said which."""


class NotSignedIn(Exception):
    """The token is unknown, ended or expired."""


class AccountFault(Exception):
    """The account cannot be made; `code` says why: `password_short` or `login_taken`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Member:
    """A signed-in staff member."""

    id: str
    name: str
    role: str = "staff"
    groups: frozenset[str] = frozenset(DOMAINS)


class Accounts:
    """Makes accounts, signs in and out, and knows whose token one is."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._hasher = PasswordHasher()
        self._known: OrderedDict[str, tuple[Member, float]] = OrderedDict()
        """Who has a token's hash, and when that was looked up; the newest last."""

    @cached_property
    def _nobody(self) -> str:
        """What a password is compared with when there is no account."""
        return self._hasher.hash(secrets.token_urlsafe(16))

    async def add(self, login: str, name: str, password: str) -> Member:
        """A new account. Raises AccountFault."""
        if len(password) < MIN_PASSWORD:
            raise AccountFault("password_short")
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        member = Member(str(uuid.uuid4()), name)

        async def work(session: AsyncSession) -> None:
            session.add(
                Staff(
                    id=member.id,
                    login=login,
                    name=name,
                    password=hashed,
                    active=True,
                    created_at=now(),
                )
            )

        try:
            await self._db.write(work)
        except IntegrityError as error:
            raise AccountFault("login_taken") from error
        return member

    async def sign_in(self, login: str, password: str) -> tuple[Member, str, datetime]:
        """The member, a new token and when it expires. Raises SignInRefused.

        An unknown login takes as long as a wrong password, so that logins cannot be guessed.
        """
        query = select(Staff).where(Staff.login == login)
        staff = await self._db.read(lambda session: session.scalar(query))
        stored = staff.password if staff and staff.active else None
        try:
            await asyncio.to_thread(self._verify, stored, password)
        except (VerifyMismatchError, InvalidHashError) as error:
            raise SignInRefused from error
        if staff is None or not staff.active:
            raise SignInRefused
        token, expires = secrets.token_urlsafe(32), now() + SESSION

        async def work(session: AsyncSession) -> None:
            await session.execute(delete(StaffSession).where(StaffSession.expires_at < now()))
            session.add(
                StaffSession(
                    token_hash=_hash(token),
                    staff_id=staff.id,
                    created_at=now(),
                    expires_at=expires,
                )
            )

        await self._db.write(work)
        return Member(staff.id, staff.name), token, expires

    def _verify(self, stored: str | None, password: str) -> None:
        nobody = self._nobody
        self._hasher.verify(stored or nobody, password)

    async def member(self, token: str) -> Member:
        """Whose token this is. Raises NotSignedIn."""
        hashed = _hash(token)
        member, at = self._known.get(hashed, (None, 0.0))
        if member is not None and time.monotonic() - at < KNOWN_SECONDS:
            return member
        query = (
            select(Staff)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .where(StaffSession.token_hash == hashed, StaffSession.expires_at > now(), Staff.active)
        )
        staff = await self._db.read(lambda session: session.scalar(query))
        self._known.pop(hashed, None)
        if staff is None:
            raise NotSignedIn
        member = Member(staff.id, staff.name)
        self._known[hashed] = member, time.monotonic()
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return member

    async def sign_out(self, token: str) -> None:
        """End the session; ending it twice changes nothing."""
        self._known.pop(_hash(token), None)
        await self._db.write(
            lambda session: session.execute(
                delete(StaffSession).where(StaffSession.token_hash == _hash(token))
            )
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
