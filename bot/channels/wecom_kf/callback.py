"""What the platform calls: it proves that it is the platform, and says that there is something.

No message comes along. The wake-up is stored before the answer, so that a process that dies behind
the answer leaves it to another one.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.channels.wechat.crypto import Crypto, Rejected
from bot.channels.wechat.xml import LARGEST, BadXml, fields_of
from bot.channels.wecom_kf.messages import LONGEST_ID

PATH = "/channels/wecom"
CLOCKS_DIFFER = 900.0
"""Seconds by which the platform's clock and ours may differ. What is older is somebody who repeats
an old callback: its token holds no longer, and pulls without one are counted strictly."""
EVENT = "kf_msg_or_event"

log = structlog.get_logger(__name__)


class Callback:
    """The two requests of the platform."""

    def __init__(self, crypto: Crypto, wake: Callable[[str, str], Awaitable[None]]) -> None:
        """`wake` keeps account and token for good before it returns."""
        self._crypto = crypto
        self._wake = wake

    def routes(self) -> list[web.RouteDef]:
        """Where the platform calls."""
        return [web.get(PATH, self._verify, allow_head=False), web.post(PATH, self._called)]

    async def _verify(self, request: web.Request) -> web.Response:
        """The address is ours: the decrypted echo, and nothing around it."""
        # A plus sign that was not escaped has become a space; the letters of base64 have none.
        echo = request.query.get("echostr", "").replace(" ", "+")
        return web.Response(body=self._opened(request.query, echo), content_type="text/plain")

    async def _called(self, request: web.Request) -> web.Response:
        body = await request.content.read(LARGEST + 1)
        while len(body) <= LARGEST and (more := await request.content.read(LARGEST)):
            body += more
        if len(body) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
        try:
            message = self._opened(request.query, fields_of(body).get("Encrypt", ""))
            _check_age(request.query)
            fields = fields_of(message)
        except BadXml:
            log.warning("wecom.bad_callback")
            raise web.HTTPBadRequest from None
        account, token = (fields.get(name, "").strip() for name in ("OpenKfId", "Token"))
        kind = fields.get("Event", "").strip().lower()  # the case of names differs in its own pages
        if kind == EVENT and 0 < len(account) <= LONGEST_ID:
            await self._wake(account, token)
        else:
            log.info("wecom.callback_unused", kind=kind[:40])
        return web.Response(text="success")

    def _opened(self, query: Mapping[str, str], encrypt: str) -> bytes:
        try:
            return self._crypto.open(query, encrypt).message
        except Rejected:
            log.warning("wecom.rejected")
            raise web.HTTPForbidden from None


def _check_age(query: Mapping[str, str]) -> None:
    """Raises HTTPForbidden; the timestamp is signed, so it has ten digits."""
    if abs(time.time() - int(query["timestamp"])) > CLOCKS_DIFFER:
        log.warning("wecom.clocks_differ")
        raise web.HTTPForbidden
