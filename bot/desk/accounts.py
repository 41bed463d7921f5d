"""Staff accounts: passwords hashed with Argon2, sessions that expire and can be ended."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.log import now
from bot.knowledge.matters import DOMAINS
from bot.store.database import Database
from bot.store.tables import Staff, StaffSession

Role = Literal["staff", "supervisor", "trainer", "manager", "admin"]
SEES_ALL: frozenset[Role] = frozenset({"supervisor", "manager", "admin"})
"""Roles that see the conversations of every group."""
ANSWERS: frozenset[Role] = SEES_ALL | {"staff"}
"""Roles that may hold conversations; who trains the assistant answers no enterprise."""
TRAINS: frozenset[Role] = frozenset({"trainer", "admin"})
"""Roles that change what the assistant understands."""
READS_TRAINING: frozenset[Role] = TRAINS | {"supervisor"}
"""Roles that see what trainers do."""
READS_RELEASES: frozenset[Role] = TRAINS | {"manager"}
"""Roles that see which models were released, and with what figures."""
SESSION = timedelta(hours=12)
"""A working day; afterwards one signs in again."""
KNOWN_SECONDS = 5.0
"""A token that was just looked up is believed for so long, where it only shows what happens. What
somebody asks for, or does, is looked up anew: a session may be ended in another process."""
KNOWN = 1000
MIN_PASSWORD = 10


class SignInRefused(Exception):
    """Unknown login, wrong password, or an account that is switched off; never said which."""


class NotSignedIn(Exception):
    """The token is unknown, ended or expired."""


class AccountFault(Exception):
    """What was asked of an account cannot be done; `code` says why: `password_short`,
    `password_same`, `login_taken`, `login_unknown`, `own_account`, or `admins_only` when who asks
    is none any more.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


ALL_GROUPS = frozenset(DOMAINS)
CAPACITY = 5
MOST_CAPACITY = 100


@dataclass(frozen=True)
class Member:
    """A staff member as read last; `available` may be a few seconds old."""

    id: str
    name: str
    role: Role = "staff"
    groups: frozenset[str] = ALL_GROUPS
    capacity: int = CAPACITY
    available: bool = False


@dataclass(frozen=True)
class NewAccount:
    """What an account begins with; `name` is what enterprises see."""

    login: str
    name: str
    password: str
    role: Role = "staff"
    groups: frozenset[str] = ALL_GROUPS
    capacity: int = CAPACITY
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    """Chosen by who asks: a request that comes again makes no second account."""


