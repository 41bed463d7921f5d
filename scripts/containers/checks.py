"""What must be true of the services once they are up; each check returns what it saw."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.net import network
from bot.store.database import Database
from bot.store.tables import Message
from bot.store.ticket_tables import Ticket
from scripts.containers.layout import Layout
from tests.faults.people import Visitor
from tests.faults.run import PASSWORD, STAFF, assert_that_nothing_is_lost

ORIGIN = "https://localhost"
OURS = ("proxy", "app", "actions", "rasa", "rasa2")
BIND = 1 << 10
"""CAP_NET_BIND_SERVICE, which the proxy's binary asks for."""
QUESTION, ANSWER = "公章丢了怎么补刻", "公章"
BACKUP = "/backups/today.zip"
ANSWERED_SECONDS = 120.0


async def only_the_proxy_is_reached_from_outside(layout: Layout) -> str:
    """And it keeps to itself what looks after the machine."""
    published = {
        one["Config"]["Labels"]["com.docker.compose.service"]
        for one in layout.containers()
        if any(one["NetworkSettings"]["Ports"].values())
    }
    assert published == {"proxy"}, published
    seen = {}
    async with _session() as session:
        for path in ("/h5/", "/console/", "/metrics", "/readyz", "/healthz"):
            async with session.get(ORIGIN + path) as answer:
                seen[path] = answer.status
    assert seen == {"/h5/": 200, "/console/": 200, "/metrics": 404, "/readyz": 404, "/healthz": 404}
    return f"{seen}"


async def nobody_has_more_rights_than_needed(layout: Layout) -> str:
    """No root, no capabilities but one, nothing to write to but volumes and /tmp."""
    for service in (*OURS, "postgres", "redis"):
        status = layout.compose("exec", "-T", service, "cat", "/proc/1/status")
        told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        assert "0" not in told["Uid"].split(), (service, told["Uid"])
        assert int(told["CapEff"], 16) in (0, BIND if service == "proxy" else 0), service
        assert told["NoNewPrivs"].strip() == "1", service
    for service in OURS:
        for place in ("/", "/etc", "/usr/local", "/app"):
            shell = f"if [ -d {place} ] && touch {place}/x 2>/dev/null; then echo written; fi"
            assert not layout.compose("exec", "-T", service, "sh", "-c", shell), (service, place)
    return f"{len(OURS) + 2} services"


async def the_parts_say_that_they_are_well(layout: Layout) -> str:
    """`/readyz` of every application, asked inside."""
    seen = []
    for number in ("1", "2"):
        program = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8080/readyz').read().decode())"
        told = layout.compose("exec", "-T", "--index", number, "app", "python", "-c", program)
        seen.append(json.loads(told)["status"])
    return f"{seen}"


async def an_enterprise_is_answered_through_the_proxy(layout: Layout) -> str:
    """By a real model, over TLS and a WebSocket."""
    async with _session() as session:
        visitor = Visitor(session, ORIGIN, "visitor", 0)
        living = asyncio.create_task(visitor.live())
        try:
            text = await _answered(visitor, QUESTION)
        finally:
            living.cancel()
    assert ANSWER in text, text
    return text[:40]


async def nothing_is_lost_whatever_is_killed(layout: Layout) -> str:
    """The fault run, with kill -9 inside the containers; Docker starts them again."""
    for login in STAFF:
        named = ("--name", f"{login}老师")
        given = ("exec", "-T", "-e", f"STAFF_PASSWORD={PASSWORD}", "app", "bot", "staff", "add")
        layout.compose(*given, login, *named)
    database = Database(layout.database_url)
    try:
        async with network(443, origin=ORIGIN) as net:
            await assert_that_nothing_is_lost(layout.alike, net, database)
    finally:
        await database.close()
    layout.wait(300.0)
    return "0 lost, 0 doubled, 0 out of order"


async def a_backup_comes_back_into_empty_volumes(layout: Layout) -> str:
    """Saved beside the running application, everything removed, restored, the same as before."""
    before = await _stored(layout)
    layout.compose("run", "--rm", "maintenance", "bot", "backup", BACKUP)
    layout.compose("down")
    layout.remove("postgres", "redis", "files", "models")
    layout.compose("run", "--rm", "maintenance", "bot", "restore", BACKUP)
    layout.up()
    took = layout.wait(600.0)
    # Reminders go on, before and after; nothing that was said may be missing.
    assert before and before <= await _stored(layout)
    answered = await an_enterprise_is_answered_through_the_proxy(layout)
    return f"{len(before)} rows, well after {took:.0f} s without a training, {answered}"


CHECKS: list[Callable[[Layout], Coroutine[Any, Any, str]]] = [
    only_the_proxy_is_reached_from_outside,
    nobody_has_more_rights_than_needed,
    the_parts_say_that_they_are_well,
    # It holds all that is stored against what its own visitors did: nobody may have come before.
    nothing_is_lost_whatever_is_killed,
    an_enterprise_is_answered_through_the_proxy,
    a_backup_comes_back_into_empty_volumes,
]


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False))


async def _answered(visitor: Visitor, question: str) -> str:
    """What the assistant said to a question."""
    async with asyncio.timeout(ANSWERED_SECONDS):
        while not visitor.conversation:
            await asyncio.sleep(0.1)
        await visitor.say(question).settled.wait()
        while not (said := _by_the_assistant(visitor)):
            await asyncio.sleep(0.1)
    return json.dumps(said[-1]["body"], ensure_ascii=False)


def _by_the_assistant(visitor: Visitor) -> list[dict[str, Any]]:
    log = visitor.seen[visitor.conversation]
    asked = min((seq for seq, one in log.items() if one["author"] == "visitor"), default=None)
    return [one for seq, one in log.items() if asked and seq > asked and one["author"] == "bot"]


async def _stored(layout: Layout) -> set[str]:
    """Every message and ticket, as text."""
    database = Database(layout.database_url)
    try:
        async with AsyncSession(database.engine) as session:
            said = await session.execute(select(Message.conversation_id, Message.seq, Message.body))
            tickets = await session.execute(select(Ticket.number, Ticket.state, Ticket.question))
            return {str(tuple(row)) for row in (*said, *tickets)}
    finally:
        await database.close()
