"""Questions from a file through whole first turns, and what came of them."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.app import Core
from bot.commands.report import (
    EvaluationReport,
    Latency,
    MatterShares,
    Miss,
    OosShare,
    RightShare,
    TurnReport,
)
from bot.commands.turn import converse
from bot.knowledge.matters import DOMAINS, Knowledge
from bot.trainer.lines import OOS, Line
from understanding.reading import matter_of


@dataclass(frozen=True)
class Case:
    """A line and the turn that it gave."""

    line: Line
    turn: TurnReport

    @property
    def facet_right(self) -> bool:
        return self.line.facet is None or self.turn.facet == self.line.facet

    @property
    def kind(self) -> str:
        """Which of the six outcomes a line with a matter came to."""
        turn = self.turn
        if turn.outcome == "answered":
            right = turn.matter == self.line.label and self.facet_right
            return "answered_right" if right else "answered_wrong"
        if turn.outcome == "clarified":
            offered = self.line.label in turn.offered
            return "clarified_with_right" if offered else "clarified_without"
        if turn.outcome == "handoff":
            return "handed_off"
        return "fallback" if turn.outcome == "fallback" else "answered_wrong"

    @property
    def right(self) -> bool:
        """Whether this line needs nobody's attention."""
        label, turn = self.line.label, self.turn
        if label == OOS:
            return turn.outcome != "answered"
        name = label.partition(":")[2]
        if label.startswith("intent:"):
            return name in (turn.outcome, str(turn.ranking[0][0]) if turn.ranking else "")
        if label.startswith("domain:"):
            return bool(turn.ranking) and str(turn.ranking[0][0]).split("/")[0] == name
        return self.kind == "answered_right"


async def evaluate(parts: Core, lines: Sequence[Line]) -> EvaluationReport:
    """Ask every line in a conversation of its own."""
    cases = [Case(line, await converse(parts, str(uuid.uuid4()), line.text)) for line in lines]
    return report(cases, parts.knowledge)


def report(cases: Sequence[Case], knowledge: Knowledge) -> EvaluationReport:
    """Count."""
    matters = [case for case in cases if case.line.label in knowledge.matters]
    faceted = [case for case in cases if case.line.facet]
    times = [case.turn.ms for case in cases]
    oos = [case for case in cases if case.line.label == OOS]
    return EvaluationReport(
        matter=_shares(matters),
        facet=RightShare(n=len(faceted), right=_mean([c.facet_right for c in faceted])),
        domain=_rights([c for c in cases if c.line.label.startswith("domain:")]),
        intent=_rights([c for c in cases if c.line.label.startswith("intent:")]),
        oos=OosShare(n=len(oos), wrongly_answered=_mean([not case.right for case in oos])),
        by_domain={
            name: _shares([c for c in matters if knowledge.matters[c.line.label].domain == name])
            for name in DOMAINS
        },
        latency_ms=Latency(
            p50=float(np.percentile(times, 50)), p95=float(np.percentile(times, 95))
        ),
        misses=[_miss(case) for case in cases if not case.right],
    )


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _rights(cases: Sequence[Case]) -> RightShare:
    return RightShare(n=len(cases), right=_mean([case.right for case in cases]))


def _shares(cases: Sequence[Case]) -> MatterShares:
    def top(case: Case, count: int) -> bool:
        labels = [matter_of(label) for label, _ in case.turn.ranking[:count]]
        return case.line.label in labels

    def share(kind: str) -> float:
        return _mean([case.kind == kind for case in cases])

    good = sum(case.kind in ("answered_right", "clarified_with_right") for case in cases)
    return MatterShares(
        n=len(cases),
        top1=_mean([top(case, 1) for case in cases]),
        top3=_mean([top(case, 3) for case in cases]),
        answered_right=share("answered_right"),
        answered_wrong=share("answered_wrong"),
        clarified_with_right=share("clarified_with_right"),
        clarified_without=share("clarified_without"),
        fallback=share("fallback"),
        handed_off=share("handed_off"),
        wilson95=wilson(good, len(cases)),
    )


def wilson(good: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); (0, 1) for nothing."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.959964, good / n
    centre = p + z * z / (2 * n)
    spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (centre - spread) / (1 + z * z / n)), min(
        1.0, (centre + spread) / (1 + z * z / n)
    )


def _miss(case: Case) -> Miss:
    return Miss(
        text=case.line.text,
        label=case.line.label,
        facet=case.line.facet,
        outcome=case.turn.outcome,
        got=case.turn.matter,
        got_facet=case.turn.facet,
        ranking=case.turn.ranking[:3],
    )
