"""One run: traffic, everything that breaks, calm, and what was stored in the end."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from itertools import islice
from random import Random

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.net import Net
from bot.store.database import Database
from bot.store.tables import Conversation, Turn
from tests.faults.chaos import Alike, planned, unleash
from tests.faults.checks import CHECKS, Evidence, gathered
from tests.faults.client import Client
from tests.faults.people import FormVisitor, Member, Visitor, WaitingVisitor

SEED = int(os.environ.get("FAULT_SEED", "20260701"))
TRAFFIC_SECONDS = 55.0
CALM_SECONDS = 120.0
"""Everything is answered by then: the supervisor's pauses, a start of Rasa, what is pending."""
KINDS = (Visitor, FormVisitor, FormVisitor, WaitingVisitor, WaitingVisitor)
VISITORS = 10
STAFF = ("chen", "wang")
PASSWORD = "a long pass phrase"
SHOWN = 5
"""Differences of each kind that a failure shows."""


async def a_ticket(visitors: Sequence[Visitor]) -> None:
    """Wait until a form that the chaos interrupted came to its end."""
    async with asyncio.timeout(CALM_SECONDS):
        while not any(isinstance(one, FormVisitor) and one.has_ticket for one in visitors):
            await asyncio.sleep(0.2)


async def calm(database: Database, clients: list[Client]) -> str:
    """Wait until everything is answered and seen; what is not by the end of the patience."""
    deadline = time.monotonic() + CALM_SECONDS
    while True:
        async with AsyncSession(database.engine) as session:
            count = select(func.count()).select_from(Turn).where(Turn.state == "pending")
            pending = await session.scalar(count)
            last = dict(
                (await session.execute(select(Conversation.id, Conversation.last_seq))).all()
            )
        waiting = [client.name for client in clients if not client.idle]
        behind = [
            client.name
            for client in clients
            if isinstance(client, Visitor)
            and client.contiguous(client.conversation) < last[client.conversation]
        ]
        left = f"turns pending {pending}, outboxes not empty {waiting}, not caught up {behind}"
        if not (pending or waiting or behind):
            return ""
        if time.monotonic() > deadline:
            return left
        await asyncio.sleep(0.2)


async def reread(database: Database, clients: list[Client]) -> list[str]:
    """Every client resumes from the beginning; what does not reach the end of a log."""
    async with AsyncSession(database.engine) as session:
        last = dict((await session.execute(select(Conversation.id, Conversation.last_seq))).all())
    short = []
    for client in clients:
        heard = await client.reread(last)
        short += [
            f"{client.name}: {heard.get(conversation)} of {last[conversation]}"
            for conversation in client.seen
            if heard.get(conversation) != last[conversation]
        ]
    return short


async def live_through(
    alike: Alike, net: Net, database: Database, events: list[str]
) -> tuple[Evidence, list[str]]:
    """Traffic while everything breaks, then calm; what was stored, and what never came to rest."""
    random = Random(SEED)
    patience = aiohttp.ClientTimeout(total=15)
    # A certificate that the proxy made for itself is as good as any here.
    connector = aiohttp.TCPConnector(ssl=False)
    async with (
        aiohttp.ClientSession(timeout=patience, connector=connector) as session,
        asyncio.TaskGroup() as group,
    ):
        visitors = [
            KINDS[number % len(KINDS)](session, net.url, f"visitor {number}", SEED)
            for number in range(VISITORS)
        ]
        staff = [Member(session, net.url, login, PASSWORD, SEED) for login in STAFF]
        clients: list[Client] = [*visitors, *staff]
        living = [group.create_task(client.live()) for client in clients]
        behaving = [group.create_task(client.behave()) for client in clients]
        faults = planned(random, TRAFFIC_SECONDS)
        chaos = unleash(faults, random, alike, net, events)
        await asyncio.gather(asyncio.sleep(TRAFFIC_SECONDS), chaos)
        await a_ticket(visitors)
        for task in behaving:
            task.cancel()
        await asyncio.gather(*(tab for visitor in visitors for tab in visitor.tabs))
        events.append("calm")
        if left := await calm(database, clients):
            restless = [left]
        else:
            restless = await reread(database, clients)
        for task in living:
            task.cancel()
    return await gathered(database, visitors, staff), restless


def assert_that_much_happened(found: Evidence) -> None:
    """A run in which nobody spoke, no form was sent or no staff answered would prove nothing."""
    accepted = sum(bool(entry.numbers) for client in found.clients for entry in client.outbox)
    figures: dict[str, int] = {
        "acknowledged": accepted,
        "messages": sum(len(log) for log in found.logs.values()),
        "turns": len(found.turns),
        "dropped": sum(turn.state == "dropped" for turn in found.turns),
        "failed": sum(turn.state == "failed" for turn in found.turns),
        "tickets": len(found.tickets),
        "cases": len(found.cases),
        "by staff": sum(m.author == "staff" for log in found.logs.values() for m in log),
        "sockets": sum(client.sockets for client in found.clients),
    }
    logging.getLogger(__name__).info("%s", figures)
    assert figures["acknowledged"] >= 150 and figures["tickets"] and figures["by staff"], figures


async def assert_that_nothing_is_lost(alike: Alike, net: Net, database: Database) -> None:
    """Everything of `CHECKS` holds after a run; a failure tells the seed and what happened."""
    events: list[str] = []
    found, restless = await live_through(alike, net, database, events)
    wrong = {check.__name__: list(islice(check(found), SHOWN)) for check in CHECKS}
    wrong = {name: differences for name, differences in wrong.items() if differences}
    story = "\n".join([f"FAULT_SEED={SEED}", *events, *restless])
    logging.getLogger(__name__).info(story)
    assert not (wrong or restless), f"{story}\n{wrong}"
    assert_that_much_happened(found)
