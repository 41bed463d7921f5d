"""Unsure: offer the likeliest matters once, then a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.handoff import handoff_effect
from actions.words import Words, previous_turn_ran
from effects import Clarify

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
        candidates = words.candidates[:OFFERED]
        if previous_turn_ran(tracker, self.name()):
            dispatcher.utter_message(json_message=handoff_effect(tracker, "unsure_twice"))
        elif words.reading.get("decision") == "unsure" and candidates:
            dispatcher.utter_message(json_message=Clarify(matters=candidates).model_dump())
        else:
            dispatcher.utter_message(response="utter_default")
        return []
