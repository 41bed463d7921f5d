"""Which pieces of a message are questions of their own."""

from __future__ import annotations

import re

MOST = 4
"""Pieces looked at; each costs an encoding."""
_LEAST = 4
LONGEST = 200
"""Characters of a message beyond which it is read as a whole only; it costs enough as it is."""
_BREAK = re.compile(r"[？?！!。；;，,、\n]+|另外|还有就是|还有|顺便|对了|以及|再问一?下?")
_ASKS = re.compile(
    r"[?？]|吗|呢$|伐|怎么|如何|咋|多久|多少|什么|啥|哪|几天|为什么|能不能|可不可以|要不要|是不是|请问"
)

SHORT = 16
"""Characters up to which a message may be nothing but a follow-up."""
_FOLLOWS = re.compile(
    r"也|同样|照样|一样|同理|参照|另算|单独|如果|要是|假如|假设|倘若|换成|换做|又(?:怎|咋)|呢[?？]?$"
)


def follows(text: str) -> bool:
    """A short message that puts another case to what was said before ("如果是外资呢")."""
    return len("".join(text.split())) <= SHORT and bool(_FOLLOWS.search(text))


def asks(text: str) -> bool:
    """Sounds like a question rather than like an answer or a story."""
    return bool(_ASKS.search(text))


def questions(text: str) -> list[str]:
    """The pieces of a message that ask something; empty unless there are at least two."""
    if len(text) > LONGEST:
        return []
    parts = [part.strip() for part in _BREAK.split(text)]
    asking = [part for part in parts if len(part) >= _LEAST and asks(part)]
    return asking[:MOST] if len(asking) > 1 else []
