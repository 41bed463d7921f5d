"""What one text means: label, ranking, facet, and whether that is sure enough to answer.

The one place that decides between answering, clarifying and not knowing, and the one place
where a facet without a confident matter keeps the last matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Decision = Literal["sure", "unsure", "unknown"]

OUT_OF_SCOPE = "out_of_scope"
FACET_ONLY = "ask_facet"
FALLBACK = "nlu_fallback"
TICKET_STATUS = "ticket_status"
BARE_FACET = 8
"""Characters up to which a facet without a likely matter is about the last matter."""
MOST_FACETS = 2


@dataclass(frozen=True)
class Thresholds:
    """Chosen on the development set; see docs/understanding.md."""

    sure: float = 0.4
    """Probability from which a label is taken as it is."""
    margin: float = 0.1
    """Least distance to the second label."""
    outside: float = 0.85
    """Probability from which a text is called out of scope without offering matters."""
    doubt: float = 0.03
    """A matter is not taken when the text is out of scope with this probability or more."""
    unknown: float = 0.10
    """Below this nothing is worth offering."""
    coverage: float = 0.25
    """Least share of known character pairs; below it a text is unknown whatever the model says."""
    facet_keeps: float = 0.70
    """A bare facet ("那要多久") or kind of case ("外资也一样吗") needs this much for another matter
    to replace the last one."""
    part: float = 0.6
    """Probability from which a question inside a message stands for itself."""


@dataclass(frozen=True)
class Question:
    """A matter and the facets of it that are asked."""

    matter: str
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The understanding of one text."""

    label: str
    confidence: float
    decision: Decision
    ranking: list[tuple[str, float]] = field(default_factory=list)
    facets: tuple[str, ...] = ()
    """The facets asked, the first one first."""
    variant: str | None = None
    """A condition put to the last answer ("如果是外资呢")."""
    also: tuple[Question, ...] = ()
    """What else the same message asks about other matters."""

    @property
    def facet(self) -> str | None:
        """The facet asked first."""
        return self.facets[0] if self.facets else None

    @property
    def matter(self) -> str | None:
        """The matter's id when the label is one."""
        return matter_of(self.label)

    @property
    def sure(self) -> bool:
        """Whether the label may be taken as it is."""
        return self.decision == "sure"

    def as_dict(self) -> dict[str, Any]:
        """JSON form, as it travels from the engine to the application."""
        return asdict(self) | {"matter": self.matter, "facet": self.facet}


def matter_of(label: str) -> str | None:
    """`registration/reg_company_setup` → `reg_company_setup`; None for conversation intents."""
    return label.split("/", 1)[1] if "/" in label else None


def read(
    labels: Sequence[str],
    probabilities: npt.NDArray[np.float32],
    *,
    facets: tuple[str, ...],
    variant: str | None,
    follows: bool,
    names_ticket: bool,
    length: int,
    coverage: float,
    thresholds: Thresholds,
) -> Reading:
    """Decide on one text.

    Args:
        labels: all labels, in the order of `probabilities`.
        facets: the facets that the text asks about.
        variant: a kind of enterprise or case that the text names.
        follows: the text sounds like a follow-up to something said before.
        names_ticket: a ticket number stands in the text.
        length: characters of the text without white space.
        coverage: share of the text's character pairs known from training.
    """
    order = np.argsort(probabilities)[::-1][:8]
    ranking = [(labels[i], round(float(probabilities[i]), 4)) for i in order]
    label, best = ranking[0]
    if names_ticket:
        return Reading(TICKET_STATUS, 1.0, "sure", ranking)
    if coverage < thresholds.coverage:
        return Reading(FALLBACK, best, "unknown", ranking, facets)
    nothing_else = bool(facets) and length <= BARE_FACET or variant is not None and follows
    bare = nothing_else and best < thresholds.facet_keeps and matter_of(label)
    sure = clear(ranking, thresholds)
    if bare or (sure and label == FACET_ONLY):
        return Reading(FACET_ONLY, best, "sure", ranking, facets, variant if follows else None)
    if sure:
        return Reading(label, best, "sure", ranking, facets)
    unsure: Decision = "unsure" if best >= thresholds.unknown else "unknown"
    return Reading(label, best, unsure, ranking, facets)


def clear(ranking: Sequence[tuple[str, float]], thresholds: Thresholds) -> bool:
    """Whether the first label of a ranking may be taken as it is."""
    (label, best), second = ranking[0], ranking[1][1] if len(ranking) > 1 else 0.0
    if matter_of(label) and dict(ranking).get(OUT_OF_SCOPE, 0.0) >= thresholds.doubt:
        return False
    least = thresholds.outside if label == OUT_OF_SCOPE else thresholds.sure
    return best >= least and best - second >= thresholds.margin


def with_parts(whole: Reading, parts: Sequence[Reading], thresholds: Thresholds) -> Reading:
    """The reading of a message, given those of the questions in it.

    Two questions surely on different matters are both taken, in their order; facets that the
    parts ask about are added to those of the whole.
    """
    if whole.decision == "sure" and not whole.matter:
        return whole
    certain = [p for p in parts if p.matter and p.sure and p.confidence >= thresholds.part]
    matters = list(dict.fromkeys(part.matter for part in certain if part.matter))
    if len(matters) > 1 and whole.matter in matters:
        first = next(part for part in certain if part.matter == matters[0])
        second = next(part for part in certain if part.matter == matters[1])
        also = (Question(matters[1], second.facets),)
        return replace(first, ranking=whole.ranking, also=also)
    asked = [facet for part in parts for facet in part.facets[:1]]
    facets = tuple(dict.fromkeys([*whole.facets, *asked]))[:MOST_FACETS]
    return replace(whole, facets=facets)
