"""What the product's model learns labels from, for the measurements; run from the checkout."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from engine.components.matter_names import PATHS, read_name_examples

EACH = 10
"""Examples a label that the stock dialogue learns from: on all of them DIET would take hours."""


def examples() -> Iterator[tuple[str, str]]:
    """Text and label of every line of data/nlu and of every name of a matter."""
    for path in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield line.strip().removeprefix("- "), block["intent"]
    yield from read_name_examples(PATHS)


def some(learnt: Sequence[tuple[str, str]], each: int | None) -> list[tuple[str, str]]:
    """At most `each` examples a label, chosen with a fixed seed; all of them for None.

    Stock DIET needs minutes an epoch on everything; models are compared on the same few instead.
    """
    if each is None:
        return list(learnt)
    shuffled = random.Random(1).sample(learnt, len(learnt))
    by_label: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for text, label in shuffled:
        by_label[label].append((text, label))
    return [example for found in by_label.values() for example in found[:each]]
