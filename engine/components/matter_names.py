"""Names of matters and words of facets, for the components that learn from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_names(folder: str) -> dict[str, dict[str, Any]]:
    """By matter: `label` (`registration/reg_seal`), `aliases` (short names) and `name`."""
    return {
        matter["id"]: {
            "label": f"{path.stem}/{matter['id']}",
            "name": matter["name"],
            "aliases": [matter["title"], *matter.get("colloquial", [])],
        }
        for path in sorted(Path(folder).glob("*.yml"))
        for matter in yaml.safe_load(path.read_text(encoding="utf-8"))
    }


def read_facets(file: str) -> dict[str, list[str]]:
    """Words of each facet."""
    words: dict[str, list[str]] = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    return words
