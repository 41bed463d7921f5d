"""Which lines are nearly the same letters: shared character 3-grams, found by the rare ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from understanding.normalise import normalise

CLOSE = 0.6
"""Share of common character 3-grams from which two lines are the same question."""


def grams(text: str) -> frozenset[str]:
    """Character 3-grams of the letters and digits; the whole when there are fewer than three."""
    bare = re.sub(r"\W", "", normalise(text))
    return frozenset(bare[i : i + 3] for i in range(max(1, len(bare) - 2)))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of two sets of grams is common, 0 to 1."""
    return len(one & other) / len(one | other)


class Near:
    """Finds lines that share most of their 3-grams.

    Two sets this close share one of the rarest 40 % of either's grams, so only those are looked up.
    What is rare is settled at the beginning, so that a line may be added later.
    """

    def __init__(self, texts: Iterable[str], others: Iterable[str] = ()) -> None:
        known = {text: grams(text) for text in texts}
        self._frequency = Counter(gram for found in known.values() for gram in found)
        self._frequency.update(gram for text in others for gram in grams(text))
        self._index: defaultdict[str, set[str]] = defaultdict(set)
        self._grams: dict[str, frozenset[str]] = {}
        for text, found in known.items():
            self._put(text, found)

    def add(self, text: str) -> None:
        """Have this line found from now on."""
        if text not in self._grams:
            self._put(text, grams(text))

    def _put(self, text: str, found: frozenset[str]) -> None:
        self._grams[text] = found
        for gram in self._rare(found):
            self._index[gram].add(text)

    def _rare(self, found: frozenset[str]) -> list[str]:
        ordered = sorted(found, key=lambda gram: (self._frequency[gram], gram))
        return ordered[: len(ordered) - int(CLOSE * len(ordered) - 1e-9)]

    def to(self, text: str) -> dict[str, float]:
        """The lines close to a text, itself included if it is one, and how close."""
        mine = grams(text)
        candidates = {other for gram in self._rare(mine) for other in self._index[gram]}
        found = {other: share(mine, self._grams[other]) for other in sorted(candidates)}
        return {other: close for other, close in found.items() if close >= CLOSE}
