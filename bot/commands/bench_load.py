"""`bot bench turns|length|live|desk|sockets|widget`: the load generator against it, run by run."""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot.commands import servers
from bot.commands.database import opened
from bot.commands.staff import add_staff
from bot.desk.accounts import CAPACITY, Accounts, NewAccount
from bot.settings import Settings
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import engine_python, prepare_engine
from bot.supervisor.training import engine_environment
from bot.words import say

AT_ONCE = (1, 8, 32)
TURNS = 50
STAFF = 20

Figures = dict[str, Any]


async def turns(
    settings: Settings, database_url: str, runs: int, with_stock: bool, program: Sequence[str]
) -> Figures:
    """Turns a second and their times at 1, 8 and 32 conversations at once, target by target."""
    model = await _stock_model(settings) if with_stock else None
    async with AsyncExitStack() as running:
        serving = servers.product(settings, database_url, program=program)
        ours = await running.enter_async_context(serving)
        targets = [("ours", ours.url, ()), ("parse", ours.engine, ("--token", ours.token))]
        targets.append(("echo", await running.enter_async_context(servers.echo(settings)), ()))
        if model is not None:
            url = await running.enter_async_context(servers.stock(settings, model))
            targets += [("stock", url, ()), ("stock parse", url, ())]
        found = [
            await _turns(settings, name, url, more, at_once, run * 10_000 + at_once * 100)
            for run in range(1, runs + 1)
            for at_once in AT_ONCE
            for name, url, more in targets
        ]
    return {"cold_s": ours.cold_s, "rows": [_row(same) for same in _alike(found)], "runs": found}


async def _turns(
    settings: Settings, name: str, url: str, more: Sequence[str], at_once: int, seed: int
) -> Figures:
    conversations = max(4, at_once)
    if "parse" in name:
        seed += 5_000  # other texts than those of the turns, whose readings are kept
    asked = ("--at-once", str(at_once), "--turns", str(TURNS), "--seed", str(seed))
    target = ("--target", name.rsplit(maxsplit=1)[-1], "--url", url, *more)
    counted = ("--conversations", str(conversations))
    return await _load(settings, "turns", *target, *asked, *counted) | {"target": name}


async def lengths(
    settings: Settings, database_url: str, ours_turns: int, stock_turns: int
) -> Figures:
    """The time of every turn of one long conversation, ours and stock's."""
    model = await _stock_model(settings)
    async with (
        servers.product(settings, database_url) as ours,
        servers.stock(settings, model) as stock,
    ):
        targets = (("ours", ours.url, ours_turns), ("stock", stock, stock_turns))
        return {
            name: await _load(
                settings, "turns", "--target", name, "--url", url, "--length", str(length)
            )
            for name, url, length in targets
        }


MANY = 1000
"""Conversations that one member of a measurement may hold; nobody chats so many in earnest."""


async def live(
    settings: Settings,
    database_url: str,
    runs: int,
    pairs: int,
    seconds: float,
    program: Sequence[str],
) -> Figures:
    """Enterprises and staff who talk in both directions, and the same once over the echo."""
    accounts = [(f"bench{secrets.token_hex(4)}", secrets.token_urlsafe(12)) for _ in range(STAFF)]
    async with (
        servers.product(settings, database_url, program=program) as ours,
        servers.echo(settings) as echo,
    ):
        for login, password in accounts:
            await add_staff(ours.settings, NewAccount(login, login, password, capacity=MANY))
        with tempfile.NamedTemporaryFile("w", suffix=".json") as logins:
            known = [{"login": login, "password": password} for login, password in accounts]
            json.dump(known, logins)
            logins.flush()
            plan = ("--pairs", str(pairs), "--seconds", str(seconds), "--staff", str(STAFF))
            mine = ("--url", ours.url, "--logins", logins.name, *plan)
            found = [
                await _load(settings, "live", *mine, "--seed", str(seed))
                for seed in range(1, runs + 1)
            ]
            bare = ("--target", "echo", "--url", echo, *plan, "--seed", "1")
            found.append(await _load(settings, "live", *bare))
    return {"rows": [_row(same) for same in _alike(found)], "runs": found}


async def desk(
    settings: Settings, database_url: str, runs: int, visitors: int, cases: int, every: float
) -> Figures:
    """Staff who are given cases and pull some, enterprises who come again; no engine is asked."""
    found = []
    async with servers.scripted(settings, database_url) as ours:
        for seed in range(1, runs + 1):
            with tempfile.NamedTemporaryFile("w", suffix=".json") as sessions:
                json.dump(await _signed_in(ours.settings), sessions)
                sessions.flush()
                where = ("--url", ours.url, "--database", ours.settings.sql_url)
                plan = ("--visitors", str(visitors), "--cases", str(cases), "--every", str(every))
                known = ("--sessions", sessions.name, "--seed", str(seed))
                found.append(await _load(settings, "desk", *where, *plan, *known))
    return {"rows": [_desk_row(found)], "runs": found}


