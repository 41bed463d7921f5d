"""What was pushed, in SQL: first seen or a repeat, then worked off in a person's order, once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat import ledger
from bot.channels.wechat_mp.messages import Push
from bot.conversations.inbox import Inbox
from bot.conversations.log import now
from bot.conversations.outbox import hasten, hold
from bot.store.database import Database
from bot.store.wechat_tables import WechatPush

CHANNEL = "wechat_mp"
HELD = ("45047", "48001")
"""Why a delivery waits for the person's next message: the quota is used, or sending is not
permitted and only passive answers are left."""
LEASE = timedelta(seconds=30)
"""For one push: a picture may have to be fetched."""
KEPT = timedelta(days=4)
"""How long a repeat is known; the platform repeats within seconds."""
_SCANNED = ("scancode_push", "scancode_waitmsg")


@dataclass(frozen=True)
class Arrived:
    """A push that is stored."""

    id: int
    conversation_id: str
    first: bool
    held_until: datetime


class Arrivals:
    """Stores pushes and gives them out to be worked off."""

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._db = database
        self._inbox = inbox
        self._me = str(uuid.uuid4())

    async def store(self, push: Push, held: timedelta) -> Arrived:
        """Store it unless it is known, with what it allows to be sent.

        Nothing of the conversation is sent for a moment: the answer to this push may take it along,
        and whoever stored it ends that.
        """
        try:
            return await self._db.write(lambda session: self._store(session, push, held))
        except IntegrityError:
            # Another worker stores the same, or the person's first two messages came together.
            return await self._db.write(lambda session: self._store(session, push, held))

    async def _store(self, session: AsyncSession, push: Push, held: timedelta) -> Arrived:
        until = now() + held
        known = await session.scalar(select(WechatPush).where(WechatPush.key == push.key))
        if known is not None:
            return Arrived(known.id, known.conversation_id, False, now())
        conversation = await self._inbox.opened(session, CHANNEL, push.person)
        fresh = conversation.last_seq == 1 and await self._nothing_yet(session, conversation.id)
        row = WechatPush(
            key=push.key,
            conversation_id=conversation.id,
            fields=push.model_copy(update={"fresh": fresh}).model_dump(mode="json"),
            created_at=now(),
        )
        session.add(row)
        if (allowed := _allowed(push)) is not None:
            await ledger.grant(session, conversation.id, allowed)
        await hasten(session, conversation.id, HELD)
        await hold(session, conversation.id, until)
        await session.flush()
        return Arrived(row.id, conversation.id, True, until)

    async def _nothing_yet(self, session: AsyncSession, conversation_id: str) -> bool:
        earlier = select(WechatPush.id).where(WechatPush.conversation_id == conversation_id)
        return await session.scalar(earlier.limit(1)) is None

    async def claim(self, conversation_id: str) -> WechatPush | None:
        """The oldest push of the conversation that is not worked off, if nobody else has it."""
        oldest = (
            select(func.min(WechatPush.id))
            .where(WechatPush.conversation_id == conversation_id, WechatPush.handled_at.is_(None))
            .scalar_subquery()
        )
        claim = (
            update(WechatPush)
            .where(WechatPush.id == oldest, _free())
            .values(
                lease_owner=self._me,
                lease_until=now() + LEASE,
                attempts=WechatPush.attempts + 1,
            )
            .returning(WechatPush)
        )
        return await self._db.write(lambda session: session.scalar(claim))

    async def handled(self, push: WechatPush, turn_id: str | None) -> None:
        """It is worked off; what it said is in the log now and nowhere else."""
        await self._change(push, handled_at=now(), turn_id=turn_id, fields={})

    async def postpone(self, push: WechatPush, later: timedelta) -> None:
        """Work it off later; nothing of its person overtakes it."""
        await self._change(push, lease_owner=None, lease_until=now() + later)

    async def _change(self, push: WechatPush, **values: object) -> None:
        change = (
            update(WechatPush)
            .where(WechatPush.id == push.id, WechatPush.lease_owner == self._me)
            .where(WechatPush.handled_at.is_(None))
            .values(**values)
        )
        await self._db.write(lambda session: session.execute(change))

    async def left_over(self) -> Sequence[str]:
        """Conversations with pushes that nobody works off."""
        query = (
            select(WechatPush.conversation_id)
            .where(WechatPush.handled_at.is_(None), _free())
            .distinct()
            .limit(100)
        )
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def forget_old(self) -> None:
        """Drop what can no longer be repeated."""
        old = delete(WechatPush).where(WechatPush.handled_at < now() - KEPT)
        await self._db.write(lambda session: session.execute(old))


def _free() -> ColumnElement[bool]:
    return or_(WechatPush.lease_until.is_(None), WechatPush.lease_until < now())


def _allowed(push: Push) -> ledger.Grant | None:
    if push.kind != "event":
        return ledger.PRESSED if push.pressed else ledger.SPOKE
    if push.event in ("click", "subscribe", "scan", *_SCANNED):
        return ledger.PRESSED
    return None
