"""The JSON of the command line: one turn, and an evaluation."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.dialogue.engine import Entity
from bot.words import say
from effects import Outcome

Share = float


class _Report(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChoiceOut(_Report):
    id: str
    title: str


class TurnReport(_Report):
    """One turn, as `bot ask --json` and `bot chat` print it."""

    outcome: Outcome
    matter: str | None = Field(description="The matter answered")
    facet: str | None = Field(description="The facet asked")
    confidence: float = Field(ge=0, le=1)
    ranking: list[tuple[str, float]] = Field(description="Labels with their probabilities")
    entities: list[Entity]
    slots: dict[str, object]
    choices: list[ChoiceOut] = Field(description="Offered in the last reply")
    offered: list[str] = Field(description="Matters among which a clarified turn lets choose")
    ticket: str | None = Field(description="Number of the ticket opened or found")
    owner: str = Field(description="bot, queue or staff, after the turn")
    reply: str
    model: str
    ms: float = Field(description="Milliseconds that the engine took")


class MatterShares(_Report):
    """Shares of the lines that are labelled with a matter; the six outcomes add up to 1."""

    n: int
    top1: Share = Field(description="The right matter has the highest probability")
    top3: Share
    answered_right: Share = Field(description="Right matter and, where one is given, right facet")
    answered_wrong: Share = Field(description="Any other answer, small talk or form included")
    clarified_with_right: Share
    clarified_without: Share
    fallback: Share
    handed_off: Share
    wilson95: tuple[float, float] = Field(
        description="95 % interval of answered_right + clarified_with_right"
    )


class RightShare(_Report):
    n: int
    right: Share


class OosShare(_Report):
    n: int
    wrongly_answered: Share


class Latency(_Report):
    p50: float
    p95: float


class Miss(_Report):
    """A line that was not answered right."""

    text: str
    label: str
    facet: str | None
    outcome: Outcome
    got: str | None
    got_facet: str | None
    ranking: list[tuple[str, float]]


class EvaluationReport(_Report):
    """What `bot evaluate --json` prints; every share lies between 0 and 1."""

    matter: MatterShares
    facet: RightShare
    domain: RightShare
    intent: RightShare
    oos: OosShare
    by_domain: dict[str, MatterShares]
    latency_ms: Latency
    misses: list[Miss]


def summary(report: EvaluationReport) -> str:
    """What is shown to a person."""
    matter = report.matter
    return say(
        "cli.summary",
        n=matter.n,
        right=matter.answered_right,
        clarified=matter.clarified_with_right,
        wrong=matter.answered_wrong,
        low=matter.wilson95[0],
        high=matter.wilson95[1],
        facet=report.facet.right,
        oos=report.oos.wrongly_answered,
        p50=report.latency_ms.p50,
        p95=report.latency_ms.p95,
    )
