"""The district's own data: name, assistant, hotline, and when somebody is there."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    model_validator,
)

from bot.knowledge.matters import KnowledgeFault


class Span(BaseModel):
    """Hours without a break; at `end` nobody is there any more."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: time
    end: time


def _parts(written: Any) -> Any:
    """`9:00-11:30` as a span. A colon alone would be a number of minutes to YAML."""
    if not isinstance(written, str):
        raise ValueError("hours are written as 9:00-11:30")
    start, _, end = (part.strip() for part in written.partition("-"))
    return {"start": start.zfill(5), "end": end.zfill(5)}


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    if any(span.start >= span.end for span in spans):
        raise ValueError("hours end after they begin, on the same day")
    if any(before.end > after.start for before, after in pairwise(spans)):
        raise ValueError("the hours of a day follow each other")
    return spans


Day = Annotated[
    tuple[Annotated[Span, BeforeValidator(_parts)], ...],
    AfterValidator(_in_order),
]


class Week(BaseModel):
    """The hours of each weekday; a day without any is closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    monday: Day = ()
    tuesday: Day = ()
    wednesday: Day = ()
    thursday: Day = ()
    friday: Day = ()
    saturday: Day = ()
    sunday: Day = ()

    @property
    def days(self) -> tuple[Day, ...]:
        """As `date.weekday()` counts them."""
        working = self.monday, self.tuesday, self.wednesday, self.thursday, self.friday
        return *working, self.saturday, self.sunday

    @model_validator(mode="after")
    def _opens(self) -> Week:
        # Otherwise the next working day would be searched for ever.
        if not any(self.days[:5]):
            raise ValueError("at least one day from Monday to Friday has hours")
        return self


class Site(BaseModel):
    """What another district changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    district: str
    assistant: str
    hotline: str
    hours: Week | None = None
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()


def load_site(path: Path) -> Site:
    """Read data/site.yml. Raises KnowledgeFault."""
    try:
        return Site.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise KnowledgeFault(f"{path}: {str(error).splitlines()[0]}") from error
