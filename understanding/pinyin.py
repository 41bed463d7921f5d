"""Syllables of a text, so that a homophone typed by mistake still looks alike (住册 → 注册)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from pypinyin import Style, lazy_pinyin

from understanding.normalise import normalise

_FOLDS = (
    (re.compile(r"^([zcs])h"), r"\1"),  # zh, ch, sh are one with z, c, s for many speakers
    (re.compile(r"ng$"), "n"),
    (re.compile(r"^l"), "n"),
)


@lru_cache(maxsize=20_000)
def syllable(character: str) -> str | None:
    """The usual reading without tone, sounds that are often confused made one; None if no 汉字."""
    found = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    if not found:
        return None
    sound = found[0]
    for pattern, replacement in _FOLDS:
        sound = pattern.sub(replacement, sound)
    return sound


def syllable_grams(text: str) -> list[str]:
    """Two and three syllables in a row, marked so that no written word equals them."""
    sounds = [syllable(character) for character in normalise(text)]
    grams = []
    for spoken, run in groupby(sounds, key=lambda sound: sound is not None):
        known = [sound for sound in run if sound is not None] if spoken else []
        grams += [
            "~" + "".join(known[i : i + size])
            for size in (2, 3)
            for i in range(len(known) - size + 1)
        ]
    return grams
