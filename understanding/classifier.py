"""The joint linear model: character n-grams and a sentence embedding, calibrated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from understanding.calibration import fit_temperature, softmax
from understanding.encoder import Vectors
from understanding.features import CharTfidf
from understanding.softmax_regression import Weights, fit

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How the model is trained; part of its fingerprint."""

    c: float = 8.0
    embedding_weight: float = 2.0
    min_df: int = 2
    iterations: int = 40
    seed: int = 7
    holdout: float = 0.15


class JointClassifier:
    """A multinomial logistic regression over both kinds of features."""

    def __init__(
        self,
        labels: Sequence[str],
        tfidf: CharTfidf,
        weights: Weights,
        temperature: float,
        embedding_weight: float,
    ) -> None:
        self.labels = list(labels)
        self.tfidf = tfidf
        self._weights = weights
        self.temperature = temperature
        self._embedding_weight = embedding_weight

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: Vectors,
        labels: Sequence[str],
        settings: Settings | None = None,
    ) -> JointClassifier:
        """Fit on all examples; the temperature is fitted on a held-out part of them.

        Args:
            texts: the examples.
            vectors: their embeddings, shape (len(texts), dim).
            labels: one label a text; at least two different ones.
        """
        settings = settings or Settings()
        names = sorted(set(labels))
        index = {name: i for i, name in enumerate(names)}
        truth = np.array([index[label] for label in labels])
        tfidf = CharTfidf.fit(texts, settings.min_df)
        sparse = _matrix(tfidf, texts)
        dense = np.asarray(vectors * settings.embedding_weight, dtype=np.float32)
        held = np.random.default_rng(settings.seed).random(len(texts)) < settings.holdout

        def fitted(chosen: npt.NDArray[np.bool_], start: Weights | None) -> Weights:
            return fit(
                sparse[chosen],
                dense[chosen],
                truth[chosen],
                len(names),
                settings.c,
                settings.iterations,
                start,
            )

        part = fitted(~held, None)
        scores = part.logits(sparse[held], dense[held])
        temperature = fit_temperature(scores, truth[held]) if held.any() else 1.0
        whole = fitted(np.ones(len(texts), dtype=np.bool_), part)
        return cls(names, tfidf, whole, temperature, settings.embedding_weight)

    def logits(self, text: str, vector: Floats) -> Floats:
        """Scores before calibration, shape (len(labels),)."""
        columns, weights = self.tfidf.sparse(text)
        known = weights @ self._weights.sparse[columns]
        dense = (vector * self._embedding_weight) @ self._weights.dense
        return np.asarray(known + dense + self._weights.bias, dtype=np.float32)

    def probabilities(self, text: str, vector: Floats) -> Floats:
        """Calibrated probabilities in the order of `labels`; they sum to 1."""
        return softmax(self.logits(text, vector) / self.temperature)

    def save(self, directory: Path) -> None:
        """Write weights (safetensors) and vocabulary (JSON); nothing is pickled."""
        directory.mkdir(parents=True, exist_ok=True)
        save_file(
            {
                "sparse": self._weights.sparse.astype(np.float16),
                "dense": self._weights.dense,
                "bias": self._weights.bias,
                "idf": self.tfidf.idf,
            },
            str(directory / "weights.safetensors"),
        )
        meta = {
            "labels": self.labels,
            "vocabulary": self.tfidf.vocabulary,
            "temperature": self.temperature,
            "embedding_weight": self._embedding_weight,
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
            float(meta["temperature"]),
            float(meta["embedding_weight"]),
        )


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
