"""What was sent in live conversations, held against what arrived at the other side."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from bench.load.visitors import Frame

Side = Literal["visitor", "staff"]


@dataclass
class End:
    """What one side of a conversation has received."""

    last_seq: int = 0
    seen: set[int] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)
    last_heard: int = 0


@dataclass
class Ledger:
    """Everything sent, and everything that arrived. A message's name: side, conversation, count."""

    sent: dict[str, float] = field(default_factory=dict)
    delivered: dict[str, tuple[Side, float]] = field(default_factory=dict)
    acks: dict[str, float] = field(default_factory=dict)
    ends: defaultdict[tuple[Side, str], End] = field(default_factory=lambda: defaultdict(End))
    faults: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def arrived(self, side: Side, conversation: str, message: Frame, at: float) -> None:
        """A message reached a side of a conversation."""
        end, seq = self.ends[side, conversation], message["seq"]
        if seq in end.seen:
            self.faults["doubled"] += 1
            return
        end.seen.add(seq)
        if seq != end.last_seq + 1:
            self.faults["misordered"] += 1
        end.last_seq = max(end.last_seq, seq)
        if message["author"] not in ("visitor", "staff") or message["author"] == side:
            return
        name = message["body"]["text"].split(" ", 1)[0]
        if name in self.sent:
            self._heard(side, end, name, at)

    def _heard(self, side: Side, end: End, name: str, at: float) -> None:
        count = int(name.rsplit("-", 1)[1])
        if count in end.heard:
            self.faults["doubled"] += 1
            return
        end.heard.add(count)
        if count < end.last_heard:
            self.faults["misordered"] += 1
        end.last_heard = max(end.last_heard, count)
        self.delivered[name] = (side, (at - self.sent[name]) * 1000)

    def answered(self, frame: Frame, at: float) -> None:
        """An `accepted` or `refused` frame; what was refused was not sent."""
        key = frame["key"]
        if key not in self.sent:
            return
        if frame["type"] == "accepted":
            self.acks[key] = (at - self.sent[key]) * 1000
        else:
            self.errors[frame["code"]] += 1
            del self.sent[key]
