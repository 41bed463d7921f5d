"""A model for the present data: found by fingerprint, or trained with visible progress."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import clean_environment, engine_python
from bot.words import say
from understanding.model_inputs import fingerprint
from understanding.model_store import ModelDamaged, ModelStore
from understanding.progress import MARK, RESULT, share

Progress = Callable[[str, float], None]


def models_folder(settings: Settings) -> Path:
    """Where models are kept, by their hash."""
    return settings.cache / "models"


def trained_model(settings: Settings) -> Path | None:
    """The model of the present data, if there is one that is whole."""
    store = ModelStore(models_folder(settings))
    model = store.made_of(fingerprint(settings.root))
    try:
        return store.verified(model) if model else None
    except ModelDamaged:
        store.forget(model or "")
        return None


async def train(settings: Settings, progress: Progress) -> Path:
    """Train the model of the present data. Raises UpFault with the cause's last line."""
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    arguments = ("--out", str(models_folder(settings).resolve()))
    merged = asyncio.subprocess.STDOUT
    process = await run_engine_module(settings, "engine.train", *arguments, stderr=merged)
    assert process.stdout is not None
    last = ""
    try:
        with log.open("wb") as output:
            async for line in process.stdout:
                output.write(line)
                last = _follow(line.decode("utf-8", "replace"), progress) or last
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    made = trained_model(settings)
    if code != 0 or made is None:
        raise UpFault(say("up.training", last=last[:300], log=log))
    return made


async def run_engine_module(
    settings: Settings, module: str, *arguments: str, stderr: int
) -> asyncio.subprocess.Process:
    """Start a module with the engine's Python, from the checkout; its output is piped."""
    return await asyncio.create_subprocess_exec(
        str(engine_python(settings)),
        *("-m", module, *arguments),
        cwd=settings.root,
        # Threads that wait do not spin: what else runs here gets the processors.
        env=engine_environment(settings) | {"OMP_WAIT_POLICY": "PASSIVE"},
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
        limit=1 << 20,
    )


def engine_environment(settings: Settings) -> dict[str, str]:
    """Variables that every process of the engine needs."""
    return clean_environment() | {
        "PYTHONPATH": str(settings.root),
        "PYTHONUNBUFFERED": "1",
        "VECTOR_CACHE": str(settings.cache.resolve() / "vectors"),
        "RASA_CACHE_DIRECTORY": str(settings.cache.resolve() / "rasa-cache"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def _follow(line: str, progress: Progress) -> str:
    """Report a progress line; give back any other line that says something."""
    if not line.startswith(MARK):
        return "" if line.startswith(RESULT) else line.strip()
    step = json.loads(line.removeprefix(MARK))
    progress(say(f"up.stages.{step['stage']}"), share(**step))
    return ""
