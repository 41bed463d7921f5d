"""One normal form of a text for features, encoder and lexicon."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_SPACE = re.compile(r"\s+")
_TO_SIMPLIFIED = OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones (繁體 → 繁体)."""
    return str(_TO_SIMPLIFIED.convert(text))


@lru_cache(maxsize=20_000)
def simplify_character(character: str) -> str:
    """The same for one character alone, so that the length of a text stays."""
    simple = simplify(character)
    return simple if len(simple) == len(character) else character


def normalise(text: str) -> str:
    """Simplified characters, half width, lower case, runs of white space to one blank."""
    folded = unicodedata.normalize("NFKC", simplify(text))
    return _SPACE.sub(" ", folded).strip().lower()
