"""Unsure: offer the likeliest matters once, then a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.handoff import handoff_effect
from actions.words import Words, answered_before, previous_turn_ran
from effects import Answer, Clarify

FOLLOW_UP = 20
"""Characters up to which a message that is not understood may go on about the last matter."""
OFFERED = 3
"""Matters offered at once."""


class ActionClarify(Action):
    """Runs when the reading is not sure."""

    def name(self) -> str:
        return "action_clarify"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        words = Words(tracker)
        if (matter := _goes_on(tracker, words)) is not None:
            dispatcher.utter_message(json_message=Answer(matter=matter).model_dump())
            return []
        candidates = words.candidates[:OFFERED]
        if previous_turn_ran(tracker, self.name()) and not answered_before(tracker):
            dispatcher.utter_message(json_message=handoff_effect(tracker, "unsure_twice"))
        elif words.reading.get("decision") == "unsure" and candidates:
            dispatcher.utter_message(json_message=Clarify(matters=candidates).model_dump())
        else:
            dispatcher.utter_message(response="utter_default")
        return []


def _goes_on(tracker: Tracker, words: Words) -> str | None:
    """The last matter, when a short message after its answer asks a facet and names no matter."""
    short = len(words.text) <= FOLLOW_UP and bool(words.reading.get("facets"))
    if short and words.entity("alias") is None and answered_before(tracker):
        matter: str | None = tracker.get_slot("matter")
        return matter
    return None
