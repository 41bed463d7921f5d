"""What one text means: label, ranking, facet, and whether that is sure enough to answer.

The one place that decides between answering, clarifying and not knowing, and the one place
where a facet without a confident matter keeps the last matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Decision = Literal["sure", "unsure", "unknown"]

OUT_OF_SCOPE = "out_of_scope"
FACET_ONLY = "ask_facet"
FALLBACK = "nlu_fallback"
TICKET_STATUS = "ticket_status"


@dataclass(frozen=True)
class Thresholds:
    """Chosen on the development set; see docs/understanding.md."""

    sure: float = 0.5
    """Probability from which a label is taken as it is."""
    margin: float = 0.15
    """Least distance to the second label."""
    unknown: float = 0.10
    """Below this nothing is worth offering."""
    coverage: float = 0.25
    """Least share of known character pairs; below it a text is unknown whatever the model says."""
    facet_keeps: float = 0.70
    """A bare facet ("那要多久") needs this much for another matter to replace the last one."""


@dataclass(frozen=True)
class Reading:
    """The understanding of one text."""

    label: str
    confidence: float
    decision: Decision
    ranking: list[tuple[str, float]] = field(default_factory=list)
    facet: str | None = None

    @property
    def matter(self) -> str | None:
        """The matter's id when the label is one."""
        return matter_of(self.label)

    def as_dict(self) -> dict[str, Any]:
        """JSON form, as it travels from the engine to the application."""
        return asdict(self) | {"matter": self.matter}


def matter_of(label: str) -> str | None:
    """`registration/reg_company_setup` → `reg_company_setup`; None for conversation intents."""
    return label.split("/", 1)[1] if "/" in label else None


def read(
    labels: Sequence[str],
    probabilities: npt.NDArray[np.float32],
    *,
    facet: str | None,
    names_ticket: bool,
    length: int,
    coverage: float,
    thresholds: Thresholds,
) -> Reading:
    """Decide on one text.

    Args:
        labels: all labels, in the order of `probabilities`.
        facet: the facet that the text asks about.
        names_ticket: a ticket number stands in the text.
        length: characters of the text without white space.
        coverage: share of the text's character pairs known from training.
    """
    order = np.argsort(probabilities)[::-1][:8]
    ranking = [(labels[i], round(float(probabilities[i]), 4)) for i in order]
    (label, best), second = ranking[0], ranking[1][1] if len(ranking) > 1 else 0.0
    if names_ticket:
        return Reading(TICKET_STATUS, 1.0, "sure", ranking, None)
    if coverage < thresholds.coverage:
        return Reading(FALLBACK, best, "unknown", ranking, facet)
    if facet and length <= 8 and best < thresholds.facet_keeps and matter_of(label):
        return Reading(FACET_ONLY, best, "sure", ranking, facet)
    if best >= thresholds.sure and best - second >= thresholds.margin:
        return Reading(label, best, "sure", ranking, facet)
    return Reading(
        label, best, "unsure" if best >= thresholds.unknown else "unknown", ranking, facet
    )
