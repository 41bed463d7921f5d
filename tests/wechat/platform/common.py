"""What both pretended platforms share: tokens, faults on order, envelopes, repeats."""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import json
import secrets
import time
import xml.etree.ElementTree as ET
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.wechat.crypto import Crypto, decoded_key, sign

Trouble = Literal[
    "502",  # a gateway's answer; nothing was done
    "hang",  # neither done nor answered
    "drop",  # connection closed, nothing was done
    "lost",  # done, connection closed without an answer
    "garbage",  # done, an answer that is not JSON
]
TOKEN_SECONDS = 7200


@dataclass
class Keys:
    """What the account's console and the application agree on."""

    receiver: str
    token: str = "pretendedtoken"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    secret: str = "pretended-secret"


@dataclass
class Call:
    """A request to the platform's API."""

    path: str
    query: dict[str, str]
    body: Any


class ApiServer:
    """The platform's API on loopback. Faults are played call by call, by path."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.calls: list[Call] = []
        self.faults: defaultdict[str, deque[int | Trouble]] = defaultdict(deque)
        self.token = ""
        self.tokens_given = 0
        self.stubborn = False
        """Gives the token that it refuses, until it is forced to another."""
        self.refuses_tokens = False
        self.skew = 0.0
        self.url = ""
        self._let_go = asyncio.Event()
        self._runner: web.AppRunner
        self.app = web.Application(middlewares=[self._around], client_max_size=32 * 1024**2)

    def now(self) -> float:
        """The platform's clock."""
        return time.time() + self.skew

    async def start(self) -> None:
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._let_go.set()
        await self._runner.cleanup()

    def play(self, path: str, *faults: int | Trouble) -> None:
        """What the next calls of this path get; afterwards they are answered."""
        self.faults[path].extend(faults)

    def called(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def invalidate(self) -> None:
        """Somebody else made the platform give another token."""
        self.token = ""

    def issue(self, force: bool = False) -> str:
        """The token that holds, made when there is none or when forced."""
        if force or not self.token:
            self.token = f"token-{secrets.token_hex(32)}"
            self.tokens_given += 1
        return self.token

    @web.middleware
    async def _around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        body = None
        if request.content_type == "application/json":
            raw = await request.read()
            assert b"\\u" not in raw, "escaped text is shown to people as it stands"
            body = json.loads(raw)
        self.calls.append(Call(request.path, dict(request.query), body))
        trouble = self.faults[request.path].popleft() if self.faults[request.path] else None
        if isinstance(trouble, int):
            return answer({"errcode": trouble, "errmsg": "on order"})
        if trouble == "502":
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        if trouble == "hang":
            await self._let_go.wait()
        if trouble in (None, "lost", "garbage"):
            response = await handler(request)
        if trouble in ("drop", "lost", "hang"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(text="<html>") if trouble == "garbage" else response

    def with_token(
        self, work: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Only for who has the token that holds."""

        async def checked(request: web.Request) -> web.StreamResponse:
            given = request.query.get("access_token", "")
            if self.refuses_tokens or not self.token or given != self.token:
                return answer({"errcode": 40001, "errmsg": "invalid credential"})
            return await work(request)

        return checked


def answer(body: dict[str, Any]) -> web.Response:
    """JSON that calls itself text, as the platform's does at times."""
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="text/plain")


@dataclass
class Answered:
    """How the application answered one delivery of a push."""

    status: int
    body: str
    seconds: float
    content_type: str


@dataclass
class Pushed:
    """Everything that came back for one push."""

    answers: list[Answered] = field(default_factory=list)
    timeouts: int = 0


class Envelopes:
    """Signs and encrypts what goes to the application and opens what comes back."""

    def __init__(self, keys: Keys, clock: Callable[[], float]) -> None:
        self.keys = keys
        self.clock = clock
        self._nonces = itertools.count(415_670_741)

    @property
    def crypto(self) -> Crypto:
        return Crypto(self.keys.token, self.keys.receiver, self.keys.aes_key)

    def query(self, encrypt: str = "") -> dict[str, str]:
        """A signed query; with the signature over the ciphertext when there is one."""
        at, nonce = str(int(self.clock())), str(next(self._nonces))
        parts = (self.keys.token, at, nonce)
        query = {"signature": sign(*parts), "timestamp": at, "nonce": nonce}
        if encrypt:
            query |= {"encrypt_type": "aes", "msg_signature": sign(*parts, encrypt)}
        return query

    def encrypted(self, plain: str) -> str:
        at, key = str(int(self.clock())), decoded_key(self.keys.aes_key)
        return self.crypto.seal(plain.encode(), at, "0", key).encrypt

    def opened(self, envelope: str) -> str:
        """The plain answer. Asserts that the envelope is whole and signed."""
        root = ET.fromstring(envelope)
        fields = {child.tag: child.text or "" for child in root}
        assert len(fields) == len(root) == 4, envelope
        query = {
            "msg_signature": fields["MsgSignature"],
            "timestamp": fields["TimeStamp"],
            "nonce": fields["Nonce"],
        }
        base64.b64decode(fields["Encrypt"], validate=True)
        return self.crypto.open(query, fields["Encrypt"]).message.decode()


async def deliver(
    url: str, query: dict[str, str], body: str, limit: float, deliveries: int
) -> Pushed:
    """Push, and again with the same bytes while no answer comes in time."""
    pushed = Pushed()
    timeout = aiohttp.ClientTimeout(total=limit)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for _ in range(deliveries):
            began = time.monotonic()
            try:
                async with session.post(
                    url, params=query, data=io.BytesIO(body.encode())
                ) as response:
                    text = await response.text()
                    seconds = time.monotonic() - began
                    kind = response.content_type
                    pushed.answers.append(Answered(response.status, text, seconds, kind))
                    break
            except (aiohttp.ClientError, TimeoutError):
                pushed.timeouts += 1
    return pushed
