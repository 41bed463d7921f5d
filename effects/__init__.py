"""What a dialogue turn asks the application to do: typed effects, carried by Rasa as `custom` JSON.

Rasa's responses and actions emit them, `bot` carries them out once, in the transaction that
stores the turn's reply. Only pydantic is imported here, so both sides can share it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

Facet = Literal[
    "conditions", "materials", "steps", "time_limit", "fee", "channel", "place", "phone", "basis"
]
FACETS: tuple[Facet, ...] = (
    "conditions",
    "materials",
    "steps",
    "time_limit",
    "fee",
    "channel",
    "place",
    "phone",
    "basis",
)

Outcome = Literal[
    "answered",
    "clarified",
    "handoff",
    "assistance",
    "ticket_status",
    "complaint",
    "out_of_scope",
    "smalltalk",
    "fallback",
]

HandoffReason = Literal["asked", "unsure_twice", "upset", "declined_consent", "form_trouble"]

ASSISTANCE_SLOTS: tuple[str, ...] = (
    "assist_matter",
    "question",
    "consent",
    "enterprise_name",
    "uscc",
    "contact_name",
    "phone",
    "preferred_time",
    "confirmed",
)
"""Fields of the assistance form (线上人工帮办) in the order in which they are asked."""

SKIPPED = "-"
"""Value of an optional field that the enterprise chose to leave out."""


class _Effect(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Effect):
    """Answer this matter; the facet is the one that was read in this turn."""

    type: Literal["answer"] = "answer"
    matter: str | None = Field(default=None, description="None: no matter is known yet")

    @field_validator("matter")
    @classmethod
    def _empty_slot(cls, value: str | None) -> str | None:
        """Rasa writes an empty slot into a response as the word `None`."""
        return None if value == "None" else value


class Clarify(_Effect):
    """Offer the likeliest matters."""

    type: Literal["clarify"] = "clarify"
    matters: list[str] = Field(max_length=5)


class AskField(_Effect):
    """Ask one field of the assistance form."""

    type: Literal["ask_field"] = "ask_field"
    slot: str


class Hint(_Effect):
    """Say what is wrong with an input, or what was changed; the question follows."""

    type: Literal["hint"] = "hint"


class OpenTicket(_Effect):
    """Store a ticket (帮办单) from the form."""

    type: Literal["open_ticket"] = "open_ticket"
    matter: str | None
    question: str
    enterprise_name: str
    uscc: str | None
    contact_name: str
    phone: str
    preferred_time: str | None


class Handoff(_Effect):
    """Hand the conversation over to a person."""

    type: Literal["handoff"] = "handoff"
    reason: HandoffReason
    matter: str | None = None
    summary: str = ""


class TicketStatus(_Effect):
    """Look up a ticket: the enterprise's own, or by number and the phone's last four digits."""

    type: Literal["ticket_status"] = "ticket_status"
    number: str | None = None
    phone_tail: str | None = Field(default=None, pattern=r"^\d{4}$")


class Complaint(_Effect):
    """The enterprise complains about this service."""

    type: Literal["complaint"] = "complaint"


class OutOfScope(_Effect):
    """The question is outside the service."""

    type: Literal["out_of_scope"] = "out_of_scope"


class Smalltalk(_Effect):
    """Greeting, thanks, goodbye, who are you."""

    type: Literal["smalltalk"] = "smalltalk"


class Fallback(_Effect):
    """Not understood."""

    type: Literal["fallback"] = "fallback"


Effect = Annotated[
    Answer
    | Clarify
    | AskField
    | Hint
    | OpenTicket
    | Handoff
    | TicketStatus
    | Complaint
    | OutOfScope
    | Smalltalk
    | Fallback,
    Field(discriminator="type"),
]
effect_adapter: TypeAdapter[Effect] = TypeAdapter(Effect)

_OUTCOMES: dict[str, Outcome] = {
    "answer": "answered",
    "clarify": "clarified",
    "ask_field": "assistance",
    "hint": "assistance",
    "open_ticket": "assistance",
    "handoff": "handoff",
    "ticket_status": "ticket_status",
    "complaint": "complaint",
    "out_of_scope": "out_of_scope",
    "smalltalk": "smalltalk",
    "fallback": "fallback",
}


def outcome_of(effects: list[Effect]) -> Outcome:
    """The outcome of a turn: its first effect says what kind of turn it was.

    A digression inside the form answers first and asks the open field again, so it counts as
    answered. A turn without effect is a fallback.
    """
    return _OUTCOMES[effects[0].type] if effects else "fallback"
