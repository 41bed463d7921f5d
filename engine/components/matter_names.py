"""Names of matters and words of facets and variants, for the components that use them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from understanding.augment import name_examples

PATHS = {
    "matters": "data/matters",
    "aliases": "data/lexicon/aliases.yml",
    "facets": "data/lexicon/facets.yml",
    "variants": "data/lexicon/variants.yml",
}
"""Where the words are, unless config.yml says otherwise."""


def read_names(folder: str, aliases: str) -> dict[str, dict[str, Any]]:
    """By matter: `label` (`registration/reg_seal`), `aliases` (short names) and `name`.

    `folder` holds the matters, `aliases` is the file with further everyday names.
    """
    further: dict[str, list[str]] = yaml.safe_load(Path(aliases).read_text(encoding="utf-8"))
    return {
        matter["id"]: {
            "label": f"{path.stem}/{matter['id']}",
            "name": matter["name"],
            "aliases": [
                matter["title"],
                *matter.get("colloquial", []),
                *further.get(matter["id"], []),
            ],
        }
        for path in sorted(Path(folder).glob("*.yml"))
        for matter in yaml.safe_load(path.read_text(encoding="utf-8"))
    }


def read_words(file: str) -> dict[str, list[str]]:
    """Words of each facet or variant."""
    words: dict[str, list[str]] = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    return words


def read_facet_examples(file: str) -> list[tuple[str, str]]:
    """Pairs of a text and the facet that it asks about, or `none`."""
    examples: dict[str, list[str]] = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    return [(text, facet) for facet, texts in examples.items() for text in texts]


def read_name_examples(paths: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pairs of a text and its label, made of what the matters are called."""
    names = read_names(paths["matters"], paths["aliases"]).values()
    called = {name["label"]: [name["name"], *name["aliases"]] for name in names}
    return name_examples(called, read_words(paths["facets"]))
