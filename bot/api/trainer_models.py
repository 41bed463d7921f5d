"""The wire contract of the trainers' desk: inbox, examples, change sets, coverage."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from bot.api.ticket_models import Digits
from bot.knowledge.matters import Domain
from bot.trainer.checks import LONGEST, Code, Level
from bot.trainer.library import Origin
from bot.trainer.merging import Clash, Kind
from bot.trainer.sets import State
from effects import Facet

MOST_LISTED = 100
ONE_LINE = r"^[^\x00-\x1f\x7f]+$"
Name = Annotated[str, Field(min_length=1, max_length=80, pattern="^[a-z0-9_/]+$")]
Search = Annotated[str, Field(min_length=1, max_length=50, pattern=ONE_LINE)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST * 10)]
Sentence = Annotated[str, Field(min_length=1, max_length=500, pattern=ONE_LINE)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Limit = Annotated[int, Digits, Field(ge=1, le=MOST_LISTED)]
Yes = Literal["true", "false"]


class Model(BaseModel):
    """What every model of the trainers' desk has in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class MarkedIn(Model):
    """A piece of the text, `text[start:end]` in code points, and which entity it is."""

    start: int = Field(ge=0, le=10_000)
    end: int = Field(ge=0, le=10_000)
    entity: Name


class ExampleIn(Model):
    """An example. `facets`: null teaches no facet, an empty list that none is asked."""

    text: Text
    label: Name
    facets: Annotated[list[Facet], Field(max_length=2)] | None = None
    entities: Annotated[list[MarkedIn], Field(max_length=20)] = []


class ExampleOut(ExampleIn):
    """An example as the trainer sees it: with what is on its way."""

    origin: Origin = Field(description="base: the files hold it like this")


class ExampleFilter(Model):
    """What a list or a file of examples holds; what is left out does not narrow it."""

    label: Name | SkipJsonSchema[None] = None
    domain: Name | SkipJsonSchema[None] = Field(
        default=None, description="A domain, or a label of the conversation"
    )
    facet: Facet | Literal["none"] | SkipJsonSchema[None] = None
    origin: Origin | SkipJsonSchema[None] = None
    q: Search | SkipJsonSchema[None] = Field(default=None, description="Part of the text")


class ExamplePage(ExampleFilter):
    """A part of the list of examples."""

    limit: Limit = 50
    after: Annotated[str, Field(min_length=1, max_length=300)] | SkipJsonSchema[None] = Field(
        default=None, description="`next` of the part before"
    )


class ExampleTable(ExampleFilter):
    """The examples as a file."""

    format: Literal["csv", "xlsx", "yaml"]


class ExampleList(Model):
    """A part of the wanted examples and how many there are in all."""

    examples: list[ExampleOut]
    total: int
    next: str | None


class FindingOut(Model):
    """What there is to say about a change: an error refuses it, a warning is to be confirmed."""

    code: Code
    level: Level
    message: str
    other: str | None
    other_label: str | None
    similarity: float | None


class FindingList(Model):
    """Errors first."""

    findings: list[FindingOut]


class SeenExample(Model):
    """An example as it was seen."""

    text: Text
    label: Name


class ExampleCheck(Model):
    """A change: `before` alone takes an example away, `after` alone adds one."""

    before: SeenExample | None = None
    after: ExampleIn | None = None


class ExampleChange(ExampleCheck):
    """The same, to be stored in the trainer's open change set."""

    confirm: bool = Field(default=False, description="Warnings were seen and do not matter")


class LabelOut(Model):
    """Something that a text may be about."""

    label: str
    title: str
    domain: Domain | None
    matter: str | None
    core: bool
    names: list[str] = Field(description="What people call it")
    examples: int
    least: int = Field(description="How many examples it should have")


class LabelList(Model):
    """Every label, the matters first; facets and entities that may be marked."""

    labels: list[LabelOut]
    facets: list[str]
    entities: list[str]


class ImportFile(Model):
    """What a file in the body is."""

    format: Literal["xlsx", "yaml"]
    confirm: Yes = "false"


class RowFindingOut(Model):
    """Something about a row of the table, or about the so-manieth example of a YAML file."""

    row: int
    finding: FindingOut


class ImportOut(Model):
    """What came of a file: all of it is stored, or nothing."""

    stored: bool
    rows: int
    added: int
    edited: int
    unchanged: int
    findings: list[RowFindingOut]


class VersionIn(Model):
    """What was seen."""

    version: Version


class SetFilter(Model):
    """A part of the change sets, the newest first."""

    state: State | SkipJsonSchema[None] = None
    limit: Limit = 50
    after: UUID | SkipJsonSchema[None] = Field(
        default=None, description="Id of the last set of the part before"
    )


class ValidationOut(Model):
    """What Rasa says of base and set together."""

    state: Literal["running", "passed", "failed"]
    at: datetime
    lines: list[str]


class SetOut(Model):
    """A change set as it is now."""

    id: UUID
    title: str
    author: UUID
    author_name: str
    state: State
    version: int = Field(description="To be sent with a step")
    changes: int
    created_at: datetime
    approved_at: datetime | None
    release: str | None
    validation: ValidationOut | None


class SetList(Model):
    """Change sets; `review`: a second person has to approve."""

    sets: list[SetOut]
    more: bool
    review: bool


class PlainExample(Model):
    """An example inside a change."""

    text: str
    label: str
    facets: list[str] | None
    entities: list[MarkedIn]


class ChangeOut(Model):
    """One change of a set."""

    id: int
    at: datetime
    kind: Kind
    before: PlainExample | None
    after: PlainExample | None
    matter: str | None
    note: str | None = Field(description="The new name, or what the proposed matter is about")
    item: UUID | None = Field(description="The item of the inbox that it comes from")
    said: str | None
    warnings: list[str]
    undone_at: datetime | None
    clash: Clash | None = Field(description="Why it does not fit what is there now")


class SetEventOut(Model):
    """A step of a set's way."""

    at: datetime
    staff: UUID | None
    staff_name: str | None
    kind: Literal["begun", "submitted", "approved", "rejected", "reopened", "undone", "released"]
    text: str | None


class SetDetail(Model):
    """A change set with everything in it."""

    set: SetOut
    changes: list[ChangeOut]
    history: list[SetEventOut]


class SubmitIn(Model):
    """Hand the set in for review."""

    version: Version
    title: Annotated[str, Field(min_length=1, max_length=100, pattern=ONE_LINE)]


class ReviewIn(Model):
    """Approve a set, or send it back, which wants a reason."""

    version: Version
    approve: bool
    reason: Sentence | None = None


class UndoIn(Model):
    """Take a change out of one's draft."""

    version: Version
    change: int = Field(ge=1, le=2**31 - 1)
