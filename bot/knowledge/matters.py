"""The matters and their facts, read from data/matters and checked as a whole."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from effects import FACETS

Domain = Literal["registration", "tax", "ip", "legal", "general"]
DOMAINS: tuple[Domain, ...] = ("registration", "tax", "ip", "legal", "general")
FIELDS: tuple[str, ...] = (*FACETS, "notes")


class KnowledgeFault(Exception):
    """A data file is not what it must be; the text names file, place and fault."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(_Entry):
    """One statement with where it comes from."""

    text: str = Field(min_length=1)
    source: list[str] = Field(min_length=1)
    expires: date | None = None
    stale: str | None = Field(default=None, description="What replaces the cited text")

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.expires is not None and self.expires < today


class Authority(_Entry):
    """The competent office."""

    text: str
    source: list[str] = Field(min_length=1)


class Matter(_Entry):
    """A thing that an enterprise may want done or know."""

    id: str = Field(pattern=r"^[a-z]+(_[a-z0-9]+)+$")
    core: bool
    name: str
    title: str = Field(max_length=12)
    description: str = ""
    colloquial: list[str] = []
    authority: Authority
    facts: dict[str, list[Fact]]
    domain: Domain

    def field(self, name: str) -> list[Fact]:
        """The facts of one field; none when it is unknown."""
        return self.facts.get(name, [])


class Statute(_Entry):
    name: str
    version: date
    checked: date
    note: str = ""


class Page(_Entry):
    address: str
    what: str
    grade: Literal["A", "B", "C"]
    checked: date


class Plan(_Entry):
    name: str
    number: str
    checked: date


class Sources(_Entry):
    """Everything that facts cite."""

    statutes: dict[str, Statute]
    pages: dict[int, Page]
    plan: Plan


class Citation(_Entry):
    """One source of a fact, resolved."""

    kind: Literal["statute", "page", "plan", "general"]
    key: str
    place: str = ""
    weak: bool = Field(description="General knowledge or a second-hand page")


_STATUTE = re.compile(r"^L:([A-Z]+)([\d,\-]*)$")
_PAGE = re.compile(r"^P:(\d+)(C?)$")
_PLAN = re.compile(r"^SEED([\d.]+)$")


class Knowledge:
    """All matters by id, and their sources."""

    def __init__(self, matters: list[Matter], sources: Sources) -> None:
        self.matters = {matter.id: matter for matter in matters}
        self.sources = sources

    def group(self, matter: str | None) -> Domain:
        """Whose matter it is; `general` when it is none of ours."""
        known = self.matters.get(matter or "")
        return known.domain if known else "general"

    def cite(self, reference: str) -> Citation:
        """Resolve a source; KnowledgeFault when it does not exist."""
        if reference == "G":
            return Citation(kind="general", key="G", weak=True)
        if (found := _PLAN.match(reference)) is not None:
            return Citation(kind="plan", key="plan", place=found.group(1), weak=False)
        if (found := _STATUTE.match(reference)) is not None and found[1] in self.sources.statutes:
            return Citation(kind="statute", key=found[1], place=found[2], weak=False)
        if (found := _PAGE.match(reference)) is not None and int(found[1]) in self.sources.pages:
            weak = bool(found[2]) or self.sources.pages[int(found[1])].grade == "C"
            return Citation(kind="page", key=found[1], weak=weak)
        raise KnowledgeFault(f"unknown source {reference!r}")

    def certain(self, fact: Fact, today: date) -> bool:
        """Whether a fact may be served without a caveat."""
        weak = all(self.cite(reference).weak for reference in fact.source)
        return not (fact.expired(today) or weak or fact.stale)


def _read(path: Path) -> Any:
    try:
        # libyaml's scanner: ten times as fast as Python's, at every start.
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeFault(f"{path}: {str(error).splitlines()[0]}") from error


def _entries(path: Path) -> list[Any]:
    entries = _read(path)
    if not isinstance(entries, list):
        raise KnowledgeFault(f"{path}: a list of matters is expected")
    return entries


def load(data: Path) -> Knowledge:
    """Read data/matters and data/sources.yml. Raises KnowledgeFault at the first fault."""
    try:
        sources = Sources.model_validate(_read(data / "sources.yml"))
    except ValidationError as error:
        raise KnowledgeFault(_first(data / "sources.yml", error)) from error
    matters = [
        _matter(data / "matters" / f"{domain}.yml", domain, entry)
        for domain in DOMAINS
        for entry in _entries(data / "matters" / f"{domain}.yml")
    ]
    seen: set[str] = set()
    knowledge = Knowledge(matters, sources)
    for matter in matters:
        if matter.id in seen:
            raise KnowledgeFault(f"{matter.id} stands twice")
        seen.add(matter.id)
        for name, facts in matter.facts.items():
            if name not in FIELDS:
                raise KnowledgeFault(f"{matter.id}: unknown field {name!r}")
            for fact in facts:
                _check(knowledge, matter, fact)
    return knowledge


def _check(knowledge: Knowledge, matter: Matter, fact: Fact) -> None:
    try:
        for reference in fact.source:
            knowledge.cite(reference)
    except KnowledgeFault as fault:
        raise KnowledgeFault(f"{matter.id}: {fault}") from None


def _matter(path: Path, domain: Domain, entry: Any) -> Matter:
    try:
        return Matter.model_validate({**entry, "domain": domain})
    except (ValidationError, TypeError) as error:
        name = entry.get("id", "?") if isinstance(entry, dict) else "?"
        if isinstance(error, ValidationError):
            raise KnowledgeFault(f"{_first(path, error)} ({name})") from error
        raise KnowledgeFault(f"{path}: {name} is no mapping") from error


def _first(path: Path, error: ValidationError) -> str:
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{path}: {place}: {fault['msg']}"
