"""A pretended outside platform over real HTTP, and the sender for it.

Run as a program it is a process that sends what waits in a database, for tests that kill it.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import aiohttp
from aiohttp import web

from bot.conversations.delivery import (
    Deliveries,
    Pace,
    SendPostponed,
    SendRefused,
    SendUncertain,
)
from bot.conversations.hub import Hub
from bot.conversations.outbox import Outgoing
from bot.store.database import Database

CHANNEL = "pretended"
Behaviour = Literal[
    "accept",  # delivered and answered
    "refuse",  # an error code that will not change
    "busy",  # 429 with Retry-After
    "silent",  # neither delivered nor answered
    "late",  # delivered, answered after the client's patience
    "lost",  # delivered, connection dropped without an answer
    "drop",  # not delivered, connection dropped after the body was read
    "down",  # nothing listens on the port for a moment
]
CLIENT_PATIENCE = 0.25
LATE = CLIENT_PATIENCE * 2
DOWN_FOR = 0.05
QUICK = Pace(
    sweep=0.05, attempt=1.0, lease=2.0, first_delay=0.02, longest_delay=0.1, attempts=9, grace=0.5
)
"""So that a test need not wait long for what takes minutes in production."""


class Platform:
    """Does with each request what the script says next, and accepts when it says nothing more."""

    def __init__(self) -> None:
        self.script: deque[Behaviour] = deque()
        self.ledger: list[tuple[str, str]] = []
        """What reached which person, in order."""
        self.requests = 0
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()
        """Ends the requests that are never answered, at the end of the test."""
        self._runner: web.AppRunner
        self._site: web.TCPSite | None = None
        self._return: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/send", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.listen()

    async def listen(self) -> None:
        """Open the port, the same one every time."""
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await self._site.start()
        self.port = int(self._runner.addresses[0][1])

    async def go_down(self) -> None:
        """Close the port."""
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def stop(self) -> None:
        self.let_go.set()
        if self._return is not None:
            await self._return
        await self._runner.cleanup()

    async def play(self, *script: Behaviour) -> None:
        """What happens to the next requests; `down` comes before the request that follows it."""
        self.script = deque(script)
        await self._perhaps_down()

    async def _perhaps_down(self) -> None:
        while self.script and self.script[0] == "down":
            self.script.popleft()
            if self._site is not None:
                await self.go_down()
                self._return = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        await asyncio.sleep(DOWN_FOR)
        await self.listen()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        self.requests += 1
        behaviour = self.script.popleft() if self.script else "accept"
        await self._perhaps_down()
        if behaviour in ("accept", "late", "lost"):
            self.ledger.append((said["to"], said["text"]))
        self.asked.set()
        if behaviour in ("drop", "lost"):
            assert request.transport is not None
            request.transport.abort()
        if behaviour == "busy":
            return web.json_response({}, status=429, headers={"Retry-After": "0.02"})
        if behaviour == "refuse":
            return web.json_response({"errcode": 45015})
        if behaviour == "late":
            await asyncio.sleep(LATE)
        if behaviour == "silent":
            await self.let_go.wait()
        return web.json_response({"errcode": 0, "id": f"platform-{len(self.ledger)}"})


@asynccontextmanager
async def platform() -> AsyncIterator[Platform]:
    """A platform that listens, until the end of the context."""
    running = Platform()
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


class PlatformSender:
    """The channel's side: one message, one request."""

    merges = False

    def __init__(self, url: str, patience: float = CLIENT_PATIENCE) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=patience)

    async def send(self, outgoing: Outgoing) -> str | None:
        text = outgoing.message.body["text"]
        said = {"to": outgoing.recipient, "text": text, "id": outgoing.delivery.id}
        connector = aiohttp.TCPConnector(force_close=True)
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, connector=connector) as session,
                session.post(self._url, json=said) as response,
            ):
                answer = await response.json()
        except aiohttp.ClientConnectorError as error:
            raise SendPostponed("unreachable") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendUncertain("no_answer") from error
        if response.status == 429:
            raise SendPostponed("busy", float(response.headers["Retry-After"]))
        if answer["errcode"]:
            raise SendRefused(str(answer["errcode"]))
        return str(answer["id"])


async def send_for_ever(database_url: str, platform_url: str) -> None:
    """A process that waits long for answers, as one that is killed in the middle should."""
    senders = {CHANNEL: PlatformSender(platform_url, patience=60)}
    Deliveries(Database(database_url), Hub(), senders, Pace(attempt=1.0, lease=2.0)).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(send_for_ever(sys.argv[1], sys.argv[2]))
