"""A model for the present data: found by fingerprint, or trained with visible progress."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from bot.knowledge.matters import DOMAINS
from bot.settings import Settings
from bot.supervisor.faults import UpFault
from bot.supervisor.prepare import clean_environment, engine_python
from bot.words import say

MARK = "@progress "
STAGES = {
    "import": (0.0, 0.05),
    "encode": (0.05, 0.5),
    "names": (0.5, 0.65),
    "classify": (0.65, 0.95),
    "write": (0.95, 1.0),
}
"""Share of the whole at which a stage begins and ends."""
Progress = Callable[[str, float], None]


def fingerprint(root: Path) -> str:
    """Sixteen hex digits that change whenever a training could give another model."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _inputs(root: Path) -> Iterable[Path]:
    yield from (root / name for name in ("config.yml", "domain.yml", "engine/uv.lock"))
    for folder in ("data/nlu", "data/rules", "data/lexicon", "data/matters"):
        yield from sorted((root / folder).glob("*.yml"))
    for folder in ("understanding", "engine", "engine/components"):
        yield from sorted((root / folder).glob("*.py"))


def model_path(settings: Settings) -> Path:
    """Where the model of the present data is kept."""
    return settings.cache / "models" / f"{fingerprint(settings.root)}.tar.gz"


def label_responses(root: Path) -> dict[str, object]:
    """A domain fragment that gives every label its response, which Rasa asks of such labels."""
    responses = {}
    for domain in DOMAINS:
        for matter in yaml.safe_load((root / "data/matters" / f"{domain}.yml").read_text("utf-8")):
            effect = {"type": "answer", "matter": matter["id"]}
            responses[f"utter_{domain}/{matter['id']}"] = [{"custom": effect}]
    return {"version": "3.1", "responses": responses}


async def train(settings: Settings, progress: Progress) -> Path:
    """Train the model of the present data. Raises UpFault with the cause's last line."""
    target = model_path(settings)
    work = settings.cache / "train" / target.name.removesuffix(".tar.gz")
    shutil.rmtree(work, ignore_errors=True)
    (work / "domain").mkdir(parents=True)
    shutil.copy(settings.root / "domain.yml", work / "domain" / "domain.yml")
    labels = yaml.safe_dump(label_responses(settings.root), allow_unicode=True)
    (work / "domain" / "labels.yml").write_text(labels, encoding="utf-8")
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        str(engine_python(settings)),
        *("-m", "engine.train", "--data", "data/nlu", "data/rules"),
        *("--domain", str(work / "domain"), "--out", str(work), "--name", "model"),
        cwd=settings.root,
        env=engine_environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=1 << 20,
    )
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
    if code != 0:
        raise UpFault(say("up.training", last=last[:300], log=log))
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(work / "model.tar.gz", target)
    shutil.rmtree(work)
    return target


def engine_environment(settings: Settings) -> dict[str, str]:
    """Variables that every process of the engine needs."""
    return clean_environment() | {
        "PYTHONPATH": str(settings.root),
        "PYTHONUNBUFFERED": "1",
        "VECTOR_CACHE": str(settings.cache / "vectors"),
        "RASA_CACHE_DIRECTORY": str(settings.cache / "rasa-cache"),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def _follow(line: str, progress: Progress) -> str:
    """Report a progress line; give back any other line that says something."""
    if not line.startswith(MARK):
        return line.strip()
    step = json.loads(line.removeprefix(MARK))
    begin, end = STAGES[step["stage"]]
    progress(
        say(f"up.stages.{step['stage']}"), begin + (end - begin) * step["done"] / step["total"]
    )
    return ""
