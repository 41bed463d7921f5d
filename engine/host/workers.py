"""Processes that serve one model each: started, proved, watched, ended when nobody wants them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import aiohttp

from engine.host.questions import Question, disagreement
from understanding.model_store import ModelDamaged, ModelMissing, ModelStore

State = Literal["starting", "ready", "failed"]
Cause = Literal["missing", "damaged", "died", "silent", "questions"]
READY_SECONDS = 180.0
LOOK = 0.2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STOP_SECONDS = 10.0
MOST = 4
"""Models in memory at once; each takes about a gigabyte."""

logger = logging.getLogger(__name__)
Command = Callable[[Path, int], "list[str]"]


class Unfit(Exception):
    """The model is not served: a code for programs, and what was seen."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause} {detail}".strip())
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True)
class Ground:
    """What all workers stand on. `command` starts one: model file and port to arguments."""

    store: ModelStore
    command: Command
    environment: Mapping[str, str]
    root: Path
    host: str
    token: str
    questions: Collection[Question] = ()
    ready_seconds: float = READY_SECONDS

    def address(self, port: int) -> str:
        """Where this host reaches a worker of its own."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{port}"


class Worker:
    """One model and its process. One that was ready once is started again when it dies."""

    def __init__(self, model: str, ground: Ground, workers: Workers) -> None:
        self.model = model
        self.port = 0
        self.state: State = "starting"
        self.cause: Cause | None = None
        self.detail = ""
        self.pid: int | None = None
        self._ground = ground
        self._workers = workers
        self._last = ""
        self._task = asyncio.create_task(self._live())

    @property
    def url(self) -> str:
        return self._ground.address(self.port)

    async def end(self) -> None:
        """Stop the process: asked first, killed after a while."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _live(self) -> None:
        pause, proved = FIRST_PAUSE, False
        while True:
            self.state = "starting"
            try:
                async with self._process() as process:
                    await self._prove(process)
                    self.state, self.cause, self.detail, proved = "ready", None, "", True
                    pause = FIRST_PAUSE
                    logger.warning("worker.ready model=%s port=%s", self.model, self.port)
                    await process.wait()
                    raise Unfit("died", self._last)
            except Unfit as unfit:
                self.cause, self.detail = unfit.cause, unfit.detail
                logger.error("worker.%s model=%s detail=%s", unfit.cause, self.model, unfit.detail)
            if not (proved or self._workers.lasting == self.model):
                self.state = "failed"
                return
            self.state = "starting" if proved else "failed"
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    @contextlib.asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        ground = self._ground
        try:
            file = await asyncio.to_thread(ground.store.verified, self.model)
        except ModelMissing:
            raise Unfit("missing") from None
        except ModelDamaged:
            raise Unfit("damaged") from None
        self.port = free_port(ground.host)
        others_answer = self._workers.serving(but=self.model) is not None
        process = await asyncio.create_subprocess_exec(
            *(*ground.command(file, self.port), *(("--aside",) if others_answer else ())),
            env=dict(ground.environment),
            cwd=ground.root,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=1 << 20,
        )
        self.pid = process.pid
        saying = asyncio.create_task(self._repeat(process))
        try:
            yield process
        finally:
            await _ended(process)
            self.pid = None
            await asyncio.gather(saying, return_exceptions=True)

    async def _repeat(self, process: asyncio.subprocess.Process) -> None:
        """Say what the worker says, and remember the last of it."""
        assert process.stdout is not None
        async for line in process.stdout:
            text = line.decode("utf-8", "replace")
            sys.stderr.write(text)
            self._last = text.strip()[:300] or self._last

    async def _prove(self, process: asyncio.subprocess.Process) -> None:
        """Wait until it answers, and hold its readings against those of what serves now."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._ground.ready_seconds
        headers = {"X-Engine-Token": self._ground.token}
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as http:
            while not await self._answers(http):
                if process.returncode is not None:
                    await asyncio.sleep(LOOK)  # for its last words
                    raise Unfit("died", self._last)
                if loop.time() > deadline:
                    raise Unfit("silent", self._last)
                await asyncio.sleep(LOOK)
            old = self._workers.serving(but=self.model)
            try:
                wrong = await disagreement(
                    http, self.url, old.url if old else None, self._ground.questions
                )
            except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, KeyError) as error:
                raise Unfit("questions", type(error).__name__) from error
        if wrong:
            raise Unfit("questions", wrong)

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        try:
            async with http.get(f"{self.url}/webhooks/bot/model") as answer:
                return answer.status == 200 and (await answer.json())["model"] == self.model
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False


async def _ended(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except asyncio.TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Workers:
    """One worker for each model that is wanted."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._workers: dict[str, Worker] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self.lasting: str | None = None
        """The model that is tried again whatever happens: it is what is served."""

    def want(self, models: Collection[str]) -> None:
        """Start what is missing and end what is not among these."""
        for model in [model for model in self._workers if model not in models]:
            task = asyncio.create_task(self._workers.pop(model).end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
        for model in models:
            if model not in self._workers and len(self._workers) < MOST:
                self._workers[model] = Worker(model, self._ground, self)

    def all(self) -> list[Worker]:
        return list(self._workers.values())

    def ready(self, model: str | None) -> bool:
        """Whether this model can be asked."""
        worker = self._workers.get(model or "")
        return worker is not None and worker.state == "ready"

    def serving(self, but: str) -> Worker | None:
        """A worker of another model that can be asked: what is served, if it is."""
        found = [w for w in self._workers.values() if w.state == "ready" and w.model != but]
        return next((w for w in found if w.model == self.lasting), next(iter(found), None))

    async def stop(self) -> None:
        """End them all."""
        self.want(())
        if self._ending:
            await asyncio.wait(self._ending)


def free_port(host: str) -> int:
    """A port of this interface that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
