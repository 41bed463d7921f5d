"""What goes wrong, and when: drawn from a seed, so that a run can be repeated."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from bench.net import Net

What = Literal["app", "rasa", "actions", "valkey", "cut"]
Part = tuple[float, float]
Alike = Callable[[str], list[int]]
"""Numbers of the living processes that do this."""
CUTS: list[tuple[What, Part]] = [("cut", (0.02, 0.98))] * 8
ROSTER: tuple[tuple[What, Part], ...] = (
    ("rasa", (0.02, 0.12)),
    ("app", (0.02, 0.12)),
    ("app", (0.5, 0.7)),
    ("actions", (0.5, 0.8)),
    ("valkey", (0.5, 0.8)),
    ("rasa", (0.8, 0.95)),
    ("app", (0.8, 0.98)),
    *CUTS,
)
"""What happens, and in which part of the time. Rasa takes a quarter of a minute to come back, so it
is killed early and late, and what it needs is killed while it works."""
ALIVE_SECONDS = 40.0
"""A process that is to be killed is back by then from an earlier kill."""
AFTER_SENDING = 0.05
"""Each comes within so many seconds after something was sent: while that is being worked on."""


@dataclass(frozen=True)
class Fault:
    """One event; `at` in seconds after the traffic began."""

    at: float
    what: What


def planned(random: Random, seconds: float) -> list[Fault]:
    """Everything of the roster, at times drawn within its part, in order."""
    faults = [Fault(random.uniform(*part) * seconds, what) for what, part in ROSTER]
    return sorted(faults, key=lambda fault: fault.at)


async def unleash(
    faults: list[Fault], random: Random, alike: Alike, net: Net, done: list[str]
) -> None:
    """Let them happen; every one is noted in `done` when it has."""
    began = time.monotonic()
    for fault in faults:
        await asyncio.sleep(max(0.0, began + fault.at - time.monotonic()))
        await net.something_sent()
        await asyncio.sleep(random.uniform(0.0, AFTER_SENDING))
        if fault.what == "cut":
            detail = f"{await net.cut(random)} connections"
        else:
            detail = f"pid {await _kill(fault.what, random, alike)}"
        done.append(f"{time.monotonic() - began:.1f} s: {fault.what} ({detail})")


async def _kill(name: str, random: Random, alike: Alike) -> int:
    """kill -9, one of several alike; a process that is dead already is waited for."""
    async with asyncio.timeout(ALIVE_SECONDS):
        while not (living := alike(name)):
            await asyncio.sleep(0.1)
    pid = random.choice(living)
    os.kill(pid, signal.SIGKILL)
    return pid
