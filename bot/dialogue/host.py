"""An engine's host: the models that it serves, each in a process of its own, and its trainings.

Turns go to the process of the released model. While another one takes over both serve, and a turn
ends where it began.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

import structlog
from pydantic import BaseModel, ValidationError

from bot.dialogue.engine import Answer, EngineRefused, EngineUnavailable, Reading, Request
from bot.dialogue.pool import weight
from bot.dialogue.rasa import EngineHttp, RasaEngine

SEND_SECONDS = 30.0
"""For one request about models and trainings; the data of a training are some megabytes."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Trial:
    """A model that answers some of the conversations before it answers all of them."""

    model: str
    share: int
    """Percent."""

    def takes(self, conversation_id: str) -> bool:
        """Whether this is one of them: always alike, and other ones for another model."""
        return int.from_bytes(weight(self.model, conversation_id)) % 100 < self.share


@dataclass(frozen=True)
class Order:
    """What the hosts are to run: the released model, and others beside it."""

    serve: str | None = None
    beside: frozenset[str] = frozenset()
    trial: Trial | None = None
    """Its model is one of those beside."""


class Base(BaseModel):
    """What a host was installed with."""

    model: str | None
    fingerprint: str


class WorkerState(BaseModel):
    """A model on a host."""

    model: str
    port: int
    state: Literal["starting", "ready", "failed"]
    cause: str | None = None
    detail: str = ""


class HostState(BaseModel):
    """What a host said last."""

    base: Base
    serving: str | None
    models: list[str]
    workers: list[WorkerState]

    def worker(self, model: str) -> WorkerState | None:
        """The worker of this model, whatever its state."""
        return next((worker for worker in self.workers if worker.model == model), None)


class JobState(BaseModel):
    """How far a training or cross-validation is."""

    id: str
    state: Literal["running", "done", "failed", "cancelled"]
    stage: str
    done: int
    total: int
    result: dict[str, Any]
    last: str


class LogPart(BaseModel):
    """A piece of a log, and where the next one begins."""

    text: str
    end: int


class UnknownJob(LookupError):
    """The host knows no such training: it was started anew meanwhile."""


class HostBusy(Exception):
    """The host has another training in hand."""


