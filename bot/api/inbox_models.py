"""The wire contract of the trainers' inbox, and of what the matters lack."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from pydantic.json_schema import SkipJsonSchema

from bot.api.trainer_models import (
    ONE_LINE,
    ExampleIn,
    Limit,
    Model,
    Name,
    Search,
    Sentence,
    Version,
)
from bot.knowledge.matters import Domain
from bot.trainer.coverage import Todo
from bot.trainer.decisions import NAME_MOST
from bot.trainer.inbox import ItemState, Order
from bot.trainer.sources import Reason


class InboxFilter(Model):
    """Which items are wanted; what is left out does not narrow it."""

    state: ItemState = "open"
    reason: Reason | SkipJsonSchema[None] = None
    channel: Annotated[str, Field(pattern="^[a-z_]{1,20}$")] | SkipJsonSchema[None] = None
    domain: Domain | SkipJsonSchema[None] = None
    matter: Name | SkipJsonSchema[None] = None
    since: AwareDatetime | SkipJsonSchema[None] = None
    until: AwareDatetime | SkipJsonSchema[None] = None
    q: Search | SkipJsonSchema[None] = Field(default=None, description="Part of the text")


class InboxPage(InboxFilter):
    """A part of the inbox."""

    order: Order = "last"
    limit: Limit = 50
    after: UUID | SkipJsonSchema[None] = Field(
        default=None, description="Id of the last item of the part before"
    )


class ClusterPage(InboxFilter):
    """Clusters of the wanted items."""

    limit: Limit = 20


class ItemOut(Model):
    """A sentence that needs a trainer, masked; nearly the same ones are counted."""

    id: UUID
    text: str
    state: ItemState
    version: int = Field(description="To be sent with a decision")
    count: int
    first_at: datetime
    last_at: datetime
    reasons: list[Reason]
    channels: list[str]
    label: str | None = Field(description="How it was read last")
    matter: str | None
    domain: Domain | None
    facet: str | None
    confidence: float | None
    outcome: str | None
    model: str | None
    staff_matter: str | None = Field(description="What staff settled on")
    near_label: str | None = Field(description="What the nearest examples say instead")
    claimed_by: UUID | None = Field(description="Who looks at it now; keeps nobody away")
    claimed_name: str | None
    decided_by: UUID | None
    decided_name: str | None
    decided_at: datetime | None


class InboxList(Model):
    """A part of the wanted items and how many there are in all."""

    items: list[ItemOut]
    total: int
    more: bool


class Ranked(Model):
    """A label and how likely the model found it."""

    label: str
    probability: float


class NearestOut(Model):
    """An example and how similar it is in meaning, 1 for the same."""

    text: str
    label: str
    facets: list[str] | None
    similarity: float


class SightingOut(Model):
    """One time that it was said."""

    at: datetime
    channel: str
    label: str | None
    confidence: float | None
    outcome: str | None
    model: str | None


class DecisionOut(Model):
    """What was decided before; `again`: a later model misread it once more."""

    at: datetime
    staff: UUID | None
    staff_name: str | None
    kind: Literal["label", "skip", "synonym", "matter", "undo", "again"]
    label: str | None
    change_id: int | None


class ItemDetail(Model):
    """One item with what helps to decide."""

    item: ItemOut
    ranking: list[Ranked]
    nearest: list[NearestOut]
    sightings: list[SightingOut] = Field(description="The last twenty, the newest first")
    history: list[DecisionOut]


class ClusterOut(Model):
    """Sentences that mean nearly the same, the most frequent first; at most ten are shown."""

    count: int = Field(description="How often all of them were said")
    size: int = Field(description="How many different sentences")
    items: list[ItemOut]
    labels: list[tuple[str, int]] = Field(description="How those that are shown were read")


class ClusterList(Model):
    """What is asked most, and among how many items."""

    clusters: list[ClusterOut]
    looked_at: int


class ClaimIn(Model):
    """Whether the others are shown that somebody is at it."""

    on: bool


class DecisionIn(Model):
    """What is to become of an item, as it was seen.

    `label` wants `example`, `synonym` wants `matter` and `name`, `matter` wants `note`.
    """

    version: Version
    kind: Literal["label", "skip", "synonym", "matter"]
    example: ExampleIn | None = None
    learn: bool = Field(default=True, description="false: no example, only what it means")
    matter: Name | None = None
    name: Annotated[str, Field(min_length=1, max_length=NAME_MOST, pattern=ONE_LINE)] | None = None
    note: Sentence | None = None
    confirm: bool = Field(default=False, description="Warnings were seen and do not matter")


class CoverageOut(Model):
    """A matter: what is there, how it fares, and what to do next, the most urgent first."""

    matter: str
    title: str
    domain: Domain
    core: bool
    label: str
    examples: int
    least: int
    missing: list[str] = Field(description="Fields of the answer that no fact fills")
    expired: int
    expiring: int = Field(description="Facts that end within 60 days")
    ends: date | None
    rated: int = Field(description="Ratings of the last 90 days")
    useful: int
    misread: int = Field(description="Corrections of sentences about it")
    open: int = Field(description="Items of the inbox about it")
    todo: list[Todo]


class CoverageList(Model):
    """Every matter, those with most to do first, and what to do about each kind."""

    matters: list[CoverageOut]
    advice: dict[str, str]
