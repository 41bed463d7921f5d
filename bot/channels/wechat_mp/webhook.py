"""The two requests of the platform: verifying the address, and pushing a message."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from datetime import timedelta

import structlog
from aiohttp import web
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.crypto import Rejected
from bot.channels.wechat.faults import ApiFault
from bot.channels.wechat.xml import LARGEST, BadXml
from bot.channels.wechat_mp.account import Account, Proven
from bot.channels.wechat_mp.arrivals import Arrivals, Arrived
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wechat_mp.kinds import IGNORED
from bot.channels.wechat_mp.messages import Push
from bot.channels.wechat_mp.passive import take
from bot.channels.wechat_mp.worker import Worker
from bot.conversations.delivery import OUTBOX
from bot.conversations.hub import Hub, Stored
from bot.conversations.outbox import release
from bot.metrics import Metrics
from bot.store.database import Database, DatabaseUnavailable
from bot.store.tables import Turn
from bot.store.wechat_tables import WechatPush
from bot.traces import Traces

SUCCESS = "success"
"""Received; an answer, if any, comes on its own."""
WINDOW = 0.85
"""Seconds from its arrival that a request waits for an answer: to look and to reply takes the rest
of 0.9. The platform waits five."""
SOON = 8.0
"""Seconds for which what waits is kept for an answer that is late."""
LOOK = 0.15
"""Seconds between two looks where another replica answers and its news do not come."""

log = structlog.get_logger(__name__)


class Webhook:
    """`/channels/wechat`."""

    def __init__(
        self,
        account: Account,
        arrivals: Arrivals,
        worker: Worker,
        calls: Calls,
        database: Database,
        hub: Hub,
        metrics: Metrics,
        traces: Traces,
    ) -> None:
        self._account = account
        self._arrivals = arrivals
        self._worker = worker
        self._calls = calls
        self._db = database
        self._hub = hub
        self._metrics = metrics
        self._traces = traces
        self._late: set[asyncio.Task[None]] = set()

    async def verify(self, request: web.Request) -> web.Response:
        """GET: prove that we know the token."""
        try:
            return _text(self._account.verified(request.query))
        except Rejected:
            return _text("", 403)

    async def receive(self, request: web.Request) -> web.Response:
        """POST: store first; then the answer, if it is ready in a moment."""
        until = asyncio.get_running_loop().time() + WINDOW
        body = await _read(request)
        if body is None:
            return _text("", 413)
        try:
            proven = self._account.proven(request.query, body)
            push = Push.model_validate(proven.fields)
        except Rejected:
            return _text("", 403)
        except (BadXml, ValidationError) as error:
            log.warning("wechat.unreadable", cause=type(error).__name__)
            return _text("", 400)
        if push.kind == "event" and push.event in IGNORED:
            return _text(SUCCESS)
        try:
            arrived = await self._arrivals.store(push, timedelta(seconds=WINDOW + SOON))
        except DatabaseUnavailable as error:
            # Not acknowledged: the platform repeats it, or tells the person that it did not work.
            log.warning("wechat.not_stored", cause=str(error))
            return _text("", 503)
        return await self._answered(request, proven, push, arrived, until)

    async def stop(self) -> None:
        """Wait for no late answers; they are the outbox's."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    async def _answered(
        self, request: web.Request, proven: Proven, push: Push, arrived: Arrived, until: float
    ) -> web.Response:
        """The answer as soon as it is there, or the acknowledgement when the time is over."""
        seal = functools.partial(self._account.sealed, query=request.query, key=proven.key)
        try:
            ready = await self._ready(arrived, until)
            # What is taken counts as delivered: not when the platform has hung up meanwhile.
            takes = ready and request.transport is not None
            answer = await self._passive(arrived, push, seal) if takes else None
            if answer is not None:
                return _text(answer, kind="application/xml")
            if ready:
                await self._let_go(arrived)
            elif arrived.first:
                self._wait_on(arrived, push.person)
        except DatabaseUnavailable as error:
            # It is stored; the outbox brings the answer when the database is back.
            log.warning("wechat.not_answered", cause=str(error))
        return _text(SUCCESS)

    async def _ready(self, arrived: Arrived, until: float) -> bool:
        """Wait until the push is worked off and its turn is done; False: not in time."""
        with self._hub.subscribe(arrived.conversation_id) as news:
            self._worker.wake(arrived.conversation_id)
            while not await self._db.read(lambda session: _is_done(session, arrived.id)):
                left = until - asyncio.get_running_loop().time()
                if left <= 0:
                    return False
                try:
                    async with asyncio.timeout(min(left, LOOK)):
                        await news.get()
                except TimeoutError:
                    continue
                news.take_all()
        return True

    async def _passive(
        self, arrived: Arrived, push: Push, seal: Callable[[str], str]
    ) -> str | None:
        answer = await self._db.write(
            lambda session: take(session, arrived.id, push, seal, self._metrics, self._traces)
        )
        if answer is not None:
            await self._let_go(arrived)
        return answer

    async def _let_go(self, arrived: Arrived) -> None:
        """Leave what waits to the outbox; the hold of a later push lasts."""
        about = (arrived.conversation_id, arrived.held_until)
        await self._db.write(lambda session: release(session, *about))
        self._hub.publish(OUTBOX, Stored())

    def _wait_on(self, arrived: Arrived, openid: str) -> None:
        """What waits, a welcome say, goes out together with the answer when that comes soon."""
        task = asyncio.create_task(self._later(arrived, openid))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _later(self, arrived: Arrived, openid: str) -> None:
        await self._type(openid)
        try:
            await self._ready(arrived, asyncio.get_running_loop().time() + SOON)
            await self._let_go(arrived)
        except DatabaseUnavailable as error:
            # The hold ends by itself.
            log.warning("wechat.not_released", cause=str(error))

    async def _type(self, openid: str) -> None:
        try:
            await self._calls.typing(openid)
        except (ApiFault, DatabaseUnavailable) as fault:
            # A nicety: too late after the last word (45080), or shown already (45081).
            log.info("wechat.no_typing", code=str(fault))


async def _is_done(session: AsyncSession, push_id: int) -> bool:
    row = await session.execute(
        select(WechatPush.handled_at, WechatPush.answer, Turn.state)
        .outerjoin(Turn, Turn.id == WechatPush.turn_id)
        .where(WechatPush.id == push_id)
    )
    found = row.one_or_none()
    if found is None:  # the person was forgotten meanwhile
        return True
    handled_at, answer, turn = found
    return answer is not None or (handled_at is not None and turn != "pending")


async def _read(request: web.Request) -> bytes | None:
    """The body, or None when it is too large; no more than that is ever read."""
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            return None
    return body


def _text(text: str, status: int = 200, kind: str = "text/plain") -> web.Response:
    """The platform takes anything in quotes, or as JSON, for a fault."""
    return web.Response(text=text, status=status, content_type=kind)
