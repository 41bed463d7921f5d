"""What the pretended 微信客服 keeps of its customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """An errcode."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Session:
    """One customer at one account."""

    state: int = 4
    servicer: str = ""
    wrote_at: float | None = None
    sent: int = 0
    welcomed_at: float | None = None


@dataclass
class Code:
    """Lets one message of an event be sent."""

    person: str
    until: float
    state: int | None
    menus: bool


@dataclass
class Delivered:
    """What a customer sees."""

    person: str
    msgid: str
    kind: str
    content: Any

    @property
    def words(self) -> str:
        """The text, or that over a menu."""
        return str(self.content.get("content") or self.content.get("head_content") or "")
