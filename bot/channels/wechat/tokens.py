"""The access token of an account: one replica asks for it, all use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import ApiFault, Busy, Unknown
from bot.conversations.log import now
from bot.store.database import Database
from bot.store.wechat_tables import AccessToken

EARLY = 240.0
"""A token is replaced so many seconds before its end, or after nine tenths of a short life: in the
last five minutes the platform gives a new one, and both hold."""
REFRESH = timedelta(seconds=30)
"""A replica that asks for so long is dead."""
POLL = 0.1
FORCE_AGAIN = timedelta(minutes=75)
"""The platform ends tokens on demand twenty times a day: this is less often by itself."""


@dataclass(frozen=True)
class Fresh:
    """A token as the platform gave it."""

    token: str
    seconds: float


Fetch = Callable[[bool], Awaitable[Fresh]]
"""Asks the platform; True: have it end the token that it knows and make another."""


class TokenHolder:
    """Keeps the token in SQL. Only who holds the row's lease asks the platform."""

    def __init__(self, database: Database, account: str, fetch: Fetch, can_force: bool) -> None:
        self._db = database
        self._account = account
        self._fetch = fetch
        self._can_force = can_force
        self._lock = asyncio.Lock()
        self._held: AccessToken | None = None

    async def get(self, refused: str | None = None) -> str:
        """The token now; when `refused` is the one that everybody has, a new one. ApiFault."""
        async with self._lock:
            if self._held is None or not _good(self._held, refused):
                self._held = await self._shared(refused)
            return self._held.token

    async def _shared(self, refused: str | None) -> AccessToken:
        """What another replica has stored, or a new one."""
        until = now() + REFRESH
        while now() < until:
            row = await self._db.read(lambda session: session.get(AccessToken, self._account))
            if row is None:
                await self._make_row()
            elif _good(row, refused):
                return row
            elif await self._claim(row.token):
                return await self._refresh(row, refused)
            else:
                await asyncio.sleep(POLL)
        raise Busy("token_refresh")

    async def _make_row(self) -> None:
        async def work(session: AsyncSession) -> None:
            session.add(AccessToken(account=self._account, token="", expires_at=now()))

        try:
            await self._db.write(work)
        except IntegrityError:
            return

    async def _claim(self, seen: str) -> bool:
        """Become the one who asks, unless the token is another one by now or somebody asks."""
        free = AccessToken.refreshing_until
        claim = (
            update(AccessToken)
            .where(AccessToken.account == self._account, AccessToken.token == seen)
            .where(or_(free.is_(None), free < now()))
            .values(refreshing_until=now() + REFRESH)
            .returning(AccessToken.account)
        )
        return await self._db.write(lambda session: session.scalar(claim)) is not None

    async def _refresh(self, row: AccessToken, refused: str | None) -> AccessToken:
        forced_at = row.forced_at
        try:
            fresh = await self._fetch(False)
            if fresh.token == refused and self._may_force(row):
                forced_at = now()
                fresh = await self._fetch(True)
        except Unknown as fault:
            # Asking for a token changes nothing that a person sees: it may be asked for again.
            await self._release()
            raise Busy(fault.code) from None
        except (ApiFault, asyncio.CancelledError):
            await asyncio.shield(self._release())
            raise
        holds = fresh.seconds - min(EARLY, fresh.seconds / 10)
        values = {
            "token": fresh.token,
            "expires_at": now() + timedelta(seconds=holds),
            "forced_at": forced_at,
            "refreshing_until": None,
        }
        return await self._db.write(lambda session: self._store(session, values))

    def _may_force(self, row: AccessToken) -> bool:
        long_ago = row.forced_at is None or row.forced_at < now() - FORCE_AGAIN
        return self._can_force and long_ago

    async def _store(self, session: AsyncSession, values: dict[str, object]) -> AccessToken:
        await session.execute(
            update(AccessToken).where(AccessToken.account == self._account).values(**values)
        )
        stored = await session.scalars(
            select(AccessToken).where(AccessToken.account == self._account)
        )
        return stored.one()

    async def _release(self) -> None:
        async def work(session: AsyncSession) -> None:
            await session.execute(
                update(AccessToken)
                .where(AccessToken.account == self._account)
                .values(refreshing_until=None)
            )

        await self._db.write(work)


def _good(row: AccessToken, refused: str | None) -> bool:
    return bool(row.token) and row.token != refused and row.expires_at > now()


def stable_token(api: Api, appid: str, secret: str) -> Fetch:
    """公众号: the token that all callers share as long as it holds."""

    async def fetch(force: bool) -> Fresh:
        body = {
            "grant_type": "client_credential",
            "appid": appid,
            "secret": secret,
            "force_refresh": force,
        }
        answer = await api.ask("POST", "/cgi-bin/stable_token", {}, body)
        return _fresh(answer)

    return fetch


def work_token(api: Api, corpid: str, secret: str) -> Fetch:
    """企业微信: the same token while it holds; it cannot be ended on demand."""

    async def fetch(_force: bool) -> Fresh:
        query = {"corpid": corpid, "corpsecret": secret}
        return _fresh(await api.ask("GET", "/cgi-bin/gettoken", query))

    return fetch


class _Given(BaseModel):
    """What the platform says; the seconds may be a number in quotes."""

    access_token: str = Field(min_length=1)
    expires_in: float = Field(gt=0)


def _fresh(answer: dict[str, object]) -> Fresh:
    try:
        given = _Given.model_validate(answer)
    except ValidationError:
        raise Unknown("no_token") from None
    return Fresh(given.access_token, given.expires_in)
