"""What may be said in a message."""

from __future__ import annotations

import unicodedata

from bot.conversations.bodies import MAX_TEXT
from bot.conversations.once import Refused
from bot.words import say

_KEPT = "\n\r\t"


def spoken(text: str) -> str:
    """The words of a message, without white space around them.

    Raises Refused when they are blank, too long or hold control characters, which no keyboard
    writes and PostgreSQL cannot store.
    """
    words = text.strip()
    if not words:
        raise Refused("blank", say("refused.blank"))
    if len(words) > MAX_TEXT:
        raise Refused("too_long", say("refused.too_long", limit=MAX_TEXT))
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in _KEPT for sign in words):
        raise Refused("not_text", say("refused.not_text"))
    return words
