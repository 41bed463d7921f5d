"""Turns at a steady rate, whatever the server does meanwhile: until a signal, then the figures.

Every turn has its moment. One whose visitor still waits for the last answer is said by another.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.load.figures import Stopwatch, summary
from bench.load.scripts import read_texts
from bench.load.visitors import Failed, Visitor, client


@dataclass
class Tally:
    """What happened; `failed` are turns without an answer, by code."""

    times: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    handed: int = 0


async def steady(url: str, rate: float, seed: int) -> dict[str, Any]:
    """Figures of turns about matters, `rate` a second."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tally, texts = Tally(), read_texts().matters
    async with client() as http:
        watch = Stopwatch()
        said = await _say(http, url, rate, random.Random(seed), texts, tally, stop)
        watch.stop()
    return {
        "target": "steady",
        "rate": rate,
        "said": said,
        "answered": len(tally.times),
        "handed": tally.handed,
        "failed": dict(tally.failed),
        "errors": dict(tally.errors),
        "ms": summary(tally.times),
        **watch.figures(),
    }


async def _say(
    http: aiohttp.ClientSession,
    url: str,
    rate: float,
    draw: random.Random,
    texts: Sequence[str],
    tally: Tally,
    stop: asyncio.Event,
) -> int:
    loop = asyncio.get_running_loop()
    began, said = loop.time(), 0
    free: list[Visitor] = []
    speaking: set[asyncio.Task[None]] = set()
    while not stop.is_set():
        turn = asyncio.create_task(_turn(http, url, draw.choice(texts), free, tally))
        speaking.add(turn)
        turn.add_done_callback(speaking.discard)
        said += 1
        try:
            async with asyncio.timeout_at(began + said / rate):
                await stop.wait()
        except TimeoutError:
            continue
    await asyncio.gather(*speaking)
    for visitor in free:
        await visitor.end()
    return said


async def _turn(
    http: aiohttp.ClientSession, url: str, text: str, free: list[Visitor], tally: Tally
) -> None:
    """One turn of a visitor who waits for nothing, or of a new one."""
    try:
        if free:
            visitor = free.pop(0)
        else:
            visitor = Visitor(http, url, tally.errors)
            await visitor.begin()
        tally.times.append(await visitor.ask(text))
    except Failed as failed:
        if failed.code == "queued":  # the assistant called a person: that is an answer
            tally.handed += 1
            await visitor.end()
        else:
            tally.failed[failed.code] += 1
        return
    free.append(visitor)
