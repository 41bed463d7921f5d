"""Labelled questions from a file, to measure by: `text<TAB>label[<TAB>facet]`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.matters import DOMAINS, Knowledge
from effects import FACETS
from understanding.reading import OUT_OF_SCOPE, matter_of

OOS = "oos"


class FileFault(Exception):
    """A line of the file is not what it must be."""


@dataclass(frozen=True)
class Line:
    """The label is a matter, `domain:…`, `intent:…` or `oos`."""

    text: str
    label: str
    facet: str | None = None

    @classmethod
    def of(cls, text: str, label: str, facet: str | None = None) -> Line:
        """The same from a label as the model has it."""
        if label == OUT_OF_SCOPE:
            return cls(text, OOS)
        matter = matter_of(label)
        return cls(text, matter or f"intent:{label}", facet if matter else None)


def read_lines(path: Path, knowledge: Knowledge) -> list[Line]:
    """The lines of a file. Raises FileFault with the number of the first bad one."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileFault(f"{path}: UTF-8") from None
    lines = []
    for number, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip():
            continue
        text, label, facet = ([*raw.split("\t"), "", ""])[:3]
        known = label in knowledge.matters or label == OOS or label.startswith("intent:")
        known = known or label in {f"domain:{name}" for name in DOMAINS}
        if not (text and known and facet in ("", *FACETS)):
            raise FileFault(f"{path}:{number}")
        lines.append(Line(text, label, facet or None))
    if not lines:
        raise FileFault(f"{path}:1")
    return lines
