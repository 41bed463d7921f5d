"""Two models' readings of the same lines, counted. Of the blind set only sums leave here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.dialogue.engine import Reading
from bot.knowledge.matters import DOMAINS, Knowledge
from bot.trainer.lines import OOS, Line
from bot.trainer.report import (
    Bin,
    Compared,
    Confused,
    Crossed,
    Kind,
    MatterReport,
    Moved,
    Outside,
    ReadAs,
    Reliability,
    SetReport,
    Shares,
)
from understanding.reading import OUT_OF_SCOPE, matter_of

SetName = Literal["blind", "development", "regression"]
CHOICES = 3
"""Matters among which an unsure turn lets choose."""
MOST_MOVED = 500
MOST_CONFUSED = 200
WORST = 20
BINS = 10
RANK: Mapping[Kind, int] = {
    "right": 3,
    "offered": 2,
    "handed": 1,
    "not_offered": 1,
    "unknown": 1,
    "wrong": 0,
}
"""Which outcome is better; what is not answered harms less than a wrong answer."""


@dataclass(frozen=True)
class Short:
    """What is kept of a reading."""

    label: str
    confidence: float
    decision: str
    facet: str | None
    choices: tuple[str, ...]

    @classmethod
    def of(cls, reading: Reading) -> Short:
        matters = [matter for label, _ in reading.ranking if (matter := matter_of(label))]
        first = reading.ranking[0] if reading.ranking else (reading.label, reading.confidence)
        facet = next(iter(reading.facets), None)
        return cls(first[0], round(first[1], 4), reading.decision, facet, tuple(matters[:CHOICES]))

    def packed(self) -> list[Any]:
        """As JSON."""
        return [self.label, self.confidence, self.decision, self.facet, list(self.choices)]

    @classmethod
    def unpacked(cls, row: Sequence[Any]) -> Short:
        label, confidence, decision, facet, choices = row
        return cls(label, confidence, decision, facet, tuple(choices))


@dataclass(frozen=True)
class Case:
    """A line and how both models read it."""

    name: SetName
    line: Line
    before: Short | None
    after: Short


def kind(line: Line, read: Short) -> Kind:
    """What comes of a line read so."""
    if read.decision == "unknown" or (read.decision == "sure" and read.label == OUT_OF_SCOPE):
        return "right" if line.label == OOS else "unknown"
    if line.label == OOS:
        return "wrong" if read.decision == "sure" and matter_of(read.label) else "right"
    if read.decision == "unsure":
        return "offered" if line.label in read.choices else "not_offered"
    if read.label == "handoff" and line.label != "intent:handoff":
        return "handed"
    return "right" if _named(line, read) else "wrong"


def _named(line: Line, read: Short) -> bool:
    kind_of, _, name = line.label.rpartition(":")
    if kind_of == "domain":
        return read.label.partition("/")[0] == name
    if kind_of == "intent":
        return read.label == name
    return matter_of(read.label) == line.label and line.facet in (None, read.facet)


def set_report(name: SetName, cases: Sequence[Case], knowledge: Knowledge) -> SetReport:
    """The figures of one set."""
    matters = [case for case in cases if case.line.label in knowledge.matters]
    outside = [case for case in cases if case.line.label == OOS]
    of_domain = {
        domain: [c for c in matters if knowledge.matters[c.line.label].domain == domain]
        for domain in DOMAINS
    }
    return SetReport(
        name=name,
        n=len(cases),
        matters=_compared(matters) if matters else None,
        outside=Outside(
            n=len(outside),
            before=_share(outside, "before", lambda line, read: kind(line, read) == "wrong"),
            after=_share(outside, "after", lambda line, read: kind(line, read) == "wrong") or 0.0,
        )
        if outside
        else None,
        domains={domain: _compared(found) for domain, found in of_domain.items() if found},
    )


Side = Literal["before", "after"]


def _share(
    cases: Sequence[Case], side: Side, wanted: Callable[[Line, Short], bool]
) -> float | None:
    reads = [(case.line, getattr(case, side)) for case in cases]
    known = [(line, read) for line, read in reads if read is not None]
    if not known:
        return None
    return round(sum(wanted(line, read) for line, read in known) / len(known), 4)


def _shares(cases: Sequence[Case], side: Side) -> Shares | None:
    def share(wanted: Kind) -> float:
        return _share(cases, side, lambda line, read: kind(line, read) == wanted) or 0.0

    first = _share(cases, side, lambda line, read: matter_of(read.label) == line.label)
    if first is None:
        return None
    faceted = [case for case in cases if case.line.facet]
    facet = _share(faceted, side, lambda line, read: read.facet == line.facet)
    found = {name: share(name) for name in ("right", "wrong", "offered")}
    return Shares(first=first, facet=facet, **found)


def _compared(cases: Sequence[Case]) -> Compared:
    after = _shares(cases, "after")
    assert after is not None
    return Compared(n=len(cases), before=_shares(cases, "before"), after=after)


def matter_reports(cases: Sequence[Case], knowledge: Knowledge) -> list[MatterReport]:
    """Matter by matter, all sets but the blind one together."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        if case.name != "blind" and case.line.label in knowledge.matters:
            found.setdefault(case.line.label, []).append(case)
    return [
        MatterReport(
            matter=matter,
            n=len(group),
            before=None
            if group[0].before is None
            else sum(c.before is not None and kind(c.line, c.before) == "right" for c in group),
            after=sum(kind(c.line, c.after) == "right" for c in group),
        )
        for matter, group in sorted(found.items())
    ]


