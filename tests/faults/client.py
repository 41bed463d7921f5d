"""What visitors and staff have in common: an outbox like the page's, and notes of all they hear."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

Json = dict[str, Any]
AWAY = (aiohttp.ClientError, OSError, TimeoutError)
"""How an unreachable product looks to a client."""
CONNECT_SECONDS = 12.0
ANSWER_SECONDS = 15.0
"""A frame that is neither accepted nor refused by then: the connection is not to be trusted."""
REREAD_SECONDS = 30.0
"""Time to read a whole conversation again, with the waiting that the limit of sessions asks for."""


@dataclass(eq=False)
class Entry:
    """Something to be stored, and what became of it."""

    frame: Json
    conversation: str
    shown: str | None
    """What the log must say; None when that is for the product to word."""
    sent: bool = False
    above: int = 0
    """The highest number acknowledged before it was first sent: its own must be higher."""
    numbers: set[int] = field(default_factory=set)
    """Every number under which it was acknowledged."""
    refused: str | None = None
    held: float = 0.0
    """Seconds that the product asked to wait."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def key(self) -> str:
        return str(self.frame["key"])


class Socket:
    """One open socket; each conversation must be pushed in order and without a gap."""

    def __init__(self, client: Client, ws: aiohttp.ClientWebSocketResponse, name: str) -> None:
        self.client = client
        self.name = name
        self.last: dict[str, int] = {}
        """The number pushed last, or resumed after, by conversation."""
        self.least = 0
        """What the product must know when it greets: nothing acknowledged may be gone."""
        self._ws = ws

    async def send(self, frame: Json) -> None:
        await self._ws.send_json(frame)

    async def read(self) -> None:
        """Note every frame until the socket ends."""
        async for message in self._ws:
            self.client.take(json.loads(message.data), self)

    def hear(self, conversation: str, message: Json) -> None:
        """Note a pushed message."""
        seq, last = int(message["seq"]), self.last[conversation]
        if seq != last + 1:
            self.client.wrong.append(f"{self.name}: {seq} was pushed after {last}")
        self.last[conversation] = seq
        told = {name: value for name, value in message.items() if name != "useful"}
        known = self.client.seen[conversation].setdefault(seq, told)
        if known != told:
            self.client.wrong.append(f"{self.name}: {known} became {told}")


class Client(ABC):
    """Sends one frame at a time and repeats it on every new socket until it is answered."""

    path: str

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str, seed: int) -> None:
        self.name = name
        self.random = Random(f"{seed} {name}")
        self.outbox: list[Entry] = []
        self.seen: defaultdict[str, dict[int, Json]] = defaultdict(dict)
        """Messages by conversation and number, as first pushed."""
        self.wrong: list[str] = []
        """What contradicted itself while it happened."""
        self.sockets = 0
        self.session = session
        self.url = url
        self._by_key: dict[str, Entry] = {}
        self._more = asyncio.Event()

    @abstractmethod
    async def behave(self) -> None:
        """Act as such a person does, for ever."""

    @abstractmethod
    async def greet(self, socket: Socket, after: int | None) -> None:
        """Say hello on a new socket and resume after this number, or after what was seen."""

    def take(self, frame: Json, socket: Socket) -> None:
        """Note what became of a frame of ours."""
        if frame["type"] not in ("accepted", "refused"):
            return
        entry = self._by_key.get(frame["key"])
        if entry is None:
            self.wrong.append(f"{socket.name}: {frame}")
            return
        if frame["type"] == "accepted":
            entry.numbers.add(frame["seq"])
            entry.settled.set()
        elif frame["retry_after"] is not None:
            entry.held = frame["retry_after"]
        elif entry.numbers:
            self.wrong.append(f"{socket.name}: {entry.key} was accepted, then {frame['code']}")
        else:
            entry.refused = frame["code"]
            entry.settled.set()
        entry.answered.set()

    def put(self, kind: str, conversation: str, shown: str | None = None, /, **frame: Any) -> Entry:
        """Into the outbox, with a key of its own."""
        key = f"{self.random.getrandbits(128):032x}"
        entry = Entry({"type": kind, "key": key, **frame}, conversation, shown)
        self._by_key[key] = entry
        self.outbox.append(entry)
        self._more.set()
        return entry

    def repeat(self, entry: Entry) -> None:
        """Send again what was answered already, as if the answer had not been understood."""
        entry.settled.clear()
        self._more.set()

    def contiguous(self, conversation: str) -> int:
        """The last number up to which everything was pushed."""
        seq = 0
        while seq + 1 in self.seen[conversation]:
            seq += 1
        return seq

    def acknowledged(self, conversation: str) -> int:
        """The highest number that the product acknowledged."""
        numbers = (entry.numbers for entry in self.outbox if entry.conversation == conversation)
        return max((seq for found in numbers for seq in found), default=0)

    @property
    def idle(self) -> bool:
        """Whether everything has been answered."""
        return all(entry.settled.is_set() for entry in self.outbox)

    async def live(self) -> None:
        """Keep one socket open, for ever, and send what is in the outbox."""
        while True:
            with suppress(*AWAY):
                await self.converse("page", self._pump)
            await asyncio.sleep(self.random.uniform(0.1, 1.0))

    async def reread(self, last: dict[str, int]) -> dict[str, int]:
        """Resume everything from the beginning; how far it came, by conversation."""
        heard: dict[str, int] = {}

        async def read(socket: Socket) -> None:
            nonlocal heard
            heard = socket.last
            while any(heard[conversation] < last[conversation] for conversation in heard):
                await asyncio.sleep(0.05)

        async def insist() -> None:
            while not heard or any(heard[name] < last[name] for name in heard):
                with suppress(*AWAY):
                    await self.converse("again", read, after=0)
                await asyncio.sleep(0.2)

        if self.seen:
            with suppress(TimeoutError):
                await asyncio.wait_for(insist(), REREAD_SECONDS)
        return heard

    async def converse(
        self, name: str, talk: Callable[[Socket], Awaitable[None]], after: int | None = None
    ) -> None:
        """Open a socket, listen, and talk until that ends or the socket does. Raises AWAY."""
        async with asyncio.timeout(CONNECT_SECONDS):
            ws = await self.session.ws_connect(self.url + self.path)
        self.sockets += 1
        try:
            socket = Socket(self, ws, f"{self.name} {name} {self.sockets}")
            await self.greet(socket, after)
            tasks = [asyncio.ensure_future(socket.read()), asyncio.ensure_future(talk(socket))]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            await ws.close()

    async def transmit(self, socket: Socket, entry: Entry) -> None:
        """Send it, for the first time or again."""
        if not entry.sent:
            entry.sent, entry.above = True, self.acknowledged(entry.conversation)
        entry.held = 0.0
        entry.answered.clear()
        await socket.send(entry.frame)

    async def _pump(self, socket: Socket) -> None:
        while True:
            entry = next((one for one in self.outbox if not one.settled.is_set()), None)
            if entry is None:
                self._more.clear()
                await self._more.wait()
                continue
            await self.transmit(socket, entry)
            async with asyncio.timeout(ANSWER_SECONDS):
                await entry.answered.wait()
            await asyncio.sleep(entry.held)
