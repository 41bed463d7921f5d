"""The wire contract of the managers' figures."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from bot.api.downloads import Format
from bot.knowledge.matters import Domain


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def _day(text: Any) -> Any:
    """Pydantic takes seconds since 1970 for a date as well."""
    if not isinstance(text, str) or re.fullmatch("20[0-9]{2}-[0-9]{2}-[0-9]{2}", text) is None:
        raise ValueError("a day of this century is expected")
    return text


Day = Annotated[date, BeforeValidator(_day)]


class FigureFilter(_Model):
    """Days in Shanghai, both included, and the skill group; left out, all of them together."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    group: Domain | SkipJsonSchema[None] = None


class FigureTable(FigureFilter):
    """The figures as a file."""

    format: Format


class ShareOut(_Model):
    """A part of a whole, and the quotient; null of nothing."""

    part: int
    whole: int
    share: float | None


class CountOut(_Model):
    """How often something was the reason or the end of a case."""

    name: str
    label: str
    count: int


class FiguresOut(_Model):
    """Of a day or of the span; null where there was nothing to measure."""

    handed_over: int
    taken: int
    closed: int
    wait_median: float | None = Field(description="Seconds, like the three below")
    wait_p90: float | None
    reply_median: float | None
    reply_p90: float | None
    reply_soon: ShareOut
    left_queue: ShareOut
    first_time: ShareOut
    without_staff: ShareOut
    useful: ShareOut
    tickets_opened: int
    tickets_done: int
    tickets_in_time: ShareOut
    reasons: list[CountOut] = Field(description="The most frequent first")
    dispositions: list[CountOut] = Field(description="The most frequent first")


class DayFiguresOut(_Model):
    """Of a day in Shanghai."""

    day: date
    figures: FiguresOut


class MemberFiguresOut(_Model):
    """What a member did in the span."""

    id: UUID
    name: str
    handled: int
    first_time: ShareOut
    tickets_done: int


class MeaningOut(_Model):
    """What a figure is called, and what exactly it is."""

    name: str
    title: str
    definition: str


class FigureReport(_Model):
    """The figures of a span, in total, a day and a member, with what they mean."""

    first: date
    last: date
    group: Domain | None
    total: FiguresOut
    days: list[DayFiguresOut]
    members: list[MemberFiguresOut] = Field(description="Who did something, by name")
    meanings: list[MeaningOut]
