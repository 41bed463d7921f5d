"""One normal form of a text for features and lexicon."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Full-width to half-width, lower case, runs of white space to one blank."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()
