"""Secrets that work once, until they expire; only hashes are stored."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.person_tables import OneTime

Purpose = Literal["link", "page", "state"]


class OneTimeSecrets:
    """Keeps them under a keyed hash: a short one could be found by trying all from a copy."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    async def give(
        self,
        session: AsyncSession,
        purpose: Purpose,
        secret: str,
        conversation_id: str,
        life: timedelta,
    ) -> bool:
        """Let `secret` name the conversation once. False when it names one already."""
        await session.execute(delete(OneTime).where(OneTime.expires_at <= now()))
        return await self._store(session, purpose, secret, conversation_id, life)

    async def take(self, session: AsyncSession, purpose: Purpose, secret: str) -> str | None:
        """The conversation that it names, which it does no more; None for every other secret."""
        return await session.scalar(
            delete(OneTime)
            .where(
                OneTime.hash == self._hash(purpose, secret),
                OneTime.conversation_id.is_not(None),
                OneTime.expires_at > now(),
            )
            .returning(OneTime.conversation_id)
        )

    async def spend(
        self, session: AsyncSession, purpose: Purpose, secret: str, life: timedelta
    ) -> bool:
        """Remember for `life` that it was used. False when it was used before."""
        await session.execute(delete(OneTime).where(OneTime.expires_at <= now()))
        return await self._store(session, purpose, secret, None, life)

    async def _store(
        self,
        session: AsyncSession,
        purpose: Purpose,
        secret: str,
        conversation_id: str | None,
        life: timedelta,
    ) -> bool:
        row = OneTime(
            hash=self._hash(purpose, secret),
            purpose=purpose,
            conversation_id=conversation_id,
            expires_at=now() + life,
        )
        try:
            # Of two at once the database lets one through; the other transaction goes on.
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:
            return False
        return True

    def _hash(self, purpose: Purpose, secret: str) -> str:
        return hmac.new(self._key, f"{purpose}\n{secret}".encode(), hashlib.sha256).hexdigest()
