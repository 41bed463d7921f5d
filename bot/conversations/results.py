"""What a turn came to, in the form that the log, `bot ask` and the figures use."""

from __future__ import annotations

from typing import Any

from bot.dialogue.engine import Answer
from effects import Answer as AnswerEffect
from effects import Clarify, outcome_of


def result_of(answer: Answer, seconds: float) -> dict[str, Any]:
    """Outcome, reading and slots of a turn; `seconds` is the time that the engine took."""
    effects = [reply.effect for reply in answer.replies if reply.effect]
    outcome = outcome_of(effects)
    first = effects[0] if effects else None
    matter = first.matter if isinstance(first, AnswerEffect) else None
    if isinstance(first, AnswerEffect) and matter is None:
        outcome = "clarified"
    reading = answer.reading
    return {
        "outcome": outcome,
        "matter": matter,
        "facet": answer.facet,
        "confidence": reading.confidence if reading else 1.0,
        "ranking": reading.ranking if reading else [],
        "offered": first.matters if isinstance(first, Clarify) else [],
        "intent": answer.intent,
        "entities": [entity.model_dump() for entity in answer.entities],
        "slots": answer.slots,
        "form": answer.active_form,
        "model": answer.model,
        "ms": round(seconds * 1000, 1),
    }
