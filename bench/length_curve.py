"""The plot of docs/performance.md: how long a turn takes at which length of the conversation.

`bot bench length > LENGTH.json; python -m bench.length_curve LENGTH.json OUT.svg`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.curves import plt, save
from bench.load.scripts import STRETCH

NAMES = {"ours": "this product, at the visitor's socket", "stock": "stock Rasa, at its webhook"}


def stretches(times: Sequence[float | None]) -> tuple[list[int], list[float]]:
    """The last turn of every stretch of the same mix, and the median of its turns in ms."""
    ends = range(STRETCH, len(times) + 1, STRETCH)
    found = [[ms for ms in times[end - STRETCH : end] if ms is not None] for end in ends]
    kept = [(end, median(stretch)) for end, stretch in zip(ends, found, strict=True) if stretch]
    return [end for end, _ in kept], [ms for _, ms in kept]


def main() -> int:
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    for name, title in NAMES.items():
        axes.plot(*stretches(measured[name]["by_index"]), label=title)
    axes.set(xlabel="turns of the conversation so far", ylabel="ms a turn, median", yscale="log")
    axes.legend(fontsize=8)
    axes.grid(alpha=0.3, which="both")
    save(figure, Path(sys.argv[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
