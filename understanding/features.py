"""Character n-gram TF-IDF: fitted in training, plain numpy afterwards."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from understanding.normalise import normalise
from understanding.pinyin import syllable_grams

N_MIN, N_MAX = 1, 3


def ngrams(text: str) -> list[str]:
    """Character 1- to 3-grams of the normal form, borders marked by a blank, and syllables."""
    padded = f" {normalise(text)} "
    written = [
        gram
        for n in range(N_MIN, N_MAX + 1)
        for i in range(len(padded) - n + 1)
        if (gram := padded[i : i + n]).strip()
    ]
    return written + syllable_grams(text)


class CharTfidf:
    """Sublinear TF-IDF over character n-grams, rows of length 1."""

    def __init__(self, vocabulary: Sequence[str], idf: npt.NDArray[np.float32]) -> None:
        self.vocabulary = list(vocabulary)
        self.idf = idf
        self._index = {gram: i for i, gram in enumerate(self.vocabulary)}

    @classmethod
    def fit(cls, texts: Sequence[str], min_df: int = 2) -> CharTfidf:
        """Learn vocabulary and inverse document frequencies."""
        df: Counter[str] = Counter()
        for text in texts:
            df.update(set(ngrams(text)))
        vocabulary = sorted(gram for gram, count in df.items() if count >= min_df)
        idf = [1.0 + math.log((1 + len(texts)) / (1 + df[gram])) for gram in vocabulary]
        return cls(vocabulary, np.asarray(idf, dtype=np.float32))

    def sparse(self, text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Column indices and weights of one text; both empty when nothing is known."""
        counts = Counter(i for gram in ngrams(text) if (i := self._index.get(gram)) is not None)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        tf = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        weights = (tf * self.idf[columns]).astype(np.float32)
        return columns, weights / (np.linalg.norm(weights) or 1.0)

    def coverage(self, text: str) -> float:
        """Share of the text's two-letter pieces that training has seen.

        A text without two letters in a row (digits, emoji, punctuation) has 0.
        """
        grams = [gram for gram in ngrams(text) if len(gram) == 2 and gram.isalpha()]
        return sum(gram in self._index for gram in grams) / len(grams) if grams else 0.0
