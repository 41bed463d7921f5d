"""`rasa data validate` on a folder with the changes, by the engine's Python."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.conversations.once import Refused
from bot.settings import Settings
from bot.supervisor.prepare import engine_python
from bot.supervisor.training import engine_environment
from bot.trainer.changes import write_folder
from bot.trainer.merging import Edit
from bot.words import say
from understanding.model_inputs import label_responses

MOST_LINES = 40
SECONDS = 600.0
"""Nobody waits for it; on a busy machine loading Rasa alone takes minutes."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ABOUT_CODE = re.compile(r"site-packages/|^More info at ")
"""Warnings of the libraries, which no change of examples causes or mends."""


class RasaJudge:
    """Writes the folder, runs Rasa in it and throws it away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def judge(self, changes: Sequence[Edit]) -> tuple[bool, list[str]]:
        """Whether Rasa accepts it; if not, its last lines. Raises Refused without the engine."""
        python = engine_python(self._settings)
        if not python.exists():
            raise Refused("no_engine", say("trainer.no_engine"))
        self._settings.var.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._settings.var, prefix="validate-") as made:
            folder = Path(made).resolve()
            await asyncio.to_thread(self._write, folder, changes)
            return await self._ask(python, folder)

    def _write(self, folder: Path, changes: Sequence[Edit]) -> None:
        write_folder(self._settings.root, folder, changes)
        path = folder / "domain.yml"
        domain = yaml.safe_load(path.read_text(encoding="utf-8"))
        # one file: of two Rasa says that they name the same intents
        domain["responses"] |= label_responses(folder)["responses"]
        path.write_text(yaml.safe_dump(domain, allow_unicode=True), encoding="utf-8")

    async def _ask(self, python: Path, folder: Path) -> tuple[bool, list[str]]:
        files = ("--domain", "domain.yml", "--config", "config.yml")
        data = ("--data", "data/nlu", "data/rules")
        process = await asyncio.create_subprocess_exec(
            str(python.absolute()),
            *("-m", "rasa", "data", "validate", "--fail-on-warnings", *files, *data),
            cwd=folder,
            env=engine_environment(self._settings)
            | {"PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(SECONDS):
                output, _ = await process.communicate()
        except TimeoutError:
            return False, [say("trainer.validation_slow", seconds=int(SECONDS))]
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        text = output.decode("utf-8", "replace").replace(f"{folder}/", "")
        said = (line.strip() for line in _COLOUR.sub("", text).splitlines())
        lines = [line for line in said if line and not _ABOUT_CODE.search(line)]
        if process.returncode == 0:  # what stands there then is about libraries
            return True, []
        return False, lines[-MOST_LINES:]
