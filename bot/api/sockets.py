"""What the visitor's and the staff's socket have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.api import frames
from bot.api.errors import OVERLOADED_SECONDS
from bot.api.reading import admitted, unreadable
from bot.conversations.once import Received, Refused
from bot.store.database import DatabaseUnavailable, Overloaded
from bot.words import say

FRAME_BYTES = 256 * 1024
"""Far more than a message may have: a pasted document is refused with a sentence and the
connection goes on. Only what is larger still ends it (1009)."""
HELLO_SECONDS = 10.0
"""A client that does not say who it is within this time is cut off."""
T = TypeVar("T")

log = structlog.get_logger(__name__)


@asynccontextmanager
async def same_origin_socket(request: web.Request) -> AsyncIterator[Wire]:
    """Accept a WebSocket of our own pages or of a program.

    Other sites' pages get 403, and everybody 429 while as many are open as may be. While the
    database is away the client is sent off to come back later.
    """
    services = admitted(request)
    # Compression would cost each socket some 90 kB for frames of a few hundred bytes.
    ws = web.WebSocketResponse(heartbeat=30.0, max_msg_size=FRAME_BYTES, compress=False)
    await ws.prepare(request)
    services.sockets.add(ws)
    wire = Wire(ws)
    try:
        async with wire.unless_away():
            yield wire
    finally:
        services.sockets.discard(ws)


class Wire:
    """Frames in both directions over one socket."""

    __slots__ = ("ws",)

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.ws = ws

    async def send(self, frame: BaseModel) -> None:
        """Send a frame; one to a client that has left is dropped."""
        await self.send_text(frame.model_dump_json())

    async def send_text(self, frame: str) -> None:
        """Send a frame that is written out already."""
        if not self.ws.closed:
            with suppress(ConnectionResetError):
                await self.ws.send_str(frame)

    async def hello(self) -> str | None:
        """The first frame as it came; None when there is none or it is not text."""
        try:
            first = await self.ws.receive(timeout=HELLO_SECONDS)
        except TimeoutError:
            await self.ws.close(code=WSCloseCode.POLICY_VIOLATION)
            return None
        if first.type is WSMsgType.BINARY:
            await self.turn_away(Refused("frame", say("refused.frame")))
        return str(first.data) if first.type is WSMsgType.TEXT else None

    async def received(self, adapter: TypeAdapter[T]) -> AsyncIterator[T]:
        """The client's frames until it leaves; one that cannot be read is refused."""
        async for message in self.ws:
            if message.type is WSMsgType.BINARY:
                await self.refuse(None, Refused("frame", say("refused.frame")))
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = adapter.validate_json(message.data, strict=True)
            except ValidationError:
                await self.refuse(*unreadable(message.data))
                continue
            yield frame

    async def acknowledge(self, key: str, work: Coroutine[Any, Any, Received]) -> None:
        """Do what came with this key and say that it is stored, or why it is not."""
        try:
            received = await work
            await self.send(frames.Accepted(key=key, seq=received.seq))
        except Refused as refused:
            await self.refuse(key, refused)
        except Overloaded:
            busy = Refused("busy", say("refused.overloaded"), OVERLOADED_SECONDS)
            await self.refuse(key, busy)
        except DatabaseUnavailable as error:
            log.error("socket.store_failed", cause=str(error))
            await self.refuse(key, Refused("unavailable", say("refused.unavailable"), 2.0))

    @asynccontextmanager
    async def unless_away(self) -> AsyncIterator[None]:
        """While the database is away, the client is sent off to come back later."""
        try:
            yield
        except DatabaseUnavailable as error:
            log.error("socket.database_unavailable", cause=str(error))
            await self.ws.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def turn_away(self, refused: Refused) -> None:
        """Refuse the client itself."""
        await self.refuse(None, refused)
        await self.ws.close(code=WSCloseCode.POLICY_VIOLATION)

    async def refuse(self, key: str | None, refused: Refused) -> None:
        """Say that nothing was stored, and why."""
        await self.send(
            frames.Refused(
                key=key,
                code=refused.code,
                message=str(refused),
                retry_after=refused.retry_after,
            )
        )
