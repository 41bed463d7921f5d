"""The joint model: n-grams and an embedding in one linear model, near examples, calibrated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from understanding.encoder import Vectors
from understanding.features import CharTfidf
from understanding.similarity import Neighbours
from understanding.softmax_regression import Weights, fit, softmax

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How the model is trained; part of its fingerprint."""

    c: float = 16.0
    embedding_weight: float = 2.0
    similarity: float = 0.35
    """Weight of the nearest examples beside the linear model."""
    seldom: int = 4000
    """An n-gram counts when at least one in so many examples has it, and two at the least."""
    iterations: int = 80
    temperature: float = 0.8
    """What the linear scores are divided by. Chosen on the development sets: examples are kept
    unlike each other, so a held-out part of them is far harder than what people ask and would
    make the model timid (docs/understanding.md)."""


@dataclass(frozen=True)
class Numbers:
    """Single numbers of a trained model."""

    temperature: float
    embedding_weight: float
    similarity: float


class JointClassifier:
    """A multinomial logistic regression over both kinds of features, and the nearest examples."""

    def __init__(
        self,
        labels: Sequence[str],
        tfidf: CharTfidf,
        weights: Weights,
        neighbours: Neighbours,
        numbers: Numbers,
    ) -> None:
        self.labels = list(labels)
        self.tfidf = tfidf
        self._weights = weights
        self._neighbours = neighbours
        self._numbers = numbers

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: Vectors,
        labels: Sequence[str],
        settings: Settings | None = None,
    ) -> JointClassifier:
        """Fit on all examples.

        Args:
            texts: the examples.
            vectors: their embeddings, shape (len(texts), dim).
            labels: one label a text; at least two different ones.
        """
        settings = settings or Settings()
        names = sorted(set(labels))
        index = {name: i for i, name in enumerate(names)}
        truth = np.array([index[label] for label in labels])
        tfidf = CharTfidf.fit(texts, max(2, round(len(texts) / settings.seldom)))
        dense = np.asarray(vectors * settings.embedding_weight, dtype=np.float32)
        weights = fit(
            _matrix(tfidf, texts), dense, truth, len(names), settings.c, settings.iterations
        )
        small = np.asarray(vectors, dtype=np.float16)
        neighbours = Neighbours(small, truth.astype(np.int32), len(names))
        numbers = Numbers(settings.temperature, settings.embedding_weight, settings.similarity)
        return cls(names, tfidf, weights, neighbours, numbers)

    def probabilities(self, text: str, vector: Floats) -> Floats:
        """Calibrated probabilities in the order of `labels`; they sum to 1.

        Args:
            vector: the text's embedding, of length 1.
        """
        columns, weights = self.tfidf.sparse(text)
        dense = (vector * self._numbers.embedding_weight) @ self._weights.dense
        scores = weights @ self._weights.sparse[columns] + dense + self._weights.bias
        alike = self._numbers.similarity * _alike(self._neighbours, vector)
        return softmax(np.asarray(scores / self._numbers.temperature + alike, dtype=np.float32))

    def save(self, directory: Path) -> None:
        """Write weights (safetensors) and vocabulary (JSON); nothing is pickled."""
        directory.mkdir(parents=True, exist_ok=True)
        save_file(
            {
                "sparse": self._weights.sparse.astype(np.float16),
                "dense": self._weights.dense,
                "bias": self._weights.bias,
                "idf": self.tfidf.idf,
                "neighbours": self._neighbours.vectors,
                "neighbour_labels": self._neighbours.labels,
            },
            str(directory / "weights.safetensors"),
        )
        meta = {
            "labels": self.labels,
            "vocabulary": self.tfidf.vocabulary,
            "numbers": asdict(self._numbers),
        }
        (directory / "model.json").write_text(
            json.dumps(meta, ensure_ascii=False), encoding="utf-8"
        )

    @classmethod
    def load(cls, directory: Path) -> JointClassifier:
        """Read what `save` wrote; a damaged file raises instead of serving untrained."""
        meta = json.loads((directory / "model.json").read_text(encoding="utf-8"))
        weights = load_file(str(directory / "weights.safetensors"))
        return cls(
            meta["labels"],
            CharTfidf(meta["vocabulary"], weights["idf"]),
            Weights(weights["sparse"].astype(np.float32), weights["dense"], weights["bias"]),
            Neighbours(weights["neighbours"], weights["neighbour_labels"], len(meta["labels"])),
            Numbers(**meta["numbers"]),
        )


def _alike(neighbours: Neighbours, vector: Floats) -> Floats:
    """Logarithm of the labels' shares; a label that is not near keeps a thousandth."""
    return np.asarray(np.log(neighbours.shares(vector) + 1e-3), dtype=np.float32)


def _matrix(tfidf: CharTfidf, texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    rows = [tfidf.sparse(text) for text in texts]
    return csr_matrix(
        (
            np.concatenate([weights for _, weights in rows]),
            np.concatenate([columns for columns, _ in rows]),
            np.cumsum([0, *(len(columns) for columns, _ in rows)]),
        ),
        shape=(len(texts), len(tfidf.vocabulary)),
        dtype=np.float32,
    )
