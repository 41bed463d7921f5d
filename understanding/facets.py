"""Which facet of a matter a text asks about: a small linear model, helped by the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from understanding.classifier import Floats, JointClassifier

NONE = "none"
"""Label of texts that ask about no facet in particular."""


@dataclass(frozen=True)
class FacetThresholds:
    """Chosen on the development set; see docs/understanding.md."""

    least: float = 0.5
    named: float = 0.25
    """Added to the probability of a facet whose word stands in the text."""


def read_facet(
    model: JointClassifier,
    text: str,
    vector: Floats,
    named: Sequence[str],
    thresholds: FacetThresholds,
) -> str | None:
    """The facet asked, or None.

    Args:
        model: trained on facets and `none`.
        vector: the text's embedding.
        named: facets whose words the lexicon found, in the order of the text.
    """
    scores = dict(zip(model.labels, map(float, model.probabilities(text, vector)), strict=True))
    for facet in set(named):
        scores[facet] = scores.get(facet, 0.0) + thresholds.named
    best = max(scores, key=lambda label: scores[label])
    return best if best != NONE and scores[best] >= thresholds.least else None