class EngineHost:
    """One host as the dialogue engine, and what is to be said to it about models."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        """`timeout` in seconds for one turn."""
        self.url = url
        self.order = Order()
        self.state: HostState | None = None
        self._me = str(uuid.uuid4())
        self._token = token
        self._timeout = timeout
        self._control = EngineHttp(url, token, timeout)
        self._sending = EngineHttp(url, token, SEND_SECONDS)
        self._engines: dict[tuple[str, int], RasaEngine] = {}
        self._at_work: Counter[str] = Counter()

    async def respond(self, request: Request) -> Answer:
        """Ask the conversation's model; another one that is ready when its process is away."""
        chosen = await self._chosen(request.conversation_id)
        try:
            async with self._engine(chosen) as engine:
                return await engine.respond(request)
        except EngineUnavailable as error:
            # One on trial fails no turn, whatever is the matter with it: another is asked anew.
            tried = self.order.trial is not None and self.order.trial.model == chosen.model
            other = self._ready(but=chosen) if tried or not error.reached else None
            if other is None:
                self.state = None if not error.reached else self.state
                raise
            log.warning("engine.worker_away", model=chosen.model, cause=str(error))
        async with self._engine(other) as engine:
            return await engine.respond(request)

    async def rank(self, text: str) -> list[tuple[str, float]]:
        async with self._engine(await self._chosen()) as engine:
            return await engine.rank(text)

    async def model(self) -> str:
        """What answers now; tells the host what is wanted, too."""
        await self.sync()
        chosen = await self._chosen()
        async with self._engine(chosen) as engine:
            return await engine.model()

    async def close(self) -> None:
        await self._control.close()
        await self._sending.close()
        for engine in self._engines.values():
            await engine.close()

    async def sync(self) -> HostState:
        """Say which models are wanted, and hear how everything is. Raises like the port."""
        serve = self.order.serve
        wants = {*self.order.beside, *([serve] if serve else []), *+self._at_work}
        asked = {"replica": self._me, "wants": sorted(wants), "serve": serve}
        try:
            told = await self._control.call("POST", "/control/sync", json=asked)
            self.state = HostState.model_validate(told)
        except ValidationError as error:
            raise EngineRefused(f"unreadable state: {error.error_count()} faults") from error
        except EngineUnavailable:
            self.state = None
            raise
        await self._forget_engines(self.state)
        return self.state

    async def readings(self, model: str, texts: Sequence[str]) -> list[Reading]:
        """How a model reads texts. Raises EngineUnavailable also when it is not ready here."""
        worker = self.state.worker(model) if self.state else None
        if worker is None or worker.state != "ready":
            raise EngineUnavailable(f"{model} is not ready")
        async with self._engine(worker) as engine:
            return await engine.readings(texts)

    async def start_job(self, id_: str, kind: str, files: Mapping[str, str]) -> JobState:
        """Begin a training, or a cross-validation, of these files; again: how it is.

        Raises HostBusy, EngineUnavailable and EngineRefused.
        """
        asked = {"kind": kind, "files": dict(files)}
        try:
            told = await self._sending.call("PUT", f"/control/jobs/{id_}", json=asked)
        except EngineRefused as error:
            raise (HostBusy() if error.status == 409 else error) from error
        return JobState.model_validate(told)

    async def job(self, id_: str) -> JobState:
        """Raises UnknownJob and EngineUnavailable."""
        return JobState.model_validate(await self._of_job("GET", id_))

    async def cancel_job(self, id_: str) -> None:
        """Kill it and all that it started. Raises UnknownJob and EngineUnavailable."""
        await self._of_job("DELETE", id_)

    async def job_log(self, id_: str, after: int) -> LogPart:
        """Raises UnknownJob and EngineUnavailable."""
        told = await self._of_job("GET", f"{id_}/log", params={"after": str(after)})
        return LogPart.model_validate(told)

    async def forget(self, models: Sequence[str]) -> None:
        """Have models deleted that are not in use. Raises EngineUnavailable."""
        await self._control.call("POST", "/control/forget", json={"models": list(models)})

    async def _of_job(self, method: str, path: str, **options: Any) -> Any:
        try:
            return await self._control.call(method, f"/control/jobs/{path}", **options)
        except EngineRefused as error:
            raise (UnknownJob(path) if error.status == 404 else error) from error

    async def _chosen(self, conversation_id: str | None = None) -> WorkerState:
        """The worker for what comes next. Raises EngineUnavailable when none is ready."""
        if self.state is None:
            await self.sync()
        worker = self._ready(conversation_id)
        if worker is None:
            raise EngineUnavailable("no model is ready")
        return worker

    def _ready(
        self, conversation_id: str | None = None, but: WorkerState | None = None
    ) -> WorkerState | None:
        """The worker of the model on trial where it takes the conversation; else the released
        model's; else that of what the host serves; else any."""
        if self.state is None:
            return None
        ready = {w.model: w for w in self.state.workers if w.state == "ready" and w != but}
        trial = self.order.trial
        takes = trial is not None and conversation_id is not None and trial.takes(conversation_id)
        first = trial.model if trial is not None and takes else None
        for model in (first, self.order.serve, self.state.serving):
            if model in ready:
                return ready[model]
        return next(iter(ready.values()), None)

    @asynccontextmanager
    async def _engine(self, worker: WorkerState) -> AsyncIterator[RasaEngine]:
        """The worker as an engine; its model is wanted until the context ends."""
        place = worker.model, worker.port
        if place not in self._engines:
            parts = urlsplit(self.url)
            address = urlunsplit((parts.scheme, f"{parts.hostname}:{worker.port}", "", "", ""))
            self._engines[place] = RasaEngine(address, self._token, self._timeout)
        self._at_work[worker.model] += 1
        try:
            yield self._engines[place]
        finally:
            self._at_work[worker.model] -= 1

    async def _forget_engines(self, state: HostState) -> None:
        places = {(worker.model, worker.port) for worker in state.workers}
        gone = [p for p in self._engines if p not in places and not self._at_work[p[0]]]
        for place in gone:
            await self._engines.pop(place).close()


class Fleet:
    """All hosts of the installation, by their addresses."""

    def __init__(self, hosts: Mapping[str, EngineHost]) -> None:
        self.hosts = dict(hosts)
        self._order = Order()

    @property
    def order(self) -> Order:
        """What they are to run."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        self._order = order
        for host in self.hosts.values():
            host.order = order

    @property
    def states(self) -> dict[str, HostState]:
        """What those said that answered last."""
        return {url: host.state for url, host in self.hosts.items() if host.state is not None}
