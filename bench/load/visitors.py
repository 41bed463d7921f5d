"""Who speaks in the modes: a visitor over a WebSocket, or a client of an HTTP endpoint."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

ANSWER_SECONDS = 120.0
"""A turn without an answer for so long counts as a timeout."""
UNREAD = ('{"type":"status"', '{"type":"typing"', '{"type":"case')
"""Frames that no measurement needs: not decoded, to leave the core to the server."""

Frame = dict[str, Any]


class Failed(Exception):
    """A turn has no answer, or a socket could not be opened; `code` is what is counted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def client() -> aiohttp.ClientSession:
    """A session without a limit of connections; use it as a context manager."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
    )


async def sign_in(
    http: aiohttp.ClientSession, url: str, body: Frame, errors: Counter[str]
) -> Frame:
    """POST for a session; told to come back later, it waits, counts that and does so."""
    while True:
        try:
            async with http.post(url, json=body) as answer:
                if answer.status == 200:
                    return dict(await answer.json())
                if answer.status != 429:
                    raise Failed(f"session_{answer.status}")
                wait = float(answer.headers.get("Retry-After", 1))
        except (aiohttp.ClientError, TimeoutError):
            raise Failed("session_connection") from None
        errors["session_busy"] += 1
        await asyncio.sleep(wait)


async def connect(
    http: aiohttp.ClientSession, url: str, token: str
) -> aiohttp.ClientWebSocketResponse:
    """An open socket whose hello was taken. Raises Failed."""
    try:
        ws = await http.ws_connect(url, compress=0, autoping=True, max_msg_size=0)
        await ws.send_str(json.dumps({"type": "hello", "token": token}))
        if (await next_frame(ws))["type"] != "ready":
            raise Failed("hello_refused")
    except (aiohttp.ClientError, TimeoutError):
        raise Failed("connect") from None
    return ws


async def next_frame(ws: aiohttp.ClientWebSocketResponse) -> Frame:
    """The next frame that a measurement needs. Raises Failed when the socket has ended."""
    while True:
        message = await ws.receive()
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise Failed("closed")
        if not message.data.startswith(UNREAD):
            frame: Frame = json.loads(message.data)
            return frame


class Speaker(Protocol):
    """One conversation."""

    async def begin(self) -> None:
        """Make ready for the first turn. Raises Failed."""
        ...

    async def ask(self, text: str) -> float:
        """Milliseconds from sending to the answer. Raises Failed."""
        ...

    async def end(self) -> None:
        """Leave."""
        ...


class Visitor:
    """A visitor of our product, or of the echo server that speaks its frames."""

    def __init__(self, http: aiohttp.ClientSession, url: str, errors: Counter[str]) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._errors = errors
        self.conversation = ""
        self.ws: aiohttp.ClientWebSocketResponse

    async def begin(self) -> None:
        url = f"{self._url}/api/visitor/session"
        session = await sign_in(self._http, url, {}, self._errors)
        self.conversation = session["conversation"]
        self.ws = await connect(self._http, f"{self._url}/ws/visitor", session["token"])

    async def end(self) -> None:
        await self.ws.close()

    async def ask(self, text: str) -> float:
        frame = {"type": "send", "key": uuid.uuid4().hex, "text": text}
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                while (ms := await self._answered(frame)) is None:
                    pass
        except TimeoutError:
            raise Failed("timeout") from None
        except aiohttp.ClientError:
            raise Failed("closed") from None
        return ms

    async def command(self, kind: str) -> None:
        """Send a frame that carries nothing but its key, and wait until it is stored."""
        key = uuid.uuid4().hex
        await self.ws.send_str(json.dumps({"type": kind, "key": key}))
        while True:
            frame = await next_frame(self.ws)
            if frame.get("key") == key and frame["type"] == "accepted":
                return
            if frame.get("key") == key and frame["type"] == "refused":
                raise Failed(frame["code"])

    async def _answered(self, send: Frame) -> float | None:
        """Milliseconds to the answer; None when the server wants this sent again, later."""
        key = send["key"]
        own: int | None = None
        spoken: list[tuple[int, float]] = []
        began = time.perf_counter()
        await self.ws.send_str(json.dumps(send, ensure_ascii=False))
        while True:
            frame = await next_frame(self.ws)
            at = time.perf_counter()
            if frame["type"] == "accepted" and frame["key"] == key:
                own = frame["seq"]
            elif frame["type"] == "refused":
                await self._refused(frame)
                return None
            elif frame["type"] == "message":
                message = frame["message"]
                if message["key"] == key:
                    own = message["seq"]
                elif message["author"] == "bot":
                    spoken.append((message["seq"], at))
                elif message["body"].get("event") == "queued":
                    await self.command("leave_queue")
                    raise Failed("queued")
            if own is not None:
                for seq, arrived in spoken:
                    if seq > own:
                        return (arrived - began) * 1000

    async def _refused(self, frame: Frame) -> None:
        if frame["code"] != "busy":
            raise Failed(frame["code"])
        self._errors["busy"] += 1
        await asyncio.sleep(frame["retry_after"])


class Endpoint:
    """A client of an HTTP endpoint that answers a turn in its response.

    `sender` is named in the request for an endpoint that holds conversations; None for a parser.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        sender: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._http = http
        self._url = url
        self._sender = sender
        self._headers = headers

    async def begin(self) -> None:
        """Nothing to open."""

    async def end(self) -> None:
        """Nothing to close."""

    async def ask(self, text: str) -> float:
        body = {"sender": self._sender, "message": text} if self._sender else {"text": text}
        began = time.perf_counter()
        try:
            async with self._http.post(self._url, json=body, headers=self._headers) as response:
                answer = await response.json() if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failed(type(error).__name__) from None
        if answer is None:
            raise Failed(f"http_{response.status}")
        if not answer:
            raise Failed("empty")
        return (time.perf_counter() - began) * 1000
