"""One watched child process: started, waited for, restarted with back-off when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.supervisor.faults import UpFault
from bot.words import say

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY = 60.0
"""Seconds of life after which the back-off begins anew."""
STOP_SECONDS = 10.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Spec:
    """How to start a child and to see that it is ready; `ready_seconds` is the time it gets."""

    name: str
    argv: list[str]
    env: dict[str, str]
    cwd: Path
    ready: Callable[[], Awaitable[bool]]
    ready_seconds: float


class Child:
    """Runs one spec until it is stopped."""

    def __init__(self, spec: Spec, logs: Path, started: Callable[[], None]) -> None:
        self.spec = spec
        self.log_file = logs / f"{spec.name}.log"
        self._started = started
        self._process: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The living process, if there is one."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    async def start(self) -> None:
        """Start and wait until ready. Raises UpFault when it dies or stays silent."""
        await self._spawn()
        deadline = time.monotonic() + self.spec.ready_seconds
        while not await self.spec.ready():
            if self.pid is None:
                raise UpFault(
                    say("up.child_died", name=self.spec.name, log=self.log_file, last=self._last())
                )
            if time.monotonic() > deadline:
                raise UpFault(
                    say(
                        "up.child_silent",
                        name=self.spec.name,
                        seconds=round(self.spec.ready_seconds),
                        log=self.log_file,
                    )
                )
            await asyncio.sleep(0.2)
        self._watcher = asyncio.create_task(self._watch())

    async def _spawn(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.argv,
                env=self.spec.env,
                cwd=self.spec.cwd,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._started()

    async def _watch(self) -> None:
        pause = FIRST_PAUSE
        while True:
            assert self._process is not None
            born = time.monotonic()
            code = await self._process.wait()
            self._kill_group(self._process.pid, signal.SIGKILL)
            if time.monotonic() - born > STEADY:
                pause = FIRST_PAUSE
            log.error("child.died", child=self.spec.name, code=code, restart_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            await self._spawn()
            log.info("child.restarted", child=self.spec.name)

    async def stop(self) -> None:
        """End the child and all that it started."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
        process = self._process
        if process is None:
            return
        self._kill_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        self._kill_group(process.pid, signal.SIGKILL)
        await process.wait()

    @staticmethod
    def _kill_group(group: int, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)

    def _last(self) -> str:
        """The last line that the child wrote."""
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]
