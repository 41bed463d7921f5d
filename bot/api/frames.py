"""The visitor's wire contract: session request and frames, over a WebSocket or by polling."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.conversations.bodies import MAX_TEXT, Body
from bot.conversations.log import Author
from bot.conversations.owner import Owner
from bot.dialogue.monitor import State as EngineState


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SessionRequest(_Frame):
    """Asks for a visitor session; a token that still holds is continued."""

    token: str | None = Field(default=None, max_length=2000)
    site: str | None = Field(default=None, max_length=100)


class Session(_Frame):
    """A visitor's signed token and the conversation that it opens."""

    token: str
    conversation: UUID
    expires: datetime


class LinkOffer(_Frame):
    """Whether a code for going on in another channel is to be had."""

    offered: bool


class LinkCode(_Frame):
    """To be sent once in WeChat, by the person who sees it."""

    code: str
    expires: datetime


class SuggestRequest(_Frame):
    """Asks for matters that go with what was typed so far."""

    text: str = Field(default="", max_length=200, description="Empty: what is asked most today")


class Suggestion(_Frame):
    """A matter, and the words to send when it is chosen."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    matter: str
    title: str


class SuggestionList(_Frame):
    """The likeliest or the most popular first."""

    suggestions: list[Suggestion]


class ErrorAnswer(_Frame):
    """Every error of the API: a code for programs, a sentence for people."""

    code: str
    message: str


class Message(_Frame):
    """A stored message."""

    seq: int = Field(ge=1, description="Place in the conversation, without gaps")
    at: datetime
    author: Author
    author_name: str | None = None
    key: str | None = Field(default=None, description="The sender's idempotency key")
    body: Body
    useful: bool | None = Field(
        default=None, description="What the visitor thinks of this answer; null: has not said"
    )


Key = Annotated[str, Field(min_length=8, max_length=64, pattern="^[!-~]+$")]


class FileSent(_Frame):
    """What goes with a file in the address; the body is its bytes."""

    key: Key
    name: str = Field(default="", max_length=300, description="As the visitor's device calls it")


class Hello(_Frame):
    """First frame of a socket: who it is, and after which message to go on."""

    type: Literal["hello"] = "hello"
    token: str = Field(max_length=2000)
    after: int = Field(default=0, ge=0)


class Send(_Frame):
    """The visitor's words."""

    type: Literal["send"] = "send"
    key: Key
    text: str = Field(description=f"Up to {MAX_TEXT} characters; more are refused as too_long")


class Choose(_Frame):
    """The visitor pressed a button of message `seq`."""

    type: Literal["choose"] = "choose"
    key: Key
    seq: int = Field(ge=1, le=2**31 - 1)
    choice: str = Field(max_length=40)


class AskPerson(_Frame):
    """The 转人工 control."""

    type: Literal["ask_person"] = "ask_person"
    key: Key


class LeaveQueue(_Frame):
    """Back to the assistant, while nobody has taken the conversation yet."""

    type: Literal["leave_queue"] = "leave_queue"
    key: Key


class Rate(_Frame):
    """有用 or 没用 under the answer `seq`; the last one counts."""

    type: Literal["rate"] = "rate"
    key: Key
    seq: int = Field(ge=1, le=2**31 - 1)
    useful: bool


class VisitorTyping(_Frame):
    """The visitor writes, or has stopped."""

    type: Literal["typing"] = "typing"
    on: bool


class VisitorRead(_Frame):
    """The visitor has seen the messages up to `seq`."""

    type: Literal["read"] = "read"
    seq: int = Field(ge=1, le=2**31 - 1)


class Ping(_Frame):
    type: Literal["ping"] = "ping"


Act = Send | Choose | AskPerson | LeaveQueue | Rate
"""What a visitor does, with a key; the other frames are about the socket."""
PostedFrame = Annotated[Act, Field(discriminator="type")]
posted_frame: TypeAdapter[Act] = TypeAdapter(PostedFrame)
ClientFrame = Annotated[
    Hello | Act | VisitorTyping | VisitorRead | Ping, Field(discriminator="type")
]
client_frame: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


class Place(_Frame):
    """Where a conversation waits for staff."""

    position: int = Field(ge=1, description="1: the next one")
    minutes: int | None = Field(
        default=None, ge=1, description="How long it may take; null: too little is known"
    )


class Stand(_Frame):
    """Who answers, and how far that is."""

    owner: Owner
    engine: EngineState
    person: str | None = Field(default=None, description="Who answers while the owner is staff")
    place: Place | None = Field(default=None, description="Where it waits while in the queue")
    read: int = Field(default=0, ge=0, description="The last message that staff have seen")


class Shown(Stand):
    """What a polling client shows beside the messages."""

    noticed: bool = Field(default=False, description="A notice; it ends with the next message")


class Poll(_Frame):
    """Asks for what a client lacks, and waits for it when that is nothing."""

    after: int = Field(ge=0, description="The last message that it has, without gaps; 0: none")
    shown: Shown | None = Field(
        default=None, description="From the last ready or status; null: answer with ready at once"
    )


class Ready(Stand):
    """The socket is open; the messages after `after` follow."""

    type: Literal["ready"] = "ready"
    conversation: UUID
    last_seq: int
    assistant: str = Field(description="Name of the assistant, from data/site.yml")
    district: str
    file_bytes: int = Field(description="Of one file at most")


class Accepted(_Frame):
    """What came with this key is stored, as message `seq` or, for a rating, about it."""

    type: Literal["accepted"] = "accepted"
    key: str
    seq: int


class Pushed(_Frame):
    type: Literal["message"] = "message"
    message: Message


class Rated(_Frame):
    """The visitor rated the answer `seq`, here or in another tab."""

    type: Literal["rated"] = "rated"
    seq: int
    useful: bool


class Typing(_Frame):
    """Somebody prepares an answer; ends with the next message or `on: false`."""

    type: Literal["typing"] = "typing"
    author: Author
    on: bool


class Status(Stand):
    """The stand has changed; `notice` is a sentence to show, if any."""

    type: Literal["status"] = "status"
    notice: str | None = None


class Refused(_Frame):
    """Nothing was stored for this key (or frame)."""

    type: Literal["refused"] = "refused"
    key: str | None = None
    code: str
    message: str
    retry_after: float | None = Field(default=None, description="Seconds")


class Pong(_Frame):
    type: Literal["pong"] = "pong"


ServerFrame = Annotated[
    Ready | Accepted | Pushed | Rated | Typing | Status | Refused | Pong,
    Field(discriminator="type"),
]
server_frame: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
server_frames: TypeAdapter[list[ServerFrame]] = TypeAdapter(list[ServerFrame])
