"""Which open sentences belong together: leaders by frequency, everything near one joins it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NEAR = 0.92
"""Cosine from which two questions are put together; on the development sets every second such pair
is about the same matter, at 0.95 nearly all are, but then hardly any are found."""
MOST = 10_000
"""Sentences that are looked at, the most frequent ones."""
BLOCK = 512


@dataclass(frozen=True)
class Group:
    """Rows that belong together, the leader first, and how often all of them were said."""

    rows: Sequence[int]
    count: int


def grouped(vectors: npt.NDArray[np.float32], counts: Sequence[int]) -> list[Group]:
    """Groups of at least two sentences, or of one that was said more than once.

    `vectors` are unit vectors, the most frequent sentence first. Each sentence joins the nearest
    leader before it, or leads itself: one pass, whatever comes later moves nothing.
    """
    leaders: list[int] = []
    rows: dict[int, list[int]] = {}
    led = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    for begin in range(0, len(vectors), BLOCK):
        block = vectors[begin : begin + BLOCK]
        outside = block @ led.T if leaders else np.zeros((len(block), 0), dtype=np.float32)
        inside = block @ block.T
        fresh: list[int] = []
        for number in range(len(block)):
            best, leader = _best(outside[number], leaders)
            near, own = _best(inside[number, fresh], fresh)
            if near > best:
                best, leader = near, begin + own
            if best >= NEAR:
                rows[leader].append(begin + number)
            else:
                fresh.append(number)
                rows[begin + number] = [begin + number]
        leaders += [begin + number for number in fresh]
        led = np.concatenate([led, block[fresh]])
    groups = [Group(found, sum(counts[row] for row in found)) for found in rows.values()]
    return sorted(
        (group for group in groups if group.count > 1), key=lambda g: (-g.count, g.rows[0])
    )


def _best(cosines: npt.NDArray[np.float32], of: Sequence[int]) -> tuple[float, int]:
    if not len(of):
        return -1.0, -1
    best = int(np.argmax(cosines))
    return float(cosines[best]), of[best]
