"""Views of a tracker: what the enterprise just said, and how Rasa read it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from understanding.questions import asks
from understanding.reading import matter_of


class Words:
    """The latest message of the enterprise."""

    def __init__(self, tracker: Tracker) -> None:
        message: dict[str, Any] = tracker.latest_message
        self.text = (message.get("text") or "").strip()
        self.intent = str((message.get("intent") or {}).get("name") or "")
        self.reading: dict[str, Any] = message.get("reading") or {}
        self.is_payload = self.text.startswith("/")
        self._entities: list[dict[str, Any]] = message.get("entities") or []

    def entity(self, name: str) -> str | None:
        """Value of the first entity of this kind."""
        values = (e["value"] for e in self._entities if e["entity"] == name)
        return next((str(value) for value in values), None)

    @property
    def sure(self) -> bool:
        """The intent may be taken as it is: a button, or a confident reading."""
        return self.is_payload or self.reading.get("decision") == "sure"

    @property
    def asks(self) -> bool:
        """Sounds like a question rather than like an answer."""
        return asks(self.text)

    @property
    def candidates(self) -> list[str]:
        """Matters in order of likelihood, those named by an alias first."""
        named = [str(e["value"]) for e in self._entities if e["entity"] == "alias"]
        ranked = [label for label, _ in self.reading.get("ranking", [])]
        likely = [matter for label in ranked if (matter := matter_of(label))]
        return list(dict.fromkeys([*(m for m in named if m in likely), *likely]))


def executed_since_user(tracker: Tracker) -> list[str]:
    """Names of actions that ran or refused to run since the latest message."""
    names: list[str] = []
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        if event["event"] in ("action", "action_execution_rejected"):
            names.append(str(event["name"]))
    return names


def previous_turn(tracker: Tracker) -> list[dict[str, Any]]:
    """Events between the message before the latest one and the latest one."""
    found: list[dict[str, Any]] = []
    users = 0
    for event in reversed(tracker.events):
        users += event["event"] == "user"
        if users == 2:
            break
        if users == 1 and event["event"] != "user":
            found.append(event)
    return found


def answered_before(tracker: Tracker) -> bool:
    """Whether the turn before the latest message answered a matter."""
    effects = ((e.get("data") or {}).get("custom") or {} for e in previous_turn(tracker))
    return any(effect.get("type") == "answer" for effect in effects)


def previous_turn_ran(tracker: Tracker, action: str) -> bool:
    """Whether the turn before the latest message ran this action."""
    return any(e["event"] == "action" and e["name"] == action for e in previous_turn(tracker))