class Accounts:
    """Makes accounts, signs in and out, and knows whose token one is."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._hasher = PasswordHasher()
        self._known: OrderedDict[str, tuple[Member, float]] = OrderedDict()
        """Who has a token's hash, and when that was looked up; the newest last."""
        self._ended: OrderedDict[str, None] = OrderedDict()
        """Hashes of tokens that were signed out here: a look that began before is not believed."""

    @cached_property
    def _nobody(self) -> str:
        """What a password is compared with when there is no account."""
        return self._hasher.hash(secrets.token_urlsafe(16))

    async def add(self, new: NewAccount, by: str | None = None) -> Member:
        """A new account, made once an id; `by`: the admin who asks. Raises AccountFault."""
        staff = Staff(
            id=new.id,
            login=new.login,
            name=new.name,
            password=await password_hash(new.password),
            active=True,
            created_at=now(),
            role=new.role,
            groups=sorted(new.groups),
            capacity=new.capacity,
            available=False,
        )

        async def made(session: AsyncSession) -> Staff | None:
            return await session.get(Staff, new.id)

        async def work(session: AsyncSession) -> Staff:
            if by is not None:
                await _still_admin(session, by)
            if (known := await made(session)) is not None:
                return known
            session.add(staff)
            record(session, "account_added", detail={"role": staff.role}, subject=new.id, staff=by)
            return staff

        try:
            return _member(await self._db.write(work))
        except IntegrityError as error:  # the login is there, or this very request came twice
            if (known := await self._db.read(made)) is None:
                raise AccountFault("login_taken") from error
            return _member(known)

    async def sign_in(self, login: str, password: str) -> tuple[Member, str, datetime]:
        """The member, a new token and when it expires. Raises SignInRefused."""
        staff = await self.proven(login, password)
        token, expires = await self._begin(staff)
        return _member(staff), token, expires

    async def proven(self, login: str, password: str) -> Staff:
        """The account that this is the login and the password of. Raises SignInRefused.

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
        return staff

    async def _begin(self, staff: Staff) -> tuple[str, datetime]:
        """A session of who gave the right password. Raises SignInRefused.

        Checking it took its time: what was changed meanwhile has ended every session, and none
        may begin after that.
        """
        token, expires = secrets.token_urlsafe(32), now() + SESSION
        same = select(Staff.id).where(
            Staff.id == staff.id, Staff.password == staff.password, Staff.active
        )

        async def work(session: AsyncSession) -> None:
            if await session.scalar(same.with_for_update(read=True)) is None:
                raise SignInRefused
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
        return token, expires

    def _verify(self, stored: str | None, password: str) -> None:
        nobody = self._nobody
        self._hasher.verify(stored or nobody, password)

    async def member(self, token: str, *, anew: bool = False) -> Member:
        """Whose token this is; `anew`: as it stands in the database now. Raises NotSignedIn."""
        hashed = _hash(token)
        member, at = self._known.get(hashed, (None, 0.0))
        if member is not None and not anew and time.monotonic() - at < KNOWN_SECONDS:
            return member
        query = (
            select(Staff)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .where(StaffSession.token_hash == hashed, StaffSession.expires_at > now(), Staff.active)
        )
        staff = await self._db.read(lambda session: session.scalar(query))
        self._known.pop(hashed, None)
        if staff is None or hashed in self._ended:
            raise NotSignedIn
        member = _member(staff)
        self._known[hashed] = member, time.monotonic()
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return member

    async def set_available(self, member: Member, on: bool) -> None:
        """Whether the member is given what waits."""
        changed = update(Staff).where(Staff.id == member.id)
        values = changed.values(available=on, seen_at=now())
        # First: others wait for whoever comes on duty.
        await self._db.write(lambda session: session.execute(values), first=True)
        self.forget(member.id)

    def forget(self, staff_id: str) -> None:
        """Read anew at the next look who they are, and whether they are signed in."""
        for hashed, (known, _) in list(self._known.items()):
            if known.id == staff_id:
                del self._known[hashed]

    async def colleagues(self) -> Sequence[Staff]:
        """Everybody whose account is switched on, by name."""
        query = select(Staff).where(Staff.active).order_by(Staff.name, Staff.id)
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def sign_out(self, token: str) -> None:
        """End the session; ending it twice changes nothing."""
        hashed = _hash(token)
        await self._db.write(
            lambda session: session.execute(
                delete(StaffSession).where(StaffSession.token_hash == hashed)
            )
        )
        self._known.pop(hashed, None)
        self._ended[hashed] = None
        if len(self._ended) > KNOWN:
            self._ended.popitem(last=False)

    async def sign_out_everywhere(self, staff_id: str, by: str | None = None) -> None:
        """End all sessions of a member, on whichever machines they are; `by`: who asks."""
        ended = delete(StaffSession).where(StaffSession.staff_id == staff_id)

        async def work(session: AsyncSession) -> None:
            await session.execute(ended)
            record(session, "account_signed_out", detail={}, subject=staff_id, staff=by)

        await self._db.write(work)
        self.forget(staff_id)

    async def id_of(self, login: str) -> str:
        """Whose login this is. Raises AccountFault."""
        query = select(Staff.id).where(Staff.login == login)
        found = await self._db.read(lambda session: session.scalar(query))
        if found is None:
            raise AccountFault("login_unknown")
        return found


async def password_hash(password: str) -> str:
    """What is kept of a new password. Raises AccountFault."""
    if len(password) < MIN_PASSWORD:
        raise AccountFault("password_short")
    return await asyncio.to_thread(PasswordHasher().hash, password)


async def _still_admin(session: AsyncSession, staff_id: str) -> None:
    """Raises AccountFault for who has become something else since the request began to come."""
    admin = select(Staff.id).where(Staff.id == staff_id, Staff.active, Staff.role == "admin")
    if await session.scalar(admin.with_for_update(read=True)) is None:
        raise AccountFault("admins_only")


def _member(staff: Staff) -> Member:
    return Member(
        id=staff.id,
        name=staff.name,
        role=cast(Role, staff.role),
        groups=frozenset(staff.groups),
        capacity=staff.capacity,
        available=staff.available,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
