"""Text cut into messages: by bytes, never inside what a reader sees as one letter."""

from __future__ import annotations

from collections.abc import Iterator

import regex

LARGEST = 2048
"""Bytes of a text message on both platforms."""
_GRAPHEME = regex.compile(r"\X")


def split(text: str, largest: int = LARGEST) -> list[str]:
    """Pieces of at most `largest` bytes that make up the text; cut at line ends where that fits.

    Only a letter that is itself too large (a pile of accents) is cut into its characters.
    """
    pieces: list[str] = []
    piece, size, line_end = "", 0, 0
    for letter in _letters(text, largest):
        needed = len(letter.encode())
        if size + needed > largest:
            # A line end in the first half would leave a message that is nearly empty.
            cut = line_end if line_end > len(piece) // 2 else len(piece)
            pieces.append(piece[:cut])
            piece, line_end = piece[cut:], 0
            size = len(piece.encode())
        piece, size = piece + letter, size + needed
        if letter.endswith("\n"):
            line_end = len(piece)
    return [*pieces, piece] if piece else pieces


def _letters(text: str, largest: int) -> Iterator[str]:
    for found in _GRAPHEME.finditer(text):
        letter = found.group()
        if len(letter.encode()) > largest:
            yield from letter
        else:
            yield letter
