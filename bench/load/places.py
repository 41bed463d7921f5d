"""How long a free place stays empty while somebody waits, as members see it at their sockets."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from bench.load.figures import summary

Phase = Literal["start", "steady"]


@dataclass
class Places:
    """Seconds of one clock. A place opens when its member comes on duty, from when they say so
    (`start`), or by a close, from when that is acknowledged (`steady`). It is filled when the
    member's socket has the case.

    What counts is the time in which the place was free and the case waited: since it was
    acknowledged to the enterprise that it is queued. Nobody waits for a place that its member
    fills by hand.
    """

    queued: dict[str, float] = field(default_factory=dict)
    """When each conversation was queued last."""
    found: dict[Phase, list[float]] = field(default_factory=lambda: {"start": [], "steady": []})
    _free: defaultdict[str, deque[tuple[float, Phase]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _ahead: Counter[str] = field(default_factory=Counter)
    """Cases that reached a member sooner than the word that the place is free."""

    def opened(self, member: str, at: float, places: int, phase: Phase) -> None:
        """The member has room for so many more."""
        for _ in range(places):
            if self._ahead[member]:
                self._ahead[member] -= 1
            else:
                self._free[member].append((at, phase))

    def given(self, member: str, conversation: str, at: float) -> None:
        """The desk gave the member a case."""
        since, phase = self._take(member, at)
        waits = max(since, self.queued.get(conversation, at))
        self.found[phase].append(max(0.0, at - waits) * 1000)

    def pulled(self, member: str) -> None:
        """The member took a case by hand."""
        self._take(member, 0.0)

    def _take(self, member: str, at: float) -> tuple[float, Phase]:
        if self._free[member]:
            return self._free[member].popleft()
        self._ahead[member] += 1
        return at, "steady"

    def figures(self) -> dict[str, dict[str, float | int]]:
        """All of it, and start and steady state apart."""
        every = [ms for found in self.found.values() for ms in found]
        apart = {f"{phase}_ms": summary(found) for phase, found in self.found.items()}
        return {"ms": summary(every)} | apart
