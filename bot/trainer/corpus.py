"""The examples of data/nlu as the trainers see them: a text, its label, the facets it asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

from understanding.normalise import normalise

T = TypeVar("T")
MARKED = re.compile(r"\[(?P<text>[^\]\[]+)\]\((?P<entity>[a-z_]+)\)")
"""An entity as Rasa writes it inside an example."""
MARKUP = re.compile(r"\[[^\]]*\][({\[]")
"""What Rasa would read as an entity."""


class CorpusFault(Exception):
    """A file of data/nlu is not what it must be; the text names the file."""


class Marked(BaseModel):
    """A piece of the text, `text[start:end]`, and which entity it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int
    end: int
    entity: str


class Example(BaseModel):
    """A line to learn from. `facets`: None teaches no facet, () that none is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    label: str
    facets: tuple[str, ...] | None = None
    entities: tuple[Marked, ...] = ()

    @cached_property
    def key(self) -> str:
        """What is the same in examples that are the same to the model."""
        return normalise(self.text)

    @property
    def block(self) -> tuple[str, tuple[str, ...] | None]:
        """Examples of one block of a file share it."""
        return self.label, self.facets

    @property
    def line(self) -> str:
        """The example as Rasa writes it, entities marked."""
        out, at = [], 0
        for marked in sorted(self.entities, key=lambda m: m.start):
            piece = self.text[marked.start : marked.end]
            out.append(f"{self.text[at : marked.start]}[{piece}]({marked.entity})")
            at = marked.end
        return "".join([*out, self.text[at:]])


def example_of(line: str, label: str, facets: Sequence[str] | None) -> Example:
    """An example from its line, the leading dash taken off."""
    text, entities, at = "", [], 0
    for found in MARKED.finditer(line):
        text += line[at : found.start()]
        start = len(text)
        text += found["text"]
        entities.append(Marked(start=start, end=len(text), entity=found["entity"]))
        at = found.end()
    text += line[at:]
    known = None if facets is None else tuple(facets)
    return Example(text=text, label=label, facets=known, entities=tuple(entities))


def lines_of(block: Any) -> Iterator[str]:
    """The lines of a block of examples without their dashes."""
    for line in str(block["examples"]).splitlines():
        if line.strip():
            yield line.strip().removeprefix("-").strip()


def facets_of(block: Any) -> list[str] | None:
    """The facets that a block says, if it says any."""
    found = (block.get("metadata") or {}).get("facets")
    return None if found is None else [str(facet) for facet in found]


def examples_of(document: Any) -> list[Example]:
    """The examples of a read file, in its order; LookupError and the like for another file."""
    return [
        example_of(line, str(block["intent"]), facets_of(block))
        for block in document["nlu"]
        if "intent" in block
        for line in lines_of(block)
    ]


def load_examples(data: Path) -> list[Example]:
    """Every example below data/nlu. Raises CorpusFault."""
    paths = sorted((data / "nlu").glob("*.yml"))
    return [example for path in paths for example in _read(path, examples_of)]


def load_aliases(data: Path) -> dict[str, list[str]]:
    """Everyday names of the matters, data/lexicon/aliases.yml. Raises CorpusFault."""
    return _read(data / "lexicon" / "aliases.yml", _aliases)


def _aliases(document: Any) -> dict[str, list[str]]:
    return {str(matter): [str(name) for name in names] for matter, names in document.items()}


def _read(path: Path, parse: Callable[[Any], T]) -> T:
    try:
        return parse(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise CorpusFault(f"{path.name}: {str(error).splitlines()[0]}") from error


INCLUDED = "changesets.yml"
"""Below data: the change sets that `bot trainer export` has written into these files."""


def included(data: Path) -> frozenset[str]:
    """Ids of the change sets that the files hold already."""
    path = data / INCLUDED
    if not path.exists():
        return frozenset()
    return frozenset(map(str, yaml.safe_load(path.read_text(encoding="utf-8")) or []))