def _desk_row(runs: Sequence[Figures]) -> Figures:
    """What must not happen, of all runs together; of times the median of the runs."""
    row: Figures = {"target": "desk", "cases": sum(run["cases"] for run in runs)}
    for name in ("excess", "load_miscounted", "lost", "doubled", "misordered"):
        row[name] = sum(run[name] for run in runs)
    for name in ("inversions", "assigned", "errors"):
        total = Counter[str]()
        for run in runs:
            total.update(run[name])  # which keeps what never happened, as 0
        row[name] = dict(total)
    for name in ("p50", "p95", "p99"):
        for part, of in (("", "ms"), ("start_", "start_ms"), ("steady_", "steady_ms")):
            found = [run[of][name] for run in runs if name in run[of]]
            row |= _spread(f"{part}{name}_ms", found)
    return row


async def _signed_in(settings: Settings) -> list[dict[str, str]]:
    """New members of staff and their tokens; so many sign-ins of one address would have to wait."""
    sessions = []
    async with opened(settings) as database:
        accounts = Accounts(database)
        for _ in range(STAFF):
            login, password = f"bench{secrets.token_hex(4)}", secrets.token_urlsafe(12)
            member = await accounts.add(NewAccount(login, login, password, capacity=CAPACITY))
            _, token, _ = await accounts.sign_in(login, password)
            sessions.append({"member": member.id, "token": token})
    return sessions


async def sockets(settings: Settings, database_url: str, count: int) -> Figures:
    """Memory of the application for each idle visitor, after a message each way."""
    async with servers.product(settings, database_url) as ours:
        asked = ("--url", ours.url, "--count", str(count), "--pid", str(ours.app_pid))
        return await _load(settings, "sockets", *asked)


async def widget(settings: Settings, runs: int) -> Figures:
    """The widget and the page in a browser with a slow network and a slow processor."""
    async with servers.product(settings, "") as ours:
        asked = ("--demo", ours.demo, "--chat", ours.url, "--runs", str(runs))
        printed = await _run(settings, sys.executable, "-m", "bench.widget", *asked)
    figures: Figures = json.loads(printed)
    return figures


async def _load(settings: Settings, *arguments: str) -> Figures:
    """What the generator measured, in a process of its own. Raises UpFault."""
    printed = await _run(settings, sys.executable, "-m", "bench.load", *arguments)
    figures: Figures = json.loads(printed)
    return figures


async def _stock_model(settings: Settings) -> Path:
    """The trained stock project; made once, which takes half an hour. Raises UpFault."""
    project = settings.cache.resolve() / "bench" / "stock"
    model = project / "models" / "stock-dialogue.tar.gz"
    if not model.exists():
        await asyncio.to_thread(prepare_engine, settings, "bench")
        python, environment = str(engine_python(settings)), engine_environment(settings)
        made = ("-m", "bench.stock.project", "--out", str(project))
        await _run(settings, python, *made, environment=environment)
        train = ("-m", "rasa", "train", "--fixed-model-name", "stock-dialogue")
        await _run(settings, python, *train, environment=environment, folder=project)
    return model


async def _run(
    settings: Settings,
    *arguments: str,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> str:
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder or settings.root,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, errors = await process.communicate()
    if process.returncode != 0:
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UpFault(say("bench.failed", module=" ".join(arguments[1:3]), last="".join(last)))
    return printed.decode("utf-8")


def _alike(found: Sequence[Figures]) -> list[list[Figures]]:
    """The runs of the same target and load together, in the order of the first of each."""
    groups: dict[tuple[Any, Any], list[Figures]] = {}
    for figures in found:
        groups.setdefault((figures["target"], figures.get("at_once")), []).append(figures)
    return list(groups.values())


def _row(runs: Sequence[Figures]) -> Figures:
    """Median over the runs of each figure, and the lowest and highest beside it."""
    row: Figures = {"target": runs[0]["target"], "at_once": runs[0].get("at_once", 0)}
    for name in ("turns_per_second", "generator_cpu_share", "lost", "doubled", "misordered"):
        row |= _spread(name, [run[name] for run in runs if name in run])
    for name in ("p50", "p95", "p99"):
        row |= _spread(f"{name}_ms", [run["ms"][name] for run in runs if name in run["ms"]])
    return row


def _spread(name: str, values: Sequence[float]) -> Figures:
    if not values:
        return {}
    median = round(statistics.median(values), 3)
    return {name: median, f"{name}_range": [min(values), max(values)]}
