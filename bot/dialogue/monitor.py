"""Whether the engine can answer, asked again and again; says so when that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

from bot.background import Background
from bot.dialogue.engine import DialogueEngine, EngineRefused, EngineUnavailable

State = Literal["ready", "starting", "down"]
INTERVAL = 1.0
"""Seconds between two looks."""


class EngineMonitor(Background):
    """`starting` until the first answer, then `ready` or `down`."""

    def __init__(self, engine: DialogueEngine, changed: Callable[[State], None]) -> None:
        self._engine = engine
        self._changed = changed
        self.state: State = "starting"
        self.model: str | None = None

    async def _run(self) -> None:
        while True:
            state: State
            try:
                self.model = await self._engine.model()
                state = "ready"
            except (EngineUnavailable, EngineRefused):
                state = "starting" if self.state == "starting" else "down"
            if state != self.state:
                self.state = state
                self._changed(state)
            await asyncio.sleep(INTERVAL)
