"""What waits in the outbox, sent as 公众号 wants it: few messages, within the quota."""

from __future__ import annotations

import asyncio
import time

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat import ledger
from bot.channels.wechat.faults import (
    ApiFault,
    Busy,
    Misconfigured,
    QuotaUsed,
    Unknown,
    Unreachable,
    WindowClosed,
)
from bot.channels.wechat.rendering import Part, Picture, parts_of
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wechat_mp.fallback import Fallback
from bot.conversations.delivery import SendFault, SendPostponed, SendRefused, SendUncertain
from bot.conversations.files import Files
from bot.conversations.outbox import Outgoing, advance
from bot.store.database import Database

USED, NOT_PERMITTED = "45047", "48001"
HOLD = 3600.0
"""Seconds until a message that waits for the person's next one is looked at again."""
MEND = 300.0
"""Seconds without a call after the platform refused the account: a changed list of addresses takes
about so long to count."""
BUSY_TRIES = 3
ENDED = frozenset({48004, 50002})
"""The account is banned or limited: nothing changes by itself."""

log = structlog.get_logger(__name__)


class MpSender:
    """Implements `Sender`."""

    merges = True

    def __init__(self, calls: Calls, files: Files, database: Database, fallback: Fallback) -> None:
        self._calls = calls
        self._fallback = fallback
        self._files = files
        self._db = database
        self._stopped: Misconfigured | None = None
        self._stopped_until = 0.0

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send what has not gone yet, part by part."""
        conversation_id = outgoing.delivery.conversation_id
        parts = parts_of((outgoing.message, *outgoing.also))
        for number, part in enumerate(parts, start=1):
            if number <= outgoing.delivery.parts:
                continue
            if await self._db.read(lambda s: ledger.room(s, conversation_id)) == "used":
                raise SendPostponed(USED, HOLD)
            self._refuse_while_stopped()
            try:
                await self._one(outgoing.recipient, part)
            except ApiFault as fault:
                raise await self._fault(outgoing, fault) from None
            await self._went(outgoing, number)
        return None

    async def _one(self, openid: str, part: Part) -> None:
        if not isinstance(part, Picture):
            await self._calls.send_words(openid, part)
            return
        data = await asyncio.to_thread(self._files.path(part.file).read_bytes)
        try:
            media = await self._calls.upload_picture(part.name, part.media, data)
        except Unknown as fault:
            # An upload that may have arrived is nothing that the person sees.
            raise Busy(fault.code) from None
        await self._calls.send_picture(openid, media)

    async def _went(self, outgoing: Outgoing, number: int) -> None:
        async def work(session: AsyncSession) -> None:
            await ledger.spend(session, outgoing.delivery.conversation_id)
            await advance(session, outgoing, number)

        await self._db.write(work)

    def _refuse_while_stopped(self) -> None:
        if self._stopped is not None and time.monotonic() < self._stopped_until:
            raise self._stopping(self._stopped)

    async def _fault(self, outgoing: Outgoing, fault: ApiFault) -> SendFault:
        """Let the ledger learn from it, and tell the outbox what to do."""
        conversation_id = outgoing.delivery.conversation_id
        if isinstance(fault, Unknown):
            await self._db.write(lambda session: ledger.spend(session, conversation_id))
        elif isinstance(fault, QuotaUsed):
            await self._db.write(lambda session: ledger.exhaust(session, conversation_id))
        elif isinstance(fault, Unreachable):
            await self._db.write(lambda session: ledger.close(session, conversation_id))
        if isinstance(fault, WindowClosed) and (way := await self._fallback.tell(outgoing)):
            return SendRefused(f"told_{way}")
        return self._outcome(fault, outgoing.delivery.attempts)

    def _outcome(self, fault: ApiFault, attempts: int) -> SendFault:
        code = str(fault.code)
        if isinstance(fault, Unknown):
            return SendUncertain(code)
        if isinstance(fault, QuotaUsed):
            return SendPostponed(USED, HOLD)
        if isinstance(fault, Misconfigured) and fault.code not in ENDED:
            log.error("wechat.misconfigured", code=code)
            self._stopped, self._stopped_until = fault, time.monotonic() + MEND
            return self._stopping(fault)
        if isinstance(fault, Busy) and (fault.code != -1 or attempts <= BUSY_TRIES):
            return SendPostponed(code, fault.retry_after)
        return SendRefused(code)

    def _stopping(self, fault: Misconfigured) -> SendPostponed:
        """Without leave to send, only passive answers are left: it waits for the next message."""
        code = str(fault.code)
        return SendPostponed(code, HOLD if code == NOT_PERMITTED else MEND)
