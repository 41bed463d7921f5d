"""The reliability diagram and the trade-off curve of docs/understanding.md.

`python -m bench.curves MEASURED.json OUT_FOLDER`; the first is what `bench.worker measure` printed
on the development sets.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import numpy as np

from bot.commands.bench import answers, outcome
from understanding.reading import Thresholds, matter_of

plt.rcParams["svg.hashsalt"] = "reproducible"
BINS = np.linspace(0, 1, 11)
GRID = tuple(np.round(np.arange(0.2, 0.96, 0.05), 2))

Line = dict[str, Any]


def reliability(lines: Sequence[Line], out: Path) -> float:
    """Share of right first labels by their probability; gives back the expected error (ECE)."""
    best = np.array([line["ranking"][0][1] for line in lines])
    right = np.array([_first(line) == line["label"] for line in lines])
    place = np.clip(np.digitize(best, BINS) - 1, 0, len(BINS) - 2)
    figure, axes = plt.subplots(figsize=(4.6, 4.2))
    axes.plot([0, 1], [0, 1], color="#999", linewidth=1, linestyle="--")
    error = 0.0
    for number in range(len(BINS) - 1):
        inside = place == number
        if inside.any():
            said, was = best[inside].mean(), right[inside].mean()
            error += inside.mean() * abs(said - was)
            axes.scatter(said, was, s=8 + 2 * inside.sum(), color="#1f6feb", alpha=0.7)
    axes.set(
        xlabel="probability of the first label", ylabel="share right", xlim=(0, 1), ylim=(0, 1)
    )
    axes.set_title(f"{len(lines)} development questions, ECE {error:.3f}", fontsize=10)
    save(figure, out)
    return float(error)


def trade_off(lines: Sequence[Line], outside: Sequence[Line], chosen: float, out: Path) -> None:
    """What the least probability of a direct answer buys and costs."""
    figure, axes = plt.subplots(figsize=(6, 4.2))
    rows = [_outcomes(lines, outside, replace(Thresholds(), sure=least)) for least in GRID]
    names = ("answered right", "answered wrong", "clarified", "out of scope answered")
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        axes.plot(GRID, values, marker=".", label=name)
    axes.axvline(chosen, color="#999", linewidth=1, linestyle="--")
    axes.set(
        xlabel="least probability of a direct answer", ylabel="share of questions", ylim=(0, 1)
    )
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3)
    save(figure, out)


def _outcomes(
    lines: Sequence[Line], outside: Sequence[Line], thresholds: Thresholds
) -> tuple[float, float, float, float]:
    kinds = [outcome(line["label"], line["ranking"], thresholds) for line in lines]
    right, wrong = (kinds.count(kind) / len(kinds) for kind in ("right", "wrong"))
    answered = float(np.mean([answers(line["ranking"], thresholds) for line in outside]))
    return right, wrong, 1 - right - wrong, answered


def _first(line: Line) -> str | None:
    return matter_of(line["ranking"][0][0])


def save(figure: Any, out: Path) -> None:
    """As SVG, the same bytes for the same figures."""
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})
    plt.close(figure)


def main() -> int:
    lines = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["lines"]
    folder = Path(sys.argv[2])
    matters = [line for line in lines if line["label"] != "oos" and ":" not in line["label"]]
    outside = [line for line in lines if line["label"] == "oos"]
    error = reliability(matters, folder / "reliability.svg")
    trade_off(matters, outside, Thresholds().sure, folder / "trade-off.svg")
    print(f"ECE {error:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
