"""Which facets of a matter a text asks about: a small linear model, helped by the lexicon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from understanding.classifier import Floats, JointClassifier

WHERE = {"place", "channel"}
NONE = "none"
"""Label of texts that ask about no facet in particular."""


@dataclass(frozen=True)
class FacetThresholds:
    """Chosen on the development set; see docs/understanding.md."""

    least: float = 0.2
    second: float = 0.3
    """Least probability of a facet asked beside the first."""
    named: float = 0.25
    """Added to the probability of a facet whose word stands in the text."""
    where: float = 0.1
    """The same for office and web address beside each other: "在哪里领" may mean both."""
    against_none: float = 0.5
    """The first facet needs this share of the probability of none."""


def read_facets(
    model: JointClassifier,
    text: str,
    vector: Floats,
    named: Sequence[str],
    thresholds: FacetThresholds,
) -> tuple[str, ...]:
    """The facets asked, the likeliest first: none, one or two.

    Args:
        model: trained on facets and `none`; an example that asks two stands under both.
        vector: the text's embedding.
        named: facets whose words the lexicon found.
    """
    scores = dict(zip(model.labels, map(float, model.probabilities(text, vector)), strict=True))
    none = scores.pop(NONE, 0.0)
    for facet in set(named):
        scores[facet] = scores.get(facet, 0.0) + thresholds.named
    first, *others = sorted(scores, key=lambda facet: -scores[facet])
    if scores[first] < max(thresholds.least, thresholds.against_none * none):
        return ()
    both = {first, *others[:1]} == WHERE
    least = thresholds.where if both else thresholds.second
    return (first, *(facet for facet in others[:1] if scores[facet] >= least))
