"""What an open socket costs the application in memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp

from bench.load.figures import Stopwatch
from bench.load.visitors import Failed, Visitor, client, next_frame

OPENING = 50
"""Sockets that are opened at the same time."""
IDLE_SECONDS = 5.0
GREETING = "您好"


async def sockets(url: str, count: int, pid: int) -> dict[str, Any]:
    """Open sockets, have each greeted once, and compare the memory of process `pid`."""
    errors: Counter[str] = Counter()
    before = memory(pid)
    gate, idle = asyncio.Semaphore(OPENING), list[asyncio.Task[None]]()

    async def come(http: aiohttp.ClientSession) -> None:
        async with gate:
            visitor = Visitor(http, url, errors)
            try:
                await visitor.begin()
                await visitor.ask(GREETING)
            except Failed as failed:
                errors[failed.code] += 1
                return
            idle.append(asyncio.create_task(_stay(visitor, errors)))

    async with client() as http:
        watch = Stopwatch()
        await asyncio.gather(*(come(http) for _ in range(count)))
        watch.stop()
        await asyncio.sleep(IDLE_SECONDS)
        after, held = memory(pid), sum(not task.done() for task in idle)
        for task in idle:
            task.cancel()
    return {
        "count": held,
        "rss_before": before["rss"],
        "rss_after": after["rss"],
        "bytes_each": _each(before, after, "rss", held),
        "pss_each": _each(before, after, "pss", held),
        "uss_each": _each(before, after, "uss", held),
        "before": before,
        "after": after,
        **watch.figures(),
        "errors": dict(errors),
    }


def memory(pid: int) -> dict[str, int]:
    """Bytes of a process: resident, its share of them, and what it alone has."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    own = kib["Private_Clean"] + kib["Private_Dirty"]
    return {"rss": kib["Rss"] * 1024, "pss": kib["Pss"] * 1024, "uss": own * 1024}


def _each(before: dict[str, int], after: dict[str, int], kind: str, held: int) -> int | None:
    return round((after[kind] - before[kind]) / held) if held else None


async def _stay(visitor: Visitor, errors: Counter[str]) -> None:
    """Keep reading, which also answers the server's pings; the end of the socket is an error."""
    try:
        while True:
            await next_frame(visitor.ws)
    except Failed:
        errors["closed_idle"] += 1
