"""Which labels the nearest examples have: what a linear model forgets about rare wordings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]

NEAREST = 60
"""Examples looked at for a text."""
SHARPNESS = 0.02
"""Distance in cosine at which an example counts 1/e of the nearest possible one."""


class Neighbours:
    """The examples' vectors with their labels."""

    def __init__(self, vectors: npt.NDArray[np.float16], labels: Rows, count: int) -> None:
        """Unit vectors of shape (n, dim), the label's index of each, and how many labels are."""
        self.vectors = vectors
        self.labels = labels
        self._count = count
        self._matrix = vectors.astype(np.float32)

    def shares(self, vector: Floats) -> Floats:
        """Weight of each label among the nearest examples, shape (labels,); adds up to 1."""
        cosine = self._matrix @ vector
        near = np.argpartition(-cosine, min(NEAREST, len(cosine) - 1))[:NEAREST]
        weights = np.exp((cosine[near] - 1.0) / SHARPNESS)
        found = np.bincount(self.labels[near], weights, minlength=self._count)
        return np.asarray(found / max(float(found.sum()), 1e-12), dtype=np.float32)
