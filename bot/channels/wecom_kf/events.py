"""Events of 微信客服, and what servicers say in the platform's client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wecom_kf.customers import CHANNEL, shown
from bot.channels.wecom_kf.messages import Incoming, id_of, key_of
from bot.channels.wecom_kf.sessions import SERVICER, changes, lost
from bot.conversations.inbox import Inbox
from bot.conversations.log import Permit, now
from bot.conversations.outbox import not_delivered
from bot.conversations.servicing import Servicing
from bot.conversations.undelivered import reason_for
from bot.store.database import Database
from bot.store.tables import Delivery, Message
from bot.words import say

CODE_HOLDS = timedelta(seconds=18)
"""The platform says twenty seconds, for welcome and end."""
FROM_POOL, TRANSFERRED, ENDED, AGAIN = 1, 2, 3, 4
QUOTED = 30

log = structlog.get_logger(__name__)
Take = Callable[[Incoming, str, str], Awaitable[None]]


class Events:
    """Takes one entry at a time; taking it again changes nothing."""

    def __init__(self, database: Database, inbox: Inbox, servicing: Servicing) -> None:
        self._db = database
        self._inbox = inbox
        self._servicing = servicing
        self._kinds: Mapping[str, Take] = {
            "enter_session": self._entered,
            "session_status_change": self._changed,
            "msg_send_fail": self._failed,
            "user_recall_msg": self._recalled,
            "servicer_recall_msg": self._servicer_recalled,
            "reject_customer_msg_switch_change": self._rejects,
        }

    async def take(self, entry: Incoming, person: str, key: str) -> None:
        """An event; one that is about no person, or that is new, changes nothing here."""
        take = self._kinds.get(entry.event.event_type)
        if take is None or not entry.person:
            log.info("wecom.event_unused", kind=entry.event.event_type[:40])
            return
        await take(entry, person, key)

    async def said(self, entry: Incoming, person: str, key: str) -> None:
        """What a servicer said: for the log, and never for the assistant."""
        await self._db.write(lambda s: changes(s, person, _at(entry), SERVICER))
        name = entry.servicer_userid[:60] or say("wecom.servicer")
        await self._servicing.said(CHANNEL, person, key, name, shown(entry))

    async def _entered(self, entry: Incoming, person: str, key: str) -> None:
        """The welcome is the platform's to allow: without a code it was said before."""
        if entry.event.welcome_code:
            permit = Permit(entry.event.welcome_code, now() + CODE_HOLDS)
            await self._inbox.come(CHANNEL, person, key, permit)

    async def _changed(self, entry: Incoming, person: str, key: str) -> None:
        event = entry.event
        ended = event.change_type == ENDED
        state = None if ended else SERVICER
        if not await self._db.write(lambda s: changes(s, person, _at(entry), state)):
            log.info("wecom.event_late", kind=event.change_type)
            return
        if ended:
            code = event.msg_code
            permit = Permit(code, now() + CODE_HOLDS) if code else None
            await self._servicing.ended(CHANNEL, person, key, permit)
        else:
            word = "transferred" if event.change_type == TRANSFERRED else "taken"
            told = say(f"wecom.{word}", who=event.new_servicer_userid)
            await self._servicing.took(CHANNEL, person, key, told)

    async def _failed(self, entry: Incoming, person: str, key: str) -> None:
        """A message that the platform had taken does not arrive: staff read why."""
        code = f"fail_type_{entry.event.fail_type}"

        async def work(session: AsyncSession) -> str | None:
            delivery = await lost(session, entry.event.fail_msgid)
            if delivery is None:
                return None
            await not_delivered(session, delivery, code)
            return await _text_of(session, delivery)

        words = await self._db.write(work)
        reason = reason_for(code)
        if words is None:
            told = say("wecom.not_delivered", reason=reason)
        else:
            told = say("wecom.not_delivered_text", text=words, reason=reason)
        await self._servicing.remark(CHANNEL, person, key, told)

    async def _recalled(self, entry: Incoming, person: str, key: str) -> None:
        recalled = key_of(id_of(entry.event.recall_msgid))
        told = say("wecom.recalled")
        await self._servicing.recalled(CHANNEL, person, key, recalled, told)

    async def _servicer_recalled(self, _entry: Incoming, person: str, key: str) -> None:
        await self._servicing.remark(CHANNEL, person, key, say("wecom.servicer_recalled"))

    async def _rejects(self, entry: Incoming, person: str, key: str) -> None:
        word = "rejects" if entry.event.reject_switch else "accepts"
        await self._servicing.remark(CHANNEL, person, key, say(f"wecom.{word}"))


async def _text_of(session: AsyncSession, delivery_id: str) -> str | None:
    """How the message of a delivery begins."""
    body = await session.scalar(
        select(Message.body)
        .join(
            Delivery,
            (Message.conversation_id == Delivery.conversation_id) & (Message.seq == Delivery.seq),
        )
        .where(Delivery.id == delivery_id)
    )
    return str(body["text"])[:QUOTED] if body else None


def _at(entry: Incoming) -> datetime:
    return datetime.fromtimestamp(entry.send_time, UTC)