def moved(cases: Sequence[Case]) -> tuple[list[Moved], int]:
    """Lines that came out otherwise, what got worse first; how many are left off."""
    found = []
    for case in cases:
        if case.name == "blind" or case.before is None:
            continue
        before, after = kind(case.line, case.before), kind(case.line, case.after)
        if RANK[before] != RANK[after]:
            line = case.line
            found.append(
                Moved(
                    name=case.name,
                    text=line.text,
                    label=line.label,
                    facet=line.facet,
                    better=RANK[after] > RANK[before],
                    before=_read_as(before, case.before),
                    after=_read_as(after, case.after),
                )
            )
    found.sort(key=lambda one: (one.better, one.name, one.label, one.text))
    return found[:MOST_MOVED], max(0, len(found) - MOST_MOVED)


def _read_as(outcome: Kind, read: Short) -> ReadAs:
    return ReadAs(kind=outcome, label=read.label, confidence=read.confidence, facet=read.facet)


def confused(cases: Sequence[Case], knowledge: Knowledge) -> list[Confused]:
    """Which first labels stand where another is right, most often first; the blind set left out."""
    pairs: dict[Side, Counter[tuple[str, str]]] = {"before": Counter(), "after": Counter()}
    seen = [c for c in cases if c.name != "blind" and _true_label(c.line, knowledge)]
    for side, counter in pairs.items():
        for case in seen:
            read = getattr(case, side)
            label = _true_label(case.line, knowledge)
            if read is not None and label is not None and read.label != label:
                counter[label, read.label] += 1
    known = any(case.before is not None for case in seen)
    return [
        Confused(label=label, got=got, n=n, before=pairs["before"][label, got] if known else None)
        for (label, got), n in pairs["after"].most_common(MOST_CONFUSED)
    ]


def _true_label(line: Line, knowledge: Knowledge) -> str | None:
    """The label as the model has it; None where several would be right."""
    if line.label in knowledge.matters:
        return f"{knowledge.matters[line.label].domain}/{line.label}"
    if line.label == OOS:
        return OUT_OF_SCOPE
    kind_of, _, name = line.label.partition(":")
    return name if kind_of == "intent" else None


def reliability(cases: Sequence[Case], knowledge: Knowledge) -> Reliability:
    """Said and true, tenth by tenth."""
    after = _bins(cases, "after", knowledge)
    before = _bins(cases, "before", knowledge)
    return Reliability(before=before or None, after=after)


def _bins(cases: Sequence[Case], side: Side, knowledge: Knowledge) -> list[Bin]:
    groups: dict[int, list[tuple[float, bool]]] = {}
    for case in cases:
        read, label = getattr(case, side), _true_label(case.line, knowledge)
        if read is not None and label is not None:
            place = min(BINS - 1, int(read.confidence * BINS))
            groups.setdefault(place, []).append((read.confidence, read.label == label))
    return [
        Bin(
            lower=place / BINS,
            n=len(group),
            said=round(sum(said for said, _ in group) / len(group), 4),
            right=round(sum(right for _, right in group) / len(group), 4),
        )
        for place, group in sorted(groups.items())
    ]


def crossed(found: Mapping[str, Any]) -> Crossed:
    """The figures of a cross-validation, as `engine.crossval` gave them."""
    by_label: dict[str, list[int]] = found["by_label"]
    domains: dict[str, list[int]] = {}
    for label, (n, right) in by_label.items():
        if matter_of(label):
            domain = domains.setdefault(label.partition("/")[0], [0, 0])
            domain[0], domain[1] = domain[0] + n, domain[1] + right
    matters = [
        MatterReport(matter=matter, n=n, before=None, after=right)
        for label, (n, right) in by_label.items()
        if (matter := matter_of(label))
    ]
    return Crossed(
        folds=found["folds"],
        n=found["n"],
        right=round(found["right"] / max(found["n"], 1), 4),
        domains={name: round(right / max(n, 1), 4) for name, (n, right) in domains.items()},
        worst=sorted(matters, key=lambda m: (m.after / max(m.n, 1), m.matter))[:WORST],
    )
