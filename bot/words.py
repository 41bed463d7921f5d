"""Every Chinese sentence of the application, from one file a language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.zh.yml")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def say(key: str, **values: object) -> str:
    """The sentence at a dotted key, with its fields filled in. KeyError for an unknown key."""
    node: Any = _words()
    for part in key.split("."):
        node = node[part]
    return str(node).format(**values)
