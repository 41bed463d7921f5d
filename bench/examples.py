"""What the product's model learns labels from, for the measurements; run from the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from engine.components.matter_names import PATHS, read_name_examples


def examples() -> Iterator[tuple[str, str]]:
    """Text and label of every line of data/nlu and of every name of a matter."""
    for path in sorted(Path("data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield line.strip().removeprefix("- "), block["intent"]
    yield from read_name_examples(PATHS)
