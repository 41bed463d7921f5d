"""Times as figures, in milliseconds."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean


def summary(times: Iterable[float]) -> dict[str, float | int]:
    """Count, mean, nearest-rank percentiles and maximum; only the count when there is nothing."""
    ordered = sorted(times)
    if not ordered:
        return {"count": 0}
    ranked = {f"p{share}": _ranked(ordered, share) for share in (50, 95, 99)}
    ranked |= {"mean": fmean(ordered), "max": ordered[-1]}
    return {"count": len(ordered)} | {name: round(ms, 2) for name, ms in ranked.items()}


def by_group(times: Iterable[tuple[str, float]]) -> dict[str, dict[str, float | int]]:
    """The summary of every group, by its name."""
    grouped: defaultdict[str, list[float]] = defaultdict(list)
    for group, ms in times:
        grouped[group].append(ms)
    return {group: summary(found) for group, found in sorted(grouped.items())}


def _ranked(ordered: Sequence[float], share: int) -> float:
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


class Stopwatch:
    """Wall and processor seconds of this process, from when it was made until it is stopped."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), time.process_time())
        self.seconds = 0.0
        self._processor = 0.0

    def stop(self) -> None:
        wall, processor = self._began
        self.seconds = time.perf_counter() - wall
        self._processor = time.process_time() - processor

    def figures(self) -> dict[str, float]:
        """Seconds, and the share of one core that this process took: near 1 it measured itself."""
        share = self._processor / self.seconds
        return {"seconds": round(self.seconds, 2), "generator_cpu_share": round(share, 3)}
