"""What is known of the matters and what somebody should look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.knowledge.matters import FIELDS, Fact, Knowledge, Matter

COLUMNS: tuple[str, ...] = (*FIELDS, "authority")
COMPARED = ("conditions", "time_limit", "fee")
"""Fields in which a number is a statement; elsewhere it is a name (a phone, an article)."""
ALIKE = 0.5
"""Share of common 2-grams, numbers left out, from which two facts speak of the same thing."""

State = Literal["sourced", "doubtful", "unknown"]
Kind = Literal["expired", "contradiction", "stale", "second_hand", "unsourced"]
URGENT: tuple[Kind, ...] = ("expired", "contradiction")
"""Kinds that must not stay."""


class Finding(BaseModel):
    """A fact that somebody should look at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    matter: str
    field: str
    text: str


class Coverage(BaseModel):
    """What is known of one matter, field by field."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    matter: str
    core: bool
    fields: dict[str, State]

    @property
    def complete(self) -> bool:
        """Office, channel, and steps or time limit from a source."""
        known = {name for name, state in self.fields.items() if state != "unknown"}
        return {"authority", "channel"} <= known and bool({"steps", "time_limit"} & known)


class KnowledgeReport(BaseModel):
    """What `bot knowledge check` prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    coverage: list[Coverage]
    findings: list[Finding]


def check(knowledge: Knowledge, today: date) -> KnowledgeReport:
    """Look at every fact once; `today` decides what has expired."""
    matters = knowledge.matters.values()
    return KnowledgeReport(
        coverage=[_coverage(knowledge, matter, today) for matter in matters],
        findings=[found for matter in matters for found in _findings(knowledge, matter, today)],
    )


def _facts(matter: Matter, column: str) -> Sequence[Fact]:
    if column == "authority":
        return [Fact(text=matter.authority.text, source=matter.authority.source)]
    return matter.field(column)


def _coverage(knowledge: Knowledge, matter: Matter, today: date) -> Coverage:
    def state(column: str) -> State:
        facts = [f for f in _facts(matter, column) if not _general(f)]
        if any(knowledge.certain(fact, today) for fact in facts):
            return "sourced"
        return "doubtful" if facts else "unknown"

    fields = {column: state(column) for column in COLUMNS}
    return Coverage(matter=matter.id, core=matter.core, fields=fields)


def _general(fact: Fact) -> bool:
    return all(reference == "G" for reference in fact.source)


def _findings(knowledge: Knowledge, matter: Matter, today: date) -> Iterator[Finding]:
    for column in COLUMNS:
        facts = _facts(matter, column)
        for fact in facts:
            if (kind := _kind(knowledge, fact, today)) is not None:
                yield Finding(kind=kind, matter=matter.id, field=column, text=fact.text)
        for one, other in combinations(facts if column in COMPARED else (), 2):
            if _contradict(one, other, today):
                text = f"{one.text} / {other.text}"
                yield Finding(kind="contradiction", matter=matter.id, field=column, text=text)


def _kind(knowledge: Knowledge, fact: Fact, today: date) -> Kind | None:
    if fact.expired(today):
        return "expired"
    if fact.stale:
        return "stale"
    if _general(fact):
        return "unsourced"
    return None if knowledge.certain(fact, today) else "second_hand"


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _contradict(one: Fact, other: Fact, today: date) -> bool:
    """The same sentence with other numbers, both meant to hold today."""
    if any(fact.stale or fact.expired(today) for fact in (one, other)):
        return False
    if set(_NUMBER.findall(one.text)) == set(_NUMBER.findall(other.text)):
        return False
    grams = [_grams(fact.text) for fact in (one, other)]
    return len(grams[0] & grams[1]) >= ALIKE * len(grams[0] | grams[1]) > 0


def _grams(text: str) -> frozenset[str]:
    bare = re.sub(r"\W", "", _NUMBER.sub("", text))
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))
