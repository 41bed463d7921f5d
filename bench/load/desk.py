"""A desk at work: staff who are given cases and pull some themselves, enterprises who come again.

Every enterprise asks for a person, and when all of them wait, all of staff come on duty at once.
Every enterprise talks, and comes again until it has had its cases. Whoever holds a conversation
answers all it says and closes it after a few exchanges. What was said is held against what
arrived, and what the desk decided is read from SQL afterwards.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import aiohttp

from bench.load.decisions import figures
from bench.load.figures import Stopwatch, summary
from bench.load.ledger import Ledger
from bench.load.live import OPENING, WORDS, Socket
from bench.load.places import Places
from bench.load.visitors import Failed, Frame, Visitor, client, connect
from bot.store.database import Database

PATIENCE = 300.0
"""Seconds after which an enterprise that hears nothing gives up, which is an error."""
TOO_LATE = ("taken", "full")
"""What a claim by hand may be told: others were faster. No error."""


@dataclass(frozen=True)
class Plan:
    """Cases of each visitor, exchanges of each case, mean seconds before somebody speaks."""

    url: str
    visitors: int
    cases: int
    exchanges: int
    every: float
    capacity: int
    seed: int


@dataclass
class Desk:
    """What everybody in a measurement shares."""

    http: aiohttp.ClientSession
    plan: Plan
    ledger: Ledger = field(default_factory=Ledger)
    refused_claims: Counter[str] = field(default_factory=Counter)
    on: dict[str, datetime] = field(default_factory=dict)
    """When each member came on duty, by id."""
    places: Places = field(default_factory=Places)
    everybody_waits: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def waits(self, conversation: str) -> None:
        """An enterprise was told that it is queued."""
        self.places.queued[conversation] = perf_counter()
        if len(self.places.queued) == self.plan.visitors:
            self.everybody_waits.set()

    def begin(self, work: Any) -> None:
        """Do it beside everything else; a failure is counted."""
        task = asyncio.create_task(self._counted(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _counted(self, work: Any) -> None:
        try:
            await work
        except Failed as failed:
            self.ledger.errors[failed.code] += 1
        except TimeoutError:
            self.ledger.errors["timeout"] += 1

    async def say(self, socket: Socket, name: str, frame: Frame) -> None:
        """Send words that begin with their name, which is their key as well. Raises Failed."""
        self.ledger.sent[name] = began = perf_counter()
        await socket.command(frame | {"key": name, "text": f"{name} {WORDS}"})
        self.ledger.acks[name] = (perf_counter() - began) * 1000

    async def pause(self, draw: random.Random) -> None:
        """As long as it takes to write."""
        await asyncio.sleep(draw.uniform(0.5, 1.5) * self.plan.every)


class Person:
    """A member of staff."""

    def __init__(self, desk: Desk, number: int, pulls: bool) -> None:
        self._desk = desk
        self._number = number
        self._pulls = pulls
        self._draw = random.Random(f"{desk.plan.seed}/staff/{number}")
        self._held: dict[str, asyncio.Queue[str]] = {}
        """What is to be answered in each conversation in their hands."""
        self._said = 0
        self._token, self._id = "", ""
        self._socket: Socket

    async def come(self, session: Frame) -> None:
        """Open the socket, but take nothing yet. Raises Failed."""
        self._id = session["member"]
        self._token, base = session["token"], self._desk.plan.url
        ws = await connect(self._desk.http, f"{base}/ws/staff", self._token)
        self._socket = Socket("staff", ws, self._desk.ledger, told=self._told)
        self._desk.begin(self._socket.read())

    async def work(self) -> None:
        """Come on duty, and take something at once if that is their way."""
        self._desk.on[self._id] = datetime.now(UTC)
        self._desk.places.opened(self._id, perf_counter(), self._desk.plan.capacity, "start")
        await self._socket.ws.send_str(json.dumps({"type": "available", "on": True}))
        if self._pulls:
            await self._pull()

    async def leave(self) -> None:
        """Go off duty: the next measurement must not be given to somebody who is gone."""
        await self._socket.ws.send_str(json.dumps({"type": "available", "on": False}))

    def _told(self, frame: Frame) -> None:
        if frame["type"] == "reminder" and frame["about"] == "assigned":
            self._desk.places.given(self._id, frame["conversation"], perf_counter())
            self._take(frame["conversation"])
        elif frame["type"] == "message" and frame["message"]["author"] == "visitor":
            name = frame["message"]["body"]["text"].split(" ", 1)[0]
            if name in self._desk.ledger.sent and frame["conversation"] in self._held:
                self._held[frame["conversation"]].put_nowait(name)

    def _take(self, conversation: str) -> None:
        if conversation not in self._held:
            self._held[conversation] = asyncio.Queue()
            self._desk.begin(self._answer(conversation))

    async def _answer(self, conversation: str) -> None:
        """Answer everything, close after the last exchange."""
        about = {"conversation": conversation}
        heard = self._desk.ledger.ends["staff", conversation].last_seq
        watch = {"type": "watch", "after": heard} | about
        await self._socket.ws.send_str(json.dumps(watch))
        for _ in range(self._desk.plan.exchanges):
            async with asyncio.timeout(PATIENCE):
                await self._held[conversation].get()
            await self._desk.pause(self._draw)
            self._said += 1
            name = f"s-{self._number:04d}-{self._said:05d}"
            await self._desk.say(self._socket, name, {"type": "say"} | about)
        del self._held[conversation]
        # First, so that nothing of a next case comes here as well as to whoever holds that.
        await self._socket.ws.send_str(json.dumps({"type": "unwatch"} | about))
        close = {"type": "close", "disposition": "resolved", "key": uuid.uuid4().hex}
        await self._socket.command(close | about)
        self._desk.places.opened(self._id, perf_counter(), 1, "steady")
        if self._pulls:
            await self._pull()

    async def _pull(self) -> None:
        """Claim any case that waits, while the desk gives away the same place. Raises Failed."""
        url = f"{self._desk.plan.url}/api/staff/cases"
        bearer = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._desk.http.get(url, headers=bearer) as answer:
                listed = (await answer.json())["cases"] if answer.status == 200 else None
        except aiohttp.ClientError:
            listed = None
        if listed is None:
            raise Failed("cases_unread")
        waiting = [case["conversation"] for case in listed if case["owner"] == "queue"]
        if not waiting:
            return
        wanted = self._draw.choice(waiting)
        try:
            claim = {"type": "claim", "key": uuid.uuid4().hex, "conversation": wanted}
            await self._socket.command(claim)
        except Failed as failed:
            if failed.code not in TOO_LATE:
                raise
            self._desk.refused_claims[failed.code] += 1
        else:
            self._desk.places.pulled(self._id)
            self._take(wanted)


class Enterprise:
    """A visitor."""

    def __init__(self, desk: Desk, number: int) -> None:
        self._desk = desk
        self._number = number
        self._draw = random.Random(f"{desk.plan.seed}/visitor/{number}")
        self._events: asyncio.Queue[str] = asyncio.Queue()
        """What happened: `joined`, `returned`, or `answer` for words of staff."""
        self._socket: Socket

    async def come(self, gate: asyncio.Semaphore) -> None:
        """Open a session and its socket. Raises Failed."""
        async with gate:
            visitor = Visitor(self._desk.http, self._desk.plan.url, self._desk.ledger.errors)
            await visitor.begin()
        ledger, name = self._desk.ledger, visitor.conversation
        self._socket = Socket("visitor", visitor.ws, ledger, name, told=self._told)
        self._desk.begin(self._socket.read())

    def _told(self, frame: Frame) -> None:
        if frame["type"] != "message":
            return
        message = frame["message"]
        if message["author"] == "staff":
            self._events.put_nowait("answer")
        elif message["body"].get("event") in ("joined", "returned"):
            self._events.put_nowait(message["body"]["event"])

    async def _ask(self) -> None:
        """Ask for a person; told that too much is going on, ask again later, as the page does."""
        key = uuid.uuid4().hex
        while not await self._asked(key):
            self._desk.ledger.errors["busy"] += 1
            await asyncio.sleep(1)

    async def _asked(self, key: str) -> bool:
        try:
            await self._socket.command({"type": "ask_person", "key": key})
        except Failed as failed:
            if failed.code != "busy":
                raise
            return False
        return True

    async def _until(self, event: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self._events.get() != event:
                pass

    async def talk(self) -> None:
        """Case after case. Raises Failed and TimeoutError."""
        count = 0
        for _ in range(self._desk.plan.cases):
            await self._desk.pause(self._draw)
            await self._ask()
            self._desk.waits(self._socket.conversation)
            await self._until("joined")
            for _ in range(self._desk.plan.exchanges):
                await self._desk.pause(self._draw)
                count += 1
                name = f"v-{self._number:04d}-{count:05d}"
                await self._desk.say(self._socket, name, {"type": "send"})
                await self._until("answer")
            await self._until("returned")


async def desk(plan: Plan, sessions: Sequence[Frame], database: Database) -> dict[str, Any]:
    """Figures of these signed-in members with `plan.visitors` enterprises. Raises Failed."""
    since = datetime.now(UTC)
    async with client() as http:
        shared = Desk(http, plan)
        members = [Person(shared, n, pulls=n % 2 == 1) for n in range(len(sessions))]
        for member, session in zip(members, sessions, strict=True):
            await member.come(session)
        visitors = [Enterprise(shared, number) for number in range(plan.visitors)]
        gate = asyncio.Semaphore(OPENING)
        await asyncio.gather(*(visitor.come(gate) for visitor in visitors))
        watch = Stopwatch()
        talks = asyncio.gather(*(visitor.talk() for visitor in visitors), return_exceptions=True)
        async with asyncio.timeout(PATIENCE):
            await shared.everybody_waits.wait()
        for member in members:
            shared.begin(member.work())
        results = await talks
        watch.stop()
        for member in members:
            await member.leave()
        await asyncio.sleep(1)  # the last closes of staff are under way to themselves
        for task in list(shared.tasks):
            task.cancel()
    for result in results:
        if isinstance(result, BaseException):
            shared.ledger.errors[getattr(result, "code", type(result).__name__)] += 1
    decided = await figures(database, since, shared.on, plan.capacity)
    return _told_of(shared, watch) | decided | shared.places.figures()


def _told_of(shared: Desk, watch: Stopwatch) -> dict[str, Any]:
    ledger = shared.ledger
    return {
        "sent": len(ledger.sent),
        "lost": len(ledger.sent) - len(ledger.delivered),
        "doubled": ledger.faults["doubled"],
        "misordered": ledger.faults["misordered"],
        "delivery_ms": summary(ms for _, ms in ledger.delivered.values()),
        "ack_ms": summary(ledger.acks.values()),
        "refused_claims": dict(shared.refused_claims),
        "errors": dict(ledger.errors),
        **watch.figures(),
    }
