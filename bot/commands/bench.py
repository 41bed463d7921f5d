"""`bot bench nlu`: our model and stock Rasa's, measured one after the other in one run."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from bot.settings import Settings
from bot.supervisor.faults import UpFault
from bot.supervisor.training import run_engine_module
from bot.words import say
from understanding.reading import Thresholds, clear, matter_of

SHORT = 60
"""Characters up to which a text counts as short."""


class Speed(BaseModel):
    """Milliseconds of one group of texts."""

    model_config = ConfigDict(extra="forbid")

    n: int
    characters_mean: float
    characters_max: int
    p50_ms: float
    p95_ms: float


class ModelFigures(BaseModel):
    """One model on the given lines."""

    model_config = ConfigDict(extra="forbid")

    name: str
    train_s: float | None
    load_s: float
    memory_mib: int
    short: Speed
    long: Speed
    matters: int
    top1: float
    top3: float
    right: float
    wrong: float
    clarified_with_right: float
    clarified: float
    out_of_scope: int
    out_of_scope_answered: float


async def train_cold(settings: Settings) -> float:
    """Seconds of a training that has nothing cached."""
    with tempfile.TemporaryDirectory() as folder:
        apart = settings.model_copy(update={"cache": Path(folder)})
        began = time.perf_counter()
        out = str(apart.cache / "models")
        await _engine(apart, "engine.train", "--out", out)
        return time.perf_counter() - began


async def train_stock(settings: Settings, model: Path) -> float:
    """Train jieba and DIET on our examples; seconds."""
    model.parent.mkdir(parents=True, exist_ok=True)
    printed = await _engine(settings, "bench.worker", "train-stock", "--out", str(model))
    return float(json.loads(printed.splitlines()[-1])["seconds"])


async def measure(
    settings: Settings, name: str, model: Path, files: Sequence[Path], train_s: float | None
) -> ModelFigures:
    """Load a model in a process of its own and read every line with it."""
    lines = ("--lines", *map(str, files))
    printed = await _engine(settings, "bench.worker", "measure", "--model", str(model), *lines)
    return figures(name, json.loads(printed.splitlines()[-1]), train_s)


async def _engine(settings: Settings, module: str, *arguments: str) -> str:
    process = await run_engine_module(settings, module, *arguments, stderr=asyncio.subprocess.PIPE)
    printed, errors = await process.communicate()
    if process.returncode != 0:
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UpFault(say("bench.failed", module=module, last="".join(last)))
    return printed.decode("utf-8")


def figures(name: str, measured: dict[str, Any], train_s: float | None) -> ModelFigures:
    """Shares and percentiles of what the worker measured, by the product's own thresholds."""
    lines = measured["lines"]
    matters = [line for line in lines if line["label"] != "oos" and ":" not in line["label"]]
    outside = [line for line in lines if line["label"] == "oos"]
    timed = [*lines, *measured["long"]]
    kinds = [outcome(line["label"], line["ranking"], Thresholds()) for line in matters]
    return ModelFigures(
        name=name,
        train_s=train_s,
        load_s=measured["load_s"],
        memory_mib=measured["memory_mib"],
        short=_speed([line for line in timed if line["length"] <= SHORT]),
        long=_speed([line for line in timed if line["length"] > SHORT]),
        matters=len(matters),
        top1=_share([_place(line) < 1 for line in matters]),
        top3=_share([_place(line) < 3 for line in matters]),
        right=_share([kind == "right" for kind in kinds]),
        wrong=_share([kind == "wrong" for kind in kinds]),
        clarified_with_right=_share([kind == "with_right" for kind in kinds]),
        clarified=_share([kind in ("with_right", "without") for kind in kinds]),
        out_of_scope=len(outside),
        out_of_scope_answered=_share([answers(line["ranking"], Thresholds()) for line in outside]),
    )


def _speed(lines: Sequence[dict[str, Any]]) -> Speed:
    times, lengths = [line["ms"] for line in lines], [line["length"] for line in lines]
    return Speed(
        n=len(lines),
        characters_mean=round(float(np.mean(lengths)), 1),
        characters_max=max(lengths),
        p50_ms=round(float(np.percentile(times, 50)), 1),
        p95_ms=round(float(np.percentile(times, 95)), 1),
    )


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _place(line: dict[str, Any]) -> int:
    found = [matter_of(label) for label, _ in line["ranking"]]
    return found.index(line["label"]) if line["label"] in found else len(found) + 3


Ranking = Sequence[tuple[str, float]]


def answers(ranking: Ranking, thresholds: Thresholds) -> bool:
    """Whether a matter would be answered."""
    return clear(ranking, thresholds) and matter_of(ranking[0][0]) is not None


def outcome(matter: str, ranking: Ranking, thresholds: Thresholds) -> str:
    """`right` or `wrong` when the first label is taken; else whether choices hold the matter."""
    if clear(ranking, thresholds):
        return "right" if matter_of(ranking[0][0]) == matter else "wrong"
    offered = [found for label, _ in ranking if (found := matter_of(label))][:3]
    return "with_right" if matter in offered else "without"


def shown(figures: ModelFigures) -> str:
    """The figures for people."""
    took = say("bench.not_trained") if figures.train_s is None else f"{figures.train_s:.0f}"
    flat = figures.model_dump(exclude={"short", "long", "train_s"})
    speeds = {"short": figures.short, "long": figures.long}
    flat |= {f"{group}_{k}": v for group, speed in speeds.items() for k, v in speed}
    return say("bench.nlu", **flat, train=took)
