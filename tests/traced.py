"""The real processes of a turn, and where their spans go: application, engine, actions."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT
from bot.supervisor.up import HOST, free_port
from tests.tiny_engine import TOKEN, Running, Tiny, hosting
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import PERSON
from tests.wechat.kf_wire import AES_KEY, CORPID, SECRET
from tests.wechat.kf_wire import TOKEN as CALLBACK_TOKEN

SECONDS = 60.0
WELCOME = "您好，这里是"
ENDPOINT, HEADERS = (f"OTEL_EXPORTER_OTLP_TRACES_{name}" for name in ("ENDPOINT", "HEADERS"))
QUICK = {"OTEL_BSP_SCHEDULE_DELAY": "200"}
"""Nobody waits five seconds for a batch."""


@dataclass
class Part:
    """A process and what it said."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    async def says(self, words: str) -> None:
        """Wait until it has said so."""
        async with asyncio.timeout(SECONDS):
            while words not in self.said:
                await asyncio.sleep(0.1)

    def end(self) -> float:
        """Stop it as `bot up` does; seconds until it has ended."""
        began = time.monotonic()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(SECONDS)
        return time.monotonic() - began


@contextmanager
def part(log: Path, port: int, arguments: list[str], more: Mapping[str, str]) -> Iterator[Part]:
    """A Python of ours that listens, while the context is open."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=kept | {"PYTHONPATH": str(ROOT)} | dict(more),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    running = Part(process, port, log)
    try:
        _until_it_listens(running)
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until_it_listens(running: Part) -> None:
    deadline = time.monotonic() + SECONDS
    while running.process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((HOST, running.port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(running.said)


@dataclass
class Behind:
    """What stands behind applications: the engine with its tiny model, and the action server."""

    engine: Running
    actions: Part
    logs: list[Path] = field(default_factory=list)


@contextmanager
def behind(tiny: Tiny, folder: Path, **more: str) -> Iterator[Behind]:
    """Both while the context is open; `more` are variables of their environment."""
    port, quick = free_port(), QUICK | more
    arguments = ["rasa_sdk", "--actions", "actions", "-p", str(port)]
    with ExitStack() as stack:
        environment = quick | {"SANIC_HOST": HOST}
        log = folder / "actions.log"
        actions = stack.enter_context(part(log, port, arguments, environment))
        url = f"http://{HOST}:{port}/webhook"
        engine = stack.enter_context(hosting(tiny, folder / "engine", ACTIONS_URL=url, **quick))
        yield Behind(engine, actions, [log, *folder.glob("host-*.log")])


@contextmanager
def application(
    behind_it: Behind, folder: Path, platform: KfPlatform, **more: str
) -> Iterator[Part]:
    """`bot serve`, connected to 微信客服."""
    port = free_port()
    settings = {
        "BOT_VAR": str(folder),
        "BOT_PORT": str(port),
        "BOT_DEMO_PORT": "0",
        "REDIS_URL": "",
        "ENGINE_URL": behind_it.engine.url,
        "ENGINE_TOKEN": TOKEN,
        "BOT_WECOM_CORPID": CORPID,
        "BOT_WECOM_KF_SECRET": SECRET,
        "BOT_WECOM_TOKEN": CALLBACK_TOKEN,
        "BOT_WECOM_AES_KEY": AES_KEY,
        "BOT_WECOM_API_BASE": platform.url,
    }
    log = folder / "app.log"
    with part(log, port, ["bot.cli", "serve"], settings | QUICK | more) as running:
        platform.callback = f"http://{HOST}:{port}/channels/wecom"
        yield running


async def answered(platform: KfPlatform, words: str, person: str = PERSON) -> float:
    """Say it there; seconds until the person got an answer."""
    before = _got(platform, person)
    platform.says(person, words)
    began = time.monotonic()
    assert (await platform.call())[-1] == 200
    while _got(platform, person) == before:
        assert time.monotonic() < began + SECONDS, "no answer"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def _got(platform: KfPlatform, person: str) -> int:
    """Answers, not what everybody is welcomed with."""
    mine = [one for one in platform.delivered if one.person == person]
    return len([one for one in mine if not one.words.startswith(WELCOME)])
