"""What a message in a conversation holds: typed bodies, the same in SQL and on every channel."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MAX_TEXT = 2000
"""Characters of one message."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Body):
    """A button. The payload behind it stays on the server; the client names message and choice."""

    id: str = Field(description="Unique within its message; also the number that may be typed")
    title: str


class FactLine(_Body):
    """One fact of a card with where it comes from."""

    text: str
    source: str = Field(description="Statute and article, page, or that it is unverified")
    checked: str = Field(description="Date of the last check, ISO 8601")
    certain: bool = Field(description="False: shown with the request to confirm at the counter")


class FactGroup(_Body):
    """The facts of one field of a matter."""

    field: str
    label: str
    items: list[FactLine]


class TextBody(_Body):
    """Plain words of a visitor, of the assistant or of staff."""

    kind: Literal["text"] = "text"
    text: str
    choices: list[Choice] = []


class AnswerBody(_Body):
    """An answer from verified facts: the facet asked first, then the card, then next steps."""

    kind: Literal["answer"] = "answer"
    text: str = Field(description="One or two short sentences that answer the facet asked")
    matter: str
    title: str
    facet: str | None = None
    groups: list[FactGroup] = []
    caveat: str | None = None
    choices: list[Choice] = []


class FormBody(_Body):
    """One field of the assistance form."""

    kind: Literal["form"] = "form"
    text: str
    slot: str
    step: int = Field(ge=1)
    steps: int = Field(ge=1)
    choices: list[Choice] = []


class Row(_Body):
    """A line of a summary or ticket card."""

    name: str
    label: str
    value: str


class SummaryBody(_Body):
    """The filled assistance form, to be confirmed or corrected."""

    kind: Literal["summary"] = "summary"
    text: str
    rows: list[Row]
    choices: list[Choice] = []


class TicketBody(_Body):
    """A stored ticket (帮办单): number, state and what it says."""

    kind: Literal["ticket"] = "ticket"
    text: str
    number: str
    state: str
    state_label: str
    rows: list[Row] = []
    choices: list[Choice] = []


class FileBody(_Body):
    """A picture or a document; its bytes are asked for by id."""

    kind: Literal["file"] = "file"
    text: str = Field(description="Its name, for clients that cannot show it")
    file: str
    media: str = Field(description="By its bytes: a picture or application/pdf")
    size: int = Field(ge=1, description="Bytes")
    choices: list[Choice] = []


class NoticeBody(_Body):
    """A line of the system between the messages: handed over, given back, engine away."""

    kind: Literal["notice"] = "notice"
    text: str
    event: str
    choices: list[Choice] = []


Body = Annotated[
    TextBody | AnswerBody | FormBody | SummaryBody | TicketBody | FileBody | NoticeBody,
    Field(discriminator="kind"),
]
body_adapter: TypeAdapter[Body] = TypeAdapter(Body)
