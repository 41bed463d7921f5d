"""What is served here and for whom: the applications say what they want, each second anew."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from engine.host.workers import Workers
from understanding.model_store import ModelStore

LEASE = 10.0
"""An application that said nothing for so long wants nothing any more."""
SWEEP = 1.0


class Host:
    """Runs a worker for every model that a replica of the application wants.

    A model is wanted while it is served, about to be served, evaluated, or still at a turn: so one
    that all replicas have turned away from ends, and nobody needs to tell the others. What is
    served last is kept on disk, for a start without an application.
    """

    def __init__(
        self,
        store: ModelStore,
        workers: Workers,
        fingerprint: str,
        state: Path,
        lease: float = LEASE,
    ) -> None:
        self._store = store
        self._workers = workers
        self._fingerprint = fingerprint
        self._memory = state / "serving.json"
        self._lease = lease
        self._wants: dict[str, tuple[float, frozenset[str]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._serving = self._remembered() or store.made_of(fingerprint)

    def start(self) -> None:
        """Serve what was served last."""
        self._task = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """End every worker."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._workers.stop()

    @property
    def ready(self) -> bool:
        """Whether somebody would be answered."""
        return any(worker.state == "ready" for worker in self._workers.all())

    def sync(self, replica: str, wants: Collection[str], serve: str | None) -> dict[str, Any]:
        """Take what a replica wants; how everything is."""
        self._wants[replica] = time.monotonic(), frozenset(wants)
        if serve is not None and serve != self._serving and self._workers.ready(serve):
            self._serving = serve
            self._remember(serve)
        self._reconcile()
        return {
            "base": {
                "model": self._store.made_of(self._fingerprint),
                "fingerprint": self._fingerprint,
            },
            "serving": self._serving,
            "models": self._store.models(),
            "workers": [
                {
                    name: getattr(worker, name)
                    for name in ("model", "port", "state", "cause", "detail")
                }
                for worker in self._workers.all()
            ],
        }

    def forget(self, models: Collection[str]) -> None:
        """Delete models that nobody needs; those in use stay."""
        base = self._store.made_of(self._fingerprint)
        kept = {self._serving, base, *(worker.model for worker in self._workers.all())}
        for model in models:
            if model not in kept:
                self._store.forget(model)

    async def _sweep(self) -> None:
        while True:
            self._reconcile()
            await asyncio.sleep(SWEEP)

    def _reconcile(self) -> None:
        since = time.monotonic() - self._lease
        self._wants = {who: kept for who, kept in self._wants.items() if kept[0] >= since}
        self._serving = self._serving or self._store.made_of(self._fingerprint)
        self._workers.lasting = self._serving
        # What is served comes first: there is a most, and it is never the one left out.
        wanted = dict.fromkeys([self._serving] if self._serving else [])
        for _, models in self._wants.values():
            wanted |= dict.fromkeys(sorted(models))
        self._workers.want(list(wanted))

    def _remembered(self) -> str | None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            model = str(json.loads(self._memory.read_text(encoding="utf-8"))["model"])
            return model if model in self._store else None
        return None

    def _remember(self, model: str) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        part = self._memory.with_suffix(".part")
        part.write_text(json.dumps({"model": model}), encoding="utf-8")
        os.replace(part, self._memory)
