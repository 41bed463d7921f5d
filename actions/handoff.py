"""转人工: say why, about what, and what is known."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.words import Words
from effects import SKIPPED, Handoff, HandoffReason

_MAX_WORDS = 5


def handoff_effect(tracker: Tracker, reason: HandoffReason) -> dict[str, Any]:
    """The effect with a summary: the enterprise's last words that were not buttons."""
    words = [
        str(event.get("text") or "")
        for event in tracker.events
        if event["event"] == "user" and not str(event.get("text") or "/").startswith("/")
    ]
    effect = Handoff(
        reason=reason,
        matter=_known(tracker.get_slot("assist_matter")) or tracker.get_slot("matter"),
        summary="\n".join(words[-_MAX_WORDS:]),
    )
    return effect.model_dump()


def _known(value: str | None) -> str | None:
    return None if value == SKIPPED else value


class ActionHandoff(Action):
    """Asks the application to hand the conversation over."""

    def name(self) -> str:
        return "action_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        reason: HandoffReason = "upset" if Words(tracker).intent == "upset" else "asked"
        dispatcher.utter_message(json_message=handoff_effect(tracker, reason))
        return []
