"""What an evaluation says; stored as it is shown."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["right", "wrong", "offered", "not_offered", "unknown", "handed"]
"""What came of a line: answered right or wrong, asked back with or without the right choice among
those offered, not understood, or given to a person."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shares(_Part):
    """Shares of the lines about a matter; the rest was not understood or handed over."""

    right: float
    wrong: float
    offered: float = Field(description="Asked back, the right matter among the choices")
    first: float = Field(description="The right matter has the highest probability")
    facet: float | None = Field(description="First facet right, of the lines that ask one")


class Compared(_Part):
    """The same lines read by both models; `before` is null when nothing was served."""

    n: int
    before: Shares | None
    after: Shares


class Outside(_Part):
    """Lines out of scope, and the shares that were answered nevertheless."""

    n: int
    before: float | None
    after: float


class SetReport(_Part):
    """One set of lines."""

    name: Literal["blind", "development", "regression"]
    n: int
    matters: Compared | None
    outside: Outside | None
    domains: dict[str, Compared]


class MatterReport(_Part):
    """One matter in all sets but the blind one: lines, and how many are answered right."""

    matter: str
    n: int
    before: int | None
    after: int


class ReadAs(_Part):
    """How a model reads a line."""

    kind: Kind
    label: str
    confidence: float
    facet: str | None


class Moved(_Part):
    """A line that came out otherwise; none of the blind set."""

    name: Literal["development", "regression"]
    text: str
    label: str
    facet: str | None
    better: bool
    before: ReadAs
    after: ReadAs


class Confused(_Part):
    """How often the new model takes lines of one label for another, and the old one did."""

    label: str
    got: str
    n: int
    before: int | None


class Bin(_Part):
    """Lines whose first label has a probability in this tenth."""

    lower: float
    n: int
    said: float = Field(description="Mean probability of the first label")
    right: float = Field(description="Share in which it is the right one")


class Reliability(_Part):
    """Whether probabilities are what they say; of all sets."""

    before: list[Bin] | None
    after: list[Bin]


class Crossed(_Part):
    """Held-out examples, each read by a model that was trained without it."""

    folds: int
    n: int
    right: float
    domains: dict[str, float]
    worst: list[MatterReport] = Field(description="Matters most often missed; before is null")


class Check(_Part):
    """One condition of a release."""

    code: Literal["domain_fell", "wrong"]
    name: Literal["blind", "development", "regression"]
    domain: str | None
    before: float | None
    after: float
    limit: float
    passed: bool


class Comparison(_Part):
    """A candidate held against what is served."""

    sets: list[SetReport]
    matters: list[MatterReport]
    moved: list[Moved]
    moved_more: int = Field(description="Lines that moved and are not listed")
    confused: list[Confused]
    reliability: Reliability
    crossed: Crossed | None = Field(description="Null when the data have changed since")
    gate: list[Check]
    passed: bool = Field(description="It may be released without a reason")
    seconds: int
