"""What `bot up` tells its children of the settings."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from bot.settings import Settings
from bot.supervisor.child import Spec
from bot.supervisor.up import Supervisor


class Noted(Supervisor):
    """Starts nothing."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, Console(file=io.StringIO()))
        self.specs: list[Spec] = []

    async def _launch(self, spec: Spec) -> None:
        self.specs.append(spec)

    async def start(self) -> None:
        self._urls |= {"actions": "http://127.0.0.1:1", "redis": "redis://127.0.0.1:1"}
        await self._actions("actions", 1)
        await self._rasa("rasa", 2)


async def test_engine_and_actions_hear_of_the_collector_that_the_settings_name(
    tmp_path: Path,
) -> None:
    named = {"traces_endpoint": "http://127.0.0.1:4318/v1/traces", "traces_headers": "a=b"}
    supervisor = Noted(Settings.model_validate({"var": tmp_path, "cache": tmp_path, **named}))
    await supervisor.start()
    variables = [f"OTEL_EXPORTER_OTLP_TRACES_{name}" for name in ("ENDPOINT", "HEADERS")]
    assert [[spec.env[name] for name in variables] for spec in supervisor.specs] == [
        list(named.values())
    ] * 2
