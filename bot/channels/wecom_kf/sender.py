"""Messages out: to the person while the session is ours, or with the one-time code of an event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from bot.channels.wechat import ledger
from bot.channels.wechat.faults import (
    ApiFault,
    Busy,
    Misconfigured,
    QuotaUsed,
    TokenRefused,
    Unknown,
)
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.faults import CodeUsed, ServicerAway, WrongState
from bot.channels.wecom_kf.messages import account_and_person
from bot.channels.wecom_kf.rendering import Sent, Step, is_hand_over, steps_of, text
from bot.channels.wecom_kf.sessions import (
    OVER,
    POOL,
    QUOTA_USED,
    SERVICER,
    Part,
    ask,
    by_code,
    know,
    more_is_coming,
    parts_left,
    refused,
    session_of,
    took,
    with_servicers,
)
from bot.conversations.bodies import FileBody, NoticeBody
from bot.conversations.delivery import SendFault, SendPostponed, SendRefused, SendUncertain
from bot.conversations.files import Files
from bot.conversations.log import now
from bot.conversations.outbox import Outgoing, advance
from bot.conversations.servicing import Servicing
from bot.store.database import Database
from bot.words import say

HOLD = 3600.0
"""Seconds until a message beyond the quota is tried again by itself; the person's next message
lets it go at once."""
MORE = 1.0
AFTER_REPAIR = 300.0
"""Seconds until another try when the operator must change something first."""
LARGEST_IMAGE = 2 * 1024**2
LARGEST_FILE = 20 * 1024**2
PICTURES = ("image/jpeg", "image/png")
OURS = (0, 1)
"""States in which we may speak; the first message of ours moves 0 to 1."""
T = TypeVar("T")

log = structlog.get_logger(__name__)


class KfSender:
    """Implements `Sender`."""

    def __init__(
        self,
        database: Database,
        api: KfApi,
        servicing: Servicing,
        files: Files,
        servicer: str | None,
    ) -> None:
        """`servicer`: who of the account gets what is handed over to its servicers, if not all."""
        self._db = database
        self._api = api
        self._servicing = servicing
        self._files = files
        self._servicer = servicer

    @property
    def merges(self) -> bool:
        """Every message counts against the quota."""
        return True

    async def send(self, outgoing: Outgoing) -> str | None:
        """See `Sender`."""
        steps = steps_of((outgoing.message, *outgoing.also))
        try:
            return await self._steps(outgoing, steps)
        except ApiFault as fault:
            raise _told(fault) from None

    async def _steps(self, outgoing: Outgoing, steps: Sequence[Step]) -> str | None:
        """Every step that the platform has not taken yet, in order; the name of the last one."""
        delivery, name = outgoing.delivery, outgoing.delivery.external_id
        left = await self._db.read(lambda s: parts_left(s, delivery, len(steps)))
        for part in left:
            name = await self._step(outgoing, part, steps[part.number])
            if part.number + 1 < len(steps):
                await self._db.write(lambda s: advance(s, outgoing, 1))
        return name

    async def _step(self, outgoing: Outgoing, part: Part, step: Step) -> str | None:
        if is_hand_over(step):
            return await self._hand_over(outgoing, part, step)
        if isinstance(step, FileBody):
            await self._check_session(outgoing)
            return await self._message(outgoing, part, await self._file(step))
        assert not isinstance(step, NoticeBody)
        if part.number == 0 and (name := await self._on_event(outgoing, part, step)):
            return name
        await self._check_session(outgoing)
        return await self._message(outgoing, part, step)

    async def _on_event(self, outgoing: Outgoing, part: Part, message: Sent) -> str | None:
        """By the code that came with an event; None when there is none that holds."""
        code, until = outgoing.delivery.permit, outgoing.delivery.permit_until
        if code is None or until is None or until < now():
            return None
        try:
            name = await self._api.send_on_event(code, message) or part.msgid
        except (CodeUsed, WrongState):
            # Used, or the session has gone on: then it is a message like any other.
            return None
        await self._db.write(lambda s: by_code(s, outgoing, part, name))
        return name

    async def _check_session(self, outgoing: Outgoing) -> None:
        """Raises SendFault when we may not speak now."""
        recipient, talk = outgoing.recipient, outgoing.message.conversation_id
        left = await self._db.read(lambda session: ledger.left(session, talk))
        if left == 0:
            raise SendPostponed(QUOTA_USED, HOLD)
        if left == 1 and await self._db.read(lambda s: more_is_coming(s, talk, recipient)):
            # The last one takes along whatever is still being answered.
            raise SendPostponed("quota_low", MORE)
        row = await self._db.write(lambda session: session_of(session, recipient))
        if row.state not in OURS:
            await self._ask_state(outgoing)

    async def _ask_state(self, outgoing: Outgoing) -> None:
        """Raises SendRefused unless the session is ours; whoever has it gets the conversation."""
        where = account_and_person(outgoing.recipient)
        state, servicer = await self._safely(lambda: self._api.state(*where))
        known = None if state == OVER else state
        await self._db.write(lambda session: know(session, outgoing.recipient, state=known))
        if with_servicers(state):
            told = say("wecom.in_pool") if state == POOL else say("wecom.taken", who=servicer)
            await self._servicing.have(outgoing.message.conversation_id, told)
            raise SendRefused("with_servicer")
        if state == OVER:
            raise SendRefused("session_over")

    async def _message(self, outgoing: Outgoing, part: Part, message: Sent) -> str:
        """Within the quota, under the part's id."""
        account, person = account_and_person(outgoing.recipient)
        talk = outgoing.message.conversation_id
        for again in (True, False):
            await self._db.write(lambda s: ask(s, outgoing, part))
            try:
                name = await self._api.send(account, person, part.msgid, message)
                break
            except Unknown:
                await self._db.write(lambda session: ledger.spend(session, talk))
                raise
            except ApiFault as fault:
                await self._db.write(lambda session: refused(session, part))
                if not isinstance(fault, WrongState):
                    raise
                await self._ask_state(outgoing)
                if not again:
                    raise
        await self._db.write(lambda session: took(session, talk, part))
        return name

    async def _hand_over(self, outgoing: Outgoing, part: Part, notice: NoticeBody) -> str | None:
        """Give the session to the account's servicers, and say so with the code that this gives."""
        account, person = account_and_person(outgoing.recipient)
        state, _ = await self._safely(lambda: self._api.state(account, person))
        code = ""
        if not with_servicers(state):
            try:
                state, code = await self._transfer(account, person)
            except (WrongState, ServicerAway) as fault:
                # Nobody there can have it: our own staff, who answer through us.
                log.error("wecom.not_transferred", account=account, code=fault.code)
                await self._servicing.not_there(outgoing.message.conversation_id)
                await self._check_session(outgoing)
                return await self._message(outgoing, part, text(notice.text))
        await self._db.write(lambda session: know(session, outgoing.recipient, state=state))
        if not code:
            return None
        name = await self._api.send_on_event(code, text(notice.text)) or part.msgid
        await self._db.write(lambda s: by_code(s, outgoing, part, name))
        return name

    async def _transfer(self, account: str, person: str) -> tuple[int, str]:
        """The state that it leads to, and the code for one message."""
        if self._servicer is not None:
            try:
                return SERVICER, await self._moved(account, person, self._servicer)
            except ServicerAway:
                log.warning("wecom.servicer_away", account=account)
        return POOL, await self._moved(account, person, None)

    async def _moved(self, account: str, person: str, servicer: str | None) -> str:
        return await self._safely(lambda: self._api.transfer(account, person, servicer))

    async def _safely(self, call: Callable[[], Awaitable[T]]) -> T:
        """What changes nothing, or is looked at before it is repeated, may be repeated."""
        try:
            return await call()
        except Unknown as fault:
            raise SendPostponed(str(fault.code)) from None

    async def _file(self, body: FileBody) -> Sent:
        if body.size > LARGEST_FILE:
            raise SendRefused("file_too_large")
        image = body.media in PICTURES and body.size <= LARGEST_IMAGE
        kind = "image" if image else "file"
        data = await asyncio.to_thread(self._files.path(body.file).read_bytes)
        media_id = await self._safely(lambda: self._api.upload(kind, body.text, body.media, data))
        return {"msgtype": kind, kind: {"media_id": media_id}}


def _told(fault: ApiFault) -> SendFault:
    """What the outbox makes of it."""
    code = str(fault.code)
    if isinstance(fault, Unknown):
        return SendUncertain(code)
    if isinstance(fault, QuotaUsed):
        return SendPostponed(code, HOLD)
    if isinstance(fault, Misconfigured | TokenRefused):
        log.error("wecom.misconfigured", code=code)
        return SendPostponed(code, AFTER_REPAIR)
    if isinstance(fault, Busy):
        return SendPostponed(code, fault.retry_after)
    return SendRefused(code)
