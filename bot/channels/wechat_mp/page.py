"""The chat page opened from a menu of the 公众号: it shows the person's conversation in WeChat.

The platform says who it is (OAuth, `snsapi_base`: no question is asked). Neither the openid nor a
token ever stands in an address: the page gets a cookie that opens the conversation once.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import structlog
from aiohttp import web
from pydantic import BaseModel, Field, SecretStr, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import ApiFault, Malformed
from bot.channels.wechat_mp.arrivals import CHANNEL
from bot.conversations.inbox import Inbox
from bot.conversations.log import now
from bot.conversations.on_page import HOLD
from bot.conversations.one_time import OneTimeSecrets
from bot.conversations.outbox import hold
from bot.security.limits import RateLimit
from bot.store.database import Database, DatabaseUnavailable
from bot.words import say

START, BACK = "/channels/wechat/page", "/channels/wechat/page/back"
STATE_COOKIE, STATE_SECONDS = "esa_state", 600
TICKET_SECONDS = 60
_STATE = re.compile("([0-9a-f]{32})([0-9a-f]{8})([0-9a-f]{64})")
"""Nonce, expiry and signature. The platform takes 128 letters and digits at most."""
_CODE = re.compile(r"[\w-]{1,512}", re.ASCII)
_NO_TRACE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Account:
    """The 公众号, and the addresses: where people are asked and where they come back to."""

    appid: str
    secret: SecretStr
    authorize_base: str
    public_url: str


@dataclass(frozen=True)
class Ticket:
    """The cookie that opens the conversation: how the session's route knows it."""

    cookie: str
    path: str


class _Granted(BaseModel):
    """What the platform says about who came."""

    openid: str = Field(pattern=r"^[A-Za-z0-9_-]{6,128}$")
    is_snapshotuser: int = 0
    """1: a page that WeChat only previews; whose id it gives is nobody's."""


class _Refused(Exception):
    """Not begun here, not in this browser, too late, or a second time."""


class WeChatPage:
    """Sends people to the platform and takes them back."""

    def __init__(
        self,
        account: Account,
        api: Api,
        database: Database,
        inbox: Inbox,
        once: OneTimeSecrets,
        ticket: Ticket,
        key: str,
        limit: RateLimit,
    ) -> None:
        """`key` signs states; `limit` is for the visits of one address."""
        self._account = account
        self._api = api
        self._db = database
        self._inbox = inbox
        self._once = once
        self._ticket = ticket
        self._key = key.encode()
        self._limit = limit

    def routes(self) -> Sequence[web.RouteDef]:
        """The menu's address, and where the platform sends people back."""
        return [web.get(START, self.start), web.get(BACK, self.back)]

    async def start(self, request: web.Request) -> web.StreamResponse:
        """To the platform, with a state that only this browser can use."""
        self._not_too_often(request)
        browser = secrets.token_urlsafe(32)
        nonce, until = secrets.token_hex(16), f"{int(time.time()) + STATE_SECONDS:08x}"
        state = nonce + until + self._signature(nonce, until, browser)
        back = quote(self._account.public_url.rstrip("/") + BACK, safe="")
        # In the order of the platform's manual: it refuses others.
        sent = _redirect(
            f"{self._account.authorize_base.rstrip('/')}/connect/oauth2/authorize"
            f"?appid={self._account.appid}&redirect_uri={back}&response_type=code"
            f"&scope=snsapi_base&state={state}#wechat_redirect"
        )
        # Lax: the way back begins on the platform's site.
        self._set_cookie(sent, STATE_COOKIE, browser, START, STATE_SECONDS, "Lax")
        return sent

    async def back(self, request: web.Request) -> web.StreamResponse:
        """To the page, wherever the address may ask to be sent."""
        self._not_too_often(request)
        try:
            code = await self._proven(request)
            who = await self._who(code)
            sent = _redirect("/h5/")
            if not who.is_snapshotuser:
                secret = await self._ticket_for(who.openid)
                self._set_cookie(
                    sent, self._ticket.cookie, secret, self._ticket.path, TICKET_SECONDS, "Strict"
                )
        except (_Refused, Malformed) as error:
            log.warning("wechat_page.refused", cause=type(error).__name__)
            sent = _sentence(400, "person.page_closed")
        except ApiFault as fault:
            log.error("wechat_page.platform", cause=type(fault).__name__, code=fault.code)
            sent = _sentence(503, "person.page_away")
        except DatabaseUnavailable as error:
            log.error("wechat_page.database", cause=str(error))
            sent = _sentence(503, "person.page_away")
        sent.del_cookie(STATE_COOKIE, path=START)
        return sent

    async def _proven(self, request: web.Request) -> str:
        """The platform's code, if the state is ours, of this browser, and new. Raises _Refused."""
        given = {name: request.query.getall(name, []) for name in ("code", "state")}
        if any(len(values) != 1 for values in given.values()):
            raise _Refused
        code, state = given["code"][0], given["state"][0]
        parts = _STATE.fullmatch(state)
        if parts is None or not _CODE.fullmatch(code):
            raise _Refused
        nonce, until, signature = parts.groups()
        expected = self._signature(nonce, until, request.cookies.get(STATE_COOKIE, ""))
        if not hmac.compare_digest(signature, expected) or int(until, 16) < time.time():
            raise _Refused
        life = timedelta(seconds=STATE_SECONDS)
        if not await self._db.write(lambda s: self._once.spend(s, "state", nonce, life)):
            raise _Refused
        return code

    async def _who(self, code: str) -> _Granted:
        """Whom the platform's code names. Raises ApiFault."""
        query = {
            "appid": self._account.appid,
            "secret": self._account.secret.get_secret_value(),
            "code": code,
            "grant_type": "authorization_code",
        }
        answer = await self._api.ask("GET", "/sns/oauth2/access_token", query)
        try:
            return _Granted.model_validate(answer)
        except ValidationError:
            raise Malformed("no_openid") from None

    async def _ticket_for(self, openid: str) -> str:
        """A secret that opens this person's conversation once."""
        secret, life = secrets.token_urlsafe(32), timedelta(seconds=TICKET_SECONDS)

        async def work(session: AsyncSession) -> None:
            conversation = await self._inbox.opened(session, CHANNEL, openid)
            # The page is about to show it, the welcome of a new one included.
            await hold(session, conversation.id, now() + HOLD)
            await self._once.give(session, "page", secret, conversation.id, life)

        try:
            await self._db.write(work)
        except IntegrityError:  # the person's first message came in the same moment
            await self._db.write(work)
        return secret

    def _signature(self, nonce: str, until: str, browser: str) -> str:
        text = f"wechat-page\n{nonce}\n{until}\n{browser}"
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def _not_too_often(self, request: web.Request) -> None:
        if (wait := self._limit.wait(request.remote or "")) > 0:
            headers = {"Retry-After": str(max(1, round(wait)))}
            raise web.HTTPTooManyRequests(text=say("refused.busy"), headers=headers)

    def _set_cookie(
        self, sent: web.Response, name: str, value: str, path: str, seconds: int, same_site: str
    ) -> None:
        sent.set_cookie(
            name,
            value,
            path=path,
            max_age=seconds,
            httponly=True,
            secure=self._account.public_url.startswith("https:"),
            samesite=same_site,
        )


def _redirect(target: str) -> web.Response:
    return web.Response(status=302, headers=_NO_TRACE | {"Location": target})


def _sentence(status: int, words: str) -> web.Response:
    return web.Response(status=status, text=say(words), headers=_NO_TRACE)
