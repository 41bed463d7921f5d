"""Enterprises and staff in live conversations: how long a message takes to the other side.

Both ends are in this process, so one clock times them. What arrives is held against what was
sent: nothing may be lost, doubled or out of order.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.load.figures import Stopwatch, by_group, summary
from bench.load.ledger import Ledger, Side
from bench.load.visitors import Failed, Frame, Visitor, client, connect, next_frame, sign_in

OPENING = 50
"""Visitors who come at the same time, before the measurement."""
DRAIN_SECONDS = 10.0
"""What has not arrived so long after the last message is lost."""
SETTLE_SECONDS = 2.0
WORDS = "请问我的材料还缺哪些，什么时候可以去窗口办理？"


@dataclass
class Socket:
    """One socket that is read all the time; commands wait for how they were taken."""

    side: Side
    ws: aiohttp.ClientWebSocketResponse
    ledger: Ledger
    conversation: str = ""
    waiting: dict[str, asyncio.Future[Frame]] = field(default_factory=dict)
    told: Callable[[Frame], None] | None = None
    """Called with every frame, after it was entered into the ledger."""

    async def read(self) -> None:
        """Take frames until the socket ends, which is an error."""
        while True:
            try:
                frame = await next_frame(self.ws)
            except Failed as failed:
                self.ledger.errors[failed.code] += 1
                return
            at = time.perf_counter()
            if frame["type"] == "message":
                conversation = frame.get("conversation", self.conversation)
                self.ledger.arrived(self.side, conversation, frame["message"], at)
            elif (future := self.waiting.pop(frame.get("key") or "", None)) is not None:
                future.set_result(frame)
            elif frame["type"] in ("accepted", "refused"):
                self.ledger.answered(frame, at)
            if self.told is not None:
                self.told(frame)

    async def command(self, frame: Frame) -> None:
        """Send a frame and wait until it is accepted. Raises Failed."""
        future: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self.waiting[frame["key"]] = future
        await self.ws.send_str(json.dumps(frame))
        answer = await asyncio.wait_for(future, 60)
        if answer["type"] == "refused":
            raise Failed(answer["code"])


@dataclass(frozen=True)
class Plan:
    """Conversations, seconds of talk, seconds between the messages of one side and their spread."""

    url: str
    pairs: int
    seconds: float
    every: float
    spread: float
    seed: int


async def live(plan: Plan, logins: Sequence[Frame]) -> dict[str, Any]:
    """Figures of `plan.pairs` conversations, held in turn by these staff accounts."""
    ledger, readers = Ledger(), set[asyncio.Task[None]]()
    async with client() as http:
        visitors = await _visitors(http, plan, ledger, readers)
        staff = [await _staff(http, plan.url, login, ledger, readers) for login in logins]
        pairs = list(zip(visitors, itertools.cycle(staff), strict=False))
        await _all(ledger, (_take(*pair) for pair in pairs))
        await asyncio.sleep(SETTLE_SECONDS)
        watch = Stopwatch()
        await asyncio.gather(*_talks(plan, ledger, pairs))
        watch.stop()
        await _drain(ledger)
        for reader in readers:
            reader.cancel()
    return _figures(len(pairs), ledger, watch)


async def _visitors(
    http: aiohttp.ClientSession, plan: Plan, ledger: Ledger, readers: set[asyncio.Task[None]]
) -> list[Socket]:
    """Visitors who have asked for a person."""
    sockets: list[Socket] = []
    gate = asyncio.Semaphore(OPENING)

    async def come() -> None:
        async with gate:
            visitor = Visitor(http, plan.url, ledger.errors)
            await visitor.begin()
            socket = Socket("visitor", visitor.ws, ledger, visitor.conversation)
            readers.add(asyncio.create_task(socket.read()))
            await socket.command({"type": "ask_person", "key": uuid.uuid4().hex})
            sockets.append(socket)

    await _all(ledger, (come() for _ in range(plan.pairs)))
    return sockets


async def _staff(
    http: aiohttp.ClientSession,
    url: str,
    login: Frame,
    ledger: Ledger,
    readers: set[asyncio.Task[None]],
) -> Socket:
    base = url.rstrip("/")
    session = await sign_in(http, f"{base}/api/staff/session", login, ledger.errors)
    socket = Socket("staff", await connect(http, f"{base}/ws/staff", session["token"]), ledger)
    readers.add(asyncio.create_task(socket.read()))
    return socket


async def _take(visitor: Socket, staff: Socket) -> None:
    """Claim a conversation and follow it from its first message."""
    about = {"conversation": visitor.conversation}
    await staff.command({"type": "claim", "key": uuid.uuid4().hex, **about})
    await staff.ws.send_str(json.dumps({"type": "watch", "after": 0, **about}))


async def _all(ledger: Ledger, works: Iterable[Awaitable[None]]) -> None:
    """Do all of it; a failure is counted and stops nothing else."""
    for result in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(result, Failed):
            ledger.errors[result.code] += 1
        elif result is not None:
            raise result


def _talks(
    plan: Plan, ledger: Ledger, pairs: Sequence[tuple[Socket, Socket]]
) -> Iterator[Awaitable[None]]:
    until = time.monotonic() + plan.seconds
    for number, (visitor, staff) in enumerate(pairs):
        about = {"conversation": visitor.conversation}
        yield _talk(plan, ledger, visitor, {"type": "send"}, f"v-{number:04d}", until)
        yield _talk(plan, ledger, staff, {"type": "say", **about}, f"s-{number:04d}", until)


async def _talk(
    plan: Plan, ledger: Ledger, sender: Socket, frame: Frame, name: str, until: float
) -> None:
    draw = random.Random(f"{plan.seed}/{name}")
    least, most = plan.every * (1 - plan.spread), plan.every * (1 + plan.spread)
    await asyncio.sleep(draw.uniform(0, plan.every))
    for count in itertools.count(1):
        if time.monotonic() >= until:
            return
        key = f"{name}-{count:05d}"
        text = json.dumps(frame | {"key": key, "text": f"{key} {WORDS}"}, ensure_ascii=False)
        ledger.sent[key] = time.perf_counter()
        try:
            await sender.ws.send_str(text)
        except aiohttp.ClientError:
            del ledger.sent[key]
            ledger.errors["unsent"] += 1
            return
        await asyncio.sleep(draw.uniform(least, most))


async def _drain(ledger: Ledger) -> None:
    """Wait for what is under way."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until and not len(ledger.sent) == len(ledger.acks) == len(
        ledger.delivered
    ):
        await asyncio.sleep(0.1)


def _figures(pairs: int, ledger: Ledger, watch: Stopwatch) -> dict[str, Any]:
    delivered = [(f"to_{side}", ms) for side, ms in ledger.delivered.values()]
    unacknowledged = len(ledger.sent) - len(ledger.acks)
    if unacknowledged:
        ledger.errors["unacknowledged"] += unacknowledged
    return {
        "pairs": pairs,
        "sent": len(ledger.sent),
        "delivered": len(delivered),
        "lost": len(ledger.sent) - len(delivered),
        "doubled": ledger.faults["doubled"],
        "misordered": ledger.faults["misordered"],
        "ms": summary(ms for _, ms in delivered) | by_group(delivered),
        "ack_ms": summary(ledger.acks.values()),
        "errors": dict(ledger.errors),
        **watch.figures(),
    }
