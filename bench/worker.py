"""Inside the engine's environment: train the stock baseline, or measure one model.

`python -m bench.worker train-stock --out MODEL.tar.gz [--each N]`
`python -m bench.worker measure --model MODEL.tar.gz --lines FILE.tsv …` prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench.examples import examples, some

FLAT = "__"
"""Stands for the slash of a label: stock Rasa would take it for a retrieval intent."""
LONG = (100, 200, 300, 400, 500)
"""Lengths of the long texts, made by joining questions."""
LONG_EACH = 20


def flat_examples(each: int | None) -> dict[str, list[str]]:
    """The examples that our model learns from, by flattened label; at most `each` a label."""
    found: dict[str, list[str]] = {}
    for text, label in some(list(examples()), each):
        found.setdefault(label.replace("/", FLAT), []).append(text)
    return found


def train_stock(out: Path, each: int | None) -> None:
    """Train jieba and DIET on our examples; writes the model and prints the seconds."""
    from rasa.model_training import train_nlu

    learnt = flat_examples(each)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "nlu.yml"
        blocks = [
            {"intent": label, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts))}
            for label, texts in learnt.items()
        ]
        data.write_text(
            yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8"
        )
        began = time.perf_counter()
        made = train_nlu(
            config="bench/stock/config.yml",
            nlu_data=str(data),
            output=str(out.parent),
            fixed_model_name=out.name.removesuffix(".tar.gz"),
        )
        seconds = time.perf_counter() - began
    lines = sum(map(len, learnt.values()))
    print(json.dumps({"model": made, "seconds": round(seconds, 1), "examples": lines}))


def read_tsv(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Text and label of every line."""
    rows = [line.split("\t") for path in paths for line in path.read_text("utf-8").splitlines()]
    return [(row[0], row[1]) for row in rows if len(row) > 1]


def long_texts(texts: Sequence[str]) -> list[str]:
    """Texts of 100 to 500 characters, put together from questions in turn."""
    whole = "，".join(texts)
    starts = iter(range(0, len(whole) - max(LONG), max(LONG) // 2))
    return [
        whole[start : start + size]
        for size in LONG
        for start, _ in zip(starts, range(LONG_EACH), strict=False)
    ]


async def measure(model: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Read every line with a model in this process: time, memory and ranking."""
    from rasa.core.agent import Agent

    began = time.perf_counter()
    agent = Agent.load(str(model))
    loaded = time.perf_counter() - began
    lines = read_tsv(files)
    await agent.parse_message("预热")
    rows = []
    for text, label in lines:
        parsed, ms = await _parse(agent, text)
        rows.append({"length": len(text), "ms": ms, "label": label, "ranking": _ranking(parsed)})
    long = [
        {"length": len(text), "ms": (await _parse(agent, text))[1]}
        for text in long_texts([text for text, _ in lines])
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load_s": round(loaded, 1), "memory_mib": round(memory), "lines": rows, "long": long}


async def _parse(agent: Any, text: str) -> tuple[dict[str, Any], float]:
    began = time.perf_counter()
    parsed = await agent.parse_message(text)
    return parsed, (time.perf_counter() - began) * 1000


def _ranking(parsed: dict[str, Any]) -> list[tuple[str, float]]:
    if "reading" in parsed:
        return [(label, p) for label, p in parsed["reading"]["ranking"]]
    ranked = parsed.get("intent_ranking", [])
    return [(found["name"].replace(FLAT, "/"), found["confidence"]) for found in ranked]


def main() -> int:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    stock = commands.add_parser("train-stock")
    stock.add_argument("--out", type=Path, required=True)
    stock.add_argument("--each", type=int, help="at most so many examples a label")
    measured = commands.add_parser("measure")
    measured.add_argument("--model", type=Path, required=True)
    measured.add_argument("--lines", type=Path, nargs="+", required=True)
    chosen = parser.parse_args()
    if chosen.command == "train-stock":
        train_stock(chosen.out, chosen.each)
    else:
        print(json.dumps(asyncio.run(measure(chosen.model, chosen.lines)), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
