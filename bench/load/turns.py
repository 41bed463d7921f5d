"""Turns of many conversations, each waiting for its answer before the next is sent."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import aiohttp

from bench.load.figures import Stopwatch, by_group, summary
from bench.load.scripts import STRETCH, Kind, Said, long_script, read_texts, script
from bench.load.visitors import Endpoint, Failed, Speaker, Visitor, client

EARLY = slice(5, 5 + STRETCH)
LATE = slice(-STRETCH, None)


@dataclass
class Tally:
    """What happened so far: a turn without an answer has no time, and its code is counted."""

    times: list[tuple[Kind, float | None]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def answered(self) -> list[tuple[Kind, float]]:
        return [(kind, ms) for kind, ms in self.times if ms is not None]


@dataclass(frozen=True)
class Target:
    """What is measured, and where."""

    name: str
    url: str
    token: str | None = None

    def speaker(self, http: aiohttp.ClientSession, errors: Counter[str]) -> Speaker:
        """A new conversation."""
        url = self.url.rstrip("/")
        if self.name == "stock":
            return Endpoint(http, f"{url}/webhooks/rest/webhook", sender=uuid.uuid4().hex)
        if self.name == "parse" and self.token:
            headers = {"X-Engine-Token": self.token}
            return Endpoint(http, f"{url}/webhooks/bot/parse", headers=headers)
        if self.name == "parse":
            return Endpoint(http, f"{url}/model/parse")
        return Visitor(http, url, errors)


async def many(
    target: Target, at_once: int, turns: int, conversations: int, seed: int
) -> dict[str, Any]:
    """Figures of `conversations` scripts of `turns` turns, `at_once` of them at a time."""
    texts = read_texts()
    scripts = [script(texts, seed, number, turns) for number in range(conversations)]
    tally = Tally()
    watch = await _run(target, scripts, at_once, tally)
    return _figures(target, at_once, seed, tally, watch)


async def long(target: Target, length: int, seed: int) -> dict[str, Any]:
    """Figures of one conversation of `length` turns, with the time of every turn."""
    tally = Tally()
    watch = await _run(target, [long_script(read_texts(), seed, length)], 1, tally)
    return _figures(target, 1, seed, tally, watch) | {
        "by_index": [ms if ms is None else round(ms, 2) for _, ms in tally.times],
        "kind": [kind for kind, _ in tally.times],
        "at 10": _window(tally.times[EARLY]),
        "at end": _window(tally.times[LATE]),
    }


async def _run(
    target: Target, scripts: Iterable[Sequence[Said]], at_once: int, tally: Tally
) -> Stopwatch:
    waiting = iter(scripts)
    async with client() as http:
        watch = Stopwatch()
        await asyncio.gather(*(_converse(target, http, waiting, tally) for _ in range(at_once)))
        watch.stop()
    return watch


async def _converse(
    target: Target,
    http: aiohttp.ClientSession,
    waiting: Iterator[Sequence[Said]],
    tally: Tally,
) -> None:
    """One conversation after the other, as long as scripts wait."""
    for said in waiting:
        speaker = target.speaker(http, tally.errors)
        try:
            await speaker.begin()
        except Failed as failed:
            tally.errors[failed.code] += 1
            continue
        for turn in said:
            if not await _take(speaker, turn, tally):
                break
        await speaker.end()


async def _take(speaker: Speaker, turn: Said, tally: Tally) -> bool:
    """Take one turn; False when the conversation cannot go on."""
    try:
        tally.times.append((turn.kind, await speaker.ask(turn.text)))
    except Failed as failed:
        tally.times.append((turn.kind, None))
        tally.errors[failed.code] += 1
        return failed.code != "closed"
    return True


def _figures(
    target: Target, at_once: int, seed: int, tally: Tally, watch: Stopwatch
) -> dict[str, Any]:
    answered = tally.answered()
    empty = tally.errors.pop("empty", 0)
    return {
        "target": target.name,
        "at_once": at_once,
        "turns": len(answered),
        **watch.figures(),
        "turns_per_second": round(len(answered) / watch.seconds, 2),
        "ms": summary(ms for _, ms in answered),
        "by_kind": by_group(answered),
        "errors": dict(tally.errors),
        "empty": empty,
        "seed": seed,
    }


def _window(times: Sequence[tuple[Kind, float | None]]) -> dict[str, float | None]:
    """Median of a stretch, of all its turns and of those about a matter."""
    found = [(kind, ms) for kind, ms in times if ms is not None]
    matters = [ms for kind, ms in found if kind == "matter"]
    every = [ms for _, ms in found]
    return {
        "all": round(median(every), 2) if every else None,
        "matter": round(median(matters), 2) if matters else None,
    }
