"""What is looked at before an example is saved: errors refuse it, warnings can be confirmed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.matters import Knowledge
from bot.trainer.closeness import Near
from bot.trainer.corpus import MARKUP, Example
from bot.trainer.library import View
from bot.trainer.near import Nearest
from bot.trainer.privacy import personal
from bot.words import say
from effects import FACETS
from understanding.normalise import normalise
from understanding.reading import matter_of

Level = Literal["error", "warning"]
Code = Literal[
    "too_short",
    "too_long",
    "not_a_line",
    "slash",
    "markup",
    "personal",
    "unknown_label",
    "unknown_facet",
    "no_facets_here",
    "entities",
    "duplicate",
    "duplicate_elsewhere",
    "near",
    "near_elsewhere",
    "means_another",
    "held_out",
    "few",
    "gone",
    "unchanged",
    "twice",
]
SHORTEST = 2
LONGEST = 200
"""Characters of an example; the longest in data/nlu has 114."""
LEAST_CORE = 40
LEAST = 20
"""Examples of a matter, of a core one and of another, that must be left."""
LEAST_INTENT = 20
SAME_MEANING = 0.96
"""Cosine from which an example under another label says the same."""
ENTITIES = (
    "alias",
    "uscc",
    "ticket_number",
    "phone",
    "amount",
    "date",
    "enterprise_name",
    "variant",
)
"""What may be marked in an example."""
_NOT_A_LINE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Finding:
    """Something about an example that its author should know."""

    code: Code
    level: Level
    message: str
    other: str | None = None
    """The example that it is about."""
    other_label: str | None = None
    similarity: float | None = None


def finding(code: Code, level: Level, **values: object) -> Finding:
    """A finding with its sentence."""
    return Finding(code, level, say(f"trainer.checks.{code}", **values))


def shape(example: Example, view: View) -> Iterator[Finding]:
    """What is wrong with the example whatever else there is."""
    text = example.text
    if len(normalise(text)) < SHORTEST:
        yield finding("too_short", "error", least=SHORTEST)
    if len(text) > LONGEST:
        yield finding("too_long", "error", most=LONGEST)
    if _NOT_A_LINE.search(text) or text != text.strip():
        yield finding("not_a_line", "error")
    if text.lstrip().startswith(("/", "／", "-")):
        yield finding("slash", "error")
    if MARKUP.search(text):
        yield finding("markup", "error")
    if personal(text):
        yield finding("personal", "error")
    if example.label not in view.base.labels:
        yield finding("unknown_label", "error", label=example.label)
    yield from _facets(example)
    if not _fit(example):
        yield finding("entities", "error")


def _facets(example: Example) -> Iterator[Finding]:
    unknown = [facet for facet in example.facets or () if facet not in FACETS]
    if unknown or len(set(example.facets or ())) < len(example.facets or ()):
        yield finding("unknown_facet", "error", facet=", ".join(unknown))
    if example.facets and matter_of(example.label) is None:
        yield finding("no_facets_here", "error")


def _fit(example: Example) -> bool:
    """Marked pieces lie in the text, one after the other."""
    at = 0
    for marked in sorted(example.entities, key=lambda m: m.start):
        if not at <= marked.start < marked.end <= len(example.text):
            return False
        if marked.entity not in ENTITIES or set(example.text[marked.start : marked.end]) & set(
            "[]"
        ):
            return False
        at = marked.end
    return True


def against(
    example: Example, before: Example | None, view: View, near: Near, nearest: Sequence[Nearest]
) -> Iterator[Finding]:
    """What is wrong with it beside the other examples; `before` is the one it replaces."""
    there = view.merged.examples
    own = before.key if before is not None else None
    same = there.get(example.key)
    if same is not None and same.key != own:
        code: Code = "duplicate" if same.label == example.label else "duplicate_elsewhere"
        yield _beside(code, "error", same, 1.0)
        return
    close = [
        (other, share)
        for key, share in near.to(example.key).items()
        if (other := there.get(key)) is not None and key != own
    ]
    for other, share in sorted(close, key=lambda pair: -pair[1])[:3]:
        code = "near" if other.label == example.label else "near_elsewhere"
        yield _beside(code, "warning", other, share)
    told = {other.key for other, _ in close}
    for found in nearest:
        other = found.example
        means = other.label != example.label and found.similarity >= SAME_MEANING
        if means and other.key != own and other.key not in told:
            yield _beside("means_another", "warning", other, found.similarity)


def _beside(code: Code, level: Level, other: Example, similarity: float) -> Finding:
    said = say(
        f"trainer.checks.{code}",
        other=other.text,
        label=other.label,
        similarity=f"{similarity:.0%}",
    )
    return Finding(code, level, said, other.text, other.label, round(similarity, 4))


def left(
    before: Example, after: Example | None, view: View, knowledge: Knowledge
) -> Iterator[Finding]:
    """What taking an example away leaves of its label."""
    if after is not None and after.label == before.label:
        return
    there = Counter(example.label for example in view.merged.examples.values())[before.label] - 1
    least = least_of(before.label, knowledge)
    if there < 1:
        yield finding("few", "error", label=before.label, left=there, least=least)
    elif there < least:
        yield finding("few", "warning", label=before.label, left=there, least=least)


def least_of(label: str, knowledge: Knowledge) -> int:
    """How many examples a label should have."""
    matter = knowledge.matters.get(matter_of(label) or "")
    if matter is None:
        return LEAST_INTENT
    return LEAST_CORE if matter.core else LEAST
