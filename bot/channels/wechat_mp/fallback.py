"""A person of the house answered too late for WeChat: another way to tell, where one is set up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import aiohttp
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.faults import ApiFault
from bot.channels.wechat_mp.calls import Calls
from bot.conversations.log import now
from bot.conversations.outbox import Outgoing
from bot.store.database import Database
from bot.store.tables import Contact, Conversation, Delivery

Way = Literal["template", "sms"]
ONCE_IN = timedelta(hours=24)
HOOK_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Fallback:
    """Template message first, then the operator's own SMS service; each only where it is set up."""

    def __init__(
        self, calls: Calls, database: Database, template: dict[str, Any] | None, sms_url: str
    ) -> None:
        """`template`: a template message without its receiver. `sms_url`: gets the phone."""
        self._calls = calls
        self._db = database
        self._template = template
        self._sms_url = sms_url

    async def tell(self, outgoing: Outgoing) -> Way | None:
        """Tell the person that staff answered, at most once a day; how, if it worked."""
        by_staff = any(m.author == "staff" for m in (outgoing.message, *outgoing.also))
        if not by_staff or not (self._template or self._sms_url):
            return None
        where = outgoing.delivery.conversation_id
        told, phone = await self._db.read(lambda session: _known(session, where))
        if told:
            return None
        if self._template is not None and await self._by_template(outgoing.recipient):
            return "template"
        if self._sms_url and phone and await self._by_sms(where, phone):
            return "sms"
        return None

    async def _by_template(self, openid: str) -> bool:
        try:
            await self._calls.send_template({**(self._template or {}), "touser": openid})
        except ApiFault as fault:
            log.warning("wechat.template_failed", code=str(fault.code))
            return False
        return True

    async def _by_sms(self, conversation_id: str, phone: str) -> bool:
        timeout = aiohttp.ClientTimeout(total=HOOK_SECONDS)
        asked = {"conversation": conversation_id, "phone": phone}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self._sms_url, json=asked) as answer,
            ):
                return answer.ok
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("wechat.sms_failed", cause=type(error).__name__)
            return False


async def _known(session: AsyncSession, conversation_id: str) -> tuple[bool, str | None]:
    """Whether the person was told lately, and their phone."""
    told = await session.scalar(
        select(Delivery.id)
        .where(Delivery.conversation_id == conversation_id)
        .where(Delivery.error.in_(("told_template", "told_sms")))
        .where(Delivery.updated_at > now() - ONCE_IN)
        .limit(1)
    )
    phone = await session.scalar(
        select(Contact.phone)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    )
    return told is not None, phone
