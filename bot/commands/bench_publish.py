"""`bot bench publish`: enterprises talk at a steady rate while one model takes over from another.

The two models are the trained one and the same packed anew: another file, another hash, another
process. What is measured is the swap.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from sqlalchemy import func, select

from bot.commands import servers
from bot.settings import Settings
from bot.store.database import Database
from bot.store.release_tables import Release
from bot.store.tables import Turn
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import prepare_engine
from bot.supervisor.training import models_folder
from bot.supervisor.up import ensure_model
from bot.trainer.releases import prepare
from bot.words import say
from understanding.model_inputs import fingerprint
from understanding.model_store import ModelStore

SETTLE = 3.0
"""Seconds of talk before the first swap, between two and after the last."""
SWAP_SECONDS = 300.0
AWAY = "turns.engine_unavailable"
"""What the application writes when a turn must be tried again."""

Figures = dict[str, Any]


async def publish(
    settings: Settings, database_url: str, swaps: int, rate: float, warm: bool
) -> Figures:
    """Figures of `swaps` swaps one after the other. Raises UpFault."""
    await asyncio.to_thread(prepare_engine, settings)
    model = await ensure_model(settings, Console(stderr=True))
    first, second = model.name.partition(".")[0], await asyncio.to_thread(_packed_anew, settings)
    kept = {"BOT_RELEASE_WARM": "3600" if warm else "0"}
    async with servers.product(settings, database_url, kept) as ours:
        database = Database(ours.settings.sql_url)
        try:
            async with _talk(settings, ours.url, rate) as talk:
                found = []
                for number in range(swaps):
                    found.append(await _swap(database, ours, (second, first)[number % 2]))
                    await asyncio.sleep(SETTLE)
            spoken = await talk
            return _figures(spoken, found) | await _left(database, ours)
        finally:
            await database.close()


def _packed_anew(settings: Settings) -> str:
    """The hash of a copy whose bytes are others."""
    store = ModelStore(models_folder(settings))
    made = fingerprint(settings.root)
    twin = f"{made}-packed-anew"
    known, original = store.made_of(twin), store.made_of(made)
    if known is not None and known != original:
        return known
    assert original is not None
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "model.tar.gz"
        with gzip.open(store.verified(original)) as content, gzip.open(copy, "wb", 1) as packed:
            while block := content.read(1 << 20):
                packed.write(block)
        return store.keep(copy, twin)


@asynccontextmanager
async def _talk(settings: Settings, url: str, rate: float) -> AsyncIterator[asyncio.Task[Figures]]:
    """Turns while the context is open; what they came to."""
    arguments = ("-m", "bench.load", "steady", "--url", url, "--rate", str(rate))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        cwd=settings.root,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    task = asyncio.create_task(_spoken(process))
    try:
        await asyncio.sleep(SETTLE)
        yield task
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)


async def _spoken(process: asyncio.subprocess.Process) -> Figures:
    printed, errors = await process.communicate()
    if process.returncode != 0:
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UpFault(say("bench.failed", module="bench.load", last="".join(last)))
    figures: Figures = json.loads(printed)
    return figures


async def _swap(database: Database, ours: servers.Product, model: str) -> float:
    """Release a model, and wait until it is served; seconds."""
    base = fingerprint(ours.settings.root)
    release = Release(model=model, base=base, kind="publish")
    began = time.monotonic()
    number = await database.write(lambda session: prepare(session, release, None))
    query = select(Release).where(Release.number == number)
    while (row := await database.read(lambda session: session.scalar(query))) is not None:
        if row.state == "failed":
            raise UpFault(say("bench.swap_failed", cause=f"{row.cause} {row.detail}"))
        if row.state == "active":
            break
        if time.monotonic() - began > SWAP_SECONDS:
            raise UpFault(say("bench.not_ready", seconds=round(SWAP_SECONDS)))
        await asyncio.sleep(0.1)
    return round(time.monotonic() - began, 1)


async def _left(database: Database, ours: servers.Product) -> Figures:
    """Turns that are not answered in the end, and tries that the engine missed."""
    query = select(Turn.state, func.count()).group_by(Turn.state)
    rows = await database.read(lambda session: session.execute(query))
    states = dict(rows.tuples().all())
    log = (ours.settings.var / "log" / "app.log").read_text(encoding="utf-8", errors="replace")
    models = select(func.count(func.distinct(Turn.result["model"].as_string())))
    seen = await database.read(lambda session: session.scalar(models))
    return {"turns": states, "models_seen": seen, "tried_again": log.count(AWAY)}


def _figures(spoken: Figures, swaps: Sequence[float]) -> Figures:
    seconds = {"least": min(swaps), "most": max(swaps), "mean": round(fmean(swaps), 1)}
    return spoken | {"swaps": len(swaps), "swap_s": seconds}
