"""The port to the dialogue engine: one turn in, one answer out, by turn id."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from effects import Effect


class EngineUnavailable(Exception):
    """The engine cannot answer now; the same turn may be tried again and is answered once.

    `reached`: it was there and failed, instead of being away.
    """

    def __init__(self, cause: str, reached: bool = False) -> None:
        super().__init__(cause)
        self.reached = reached


class EngineRefused(Exception):
    """The engine calls the request malformed; trying again does not help."""

    def __init__(self, cause: str, status: int | None = None) -> None:
        super().__init__(cause)
        self.status = status


class Request(BaseModel):
    """One turn: the visitor's text, or the payload of a button that was issued."""

    model_config = ConfigDict(frozen=True)

    conversation_id: str
    turn_id: str
    text: str | None = None
    payload: str | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Request:
        if (self.text is None) == (self.payload is None):
            raise ValueError("exactly one of text and payload")
        return self


class Button(BaseModel):
    title: str
    payload: str


class Reply(BaseModel):
    """One response: words, buttons and the effect that the application carries out."""

    text: str | None = None
    buttons: list[Button] = []
    effect: Effect | None = None


class Question(BaseModel):
    """Another matter that the same text asks about."""

    matter: str
    facets: list[str] = []


class Reading(BaseModel):
    """How a text was understood; see `understanding.reading`."""

    label: str
    confidence: float
    decision: str
    ranking: list[tuple[str, float]] = []
    facets: list[str] = []
    matter: str | None = None
    variant: str | None = None
    also: list[Question] = []


class Entity(BaseModel):
    entity: str
    value: Any = None
    start: int | None = None
    end: int | None = None


class Answer(BaseModel):
    """What a turn gave."""

    turn_id: str
    replies: list[Reply]
    reading: Reading | None = None
    intent: str | None = None
    entities: list[Entity] = []
    slots: dict[str, Any] = Field(default={})
    active_form: str | None = None
    model: str = ""

    def entity(self, name: str) -> Any | None:
        """Value of the first entity of this kind."""
        return next((e.value for e in self.entities if e.entity == name), None)

    @property
    def facets(self) -> list[str]:
        """The facets asked in this turn, by words or by a button; the first one first."""
        if self.reading and self.reading.facets:
            return self.reading.facets
        value = self.entity("facet")
        return [str(value)] if value else []

    @property
    def facet(self) -> str | None:
        """The facet asked first."""
        return next(iter(self.facets), None)


class DialogueEngine(Protocol):
    """Answers turns. A repeated turn id gets the same answer and changes nothing."""

    async def respond(self, request: Request) -> Answer:
        """Raises EngineUnavailable or EngineRefused."""
        ...

    async def rank(self, text: str) -> list[tuple[str, float]]:
        """Matters that a text may be about with their probabilities, the likeliest first.

        Belongs to no conversation. Raises EngineUnavailable or EngineRefused.
        """
        ...

    async def model(self) -> str:
        """Version of the model that answers. Raises EngineUnavailable."""
        ...

    async def close(self) -> None: ...
