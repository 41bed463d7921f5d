"""Hand-made trackers, and what an action did with one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

FORM = "assistance_form"


@dataclass(frozen=True)
class Said:
    """The latest message as the engine reads it."""

    text: str
    intent: str = "nlu_fallback"
    decision: str = "unsure"
    matter: str | None = None
    ranking: Sequence[tuple[str, float]] = ()
    entities: Mapping[str, str] = field(default_factory=dict)
    facets: Sequence[str] = ()

    def message(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "intent": {"name": self.intent},
            "reading": {
                "decision": self.decision,
                "matter": self.matter,
                "ranking": [list(pair) for pair in self.ranking],
                "facets": list(self.facets),
            },
            "entities": [{"entity": kind, "value": v} for kind, v in self.entities.items()],
        }


def user(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text}


def ran(action: str) -> dict[str, Any]:
    return {"event": "action", "name": action}


def emitted(effect: dict[str, Any]) -> dict[str, Any]:
    return {"event": "bot", "text": None, "data": {"custom": effect}}


@dataclass(frozen=True)
class Done:
    """Slots that were set, the last value of each, and what was said."""

    slots: dict[str, Any]
    responses: list[str]
    effects: list[dict[str, Any]]


def run(
    action: Action,
    said: Said,
    slots: Mapping[str, Any] | None = None,
    before: Sequence[dict[str, Any]] = (),
    after: Sequence[dict[str, Any]] = (),
) -> Done:
    """Run an action; `before` and `after` are events around the latest message."""
    known = dict(slots or {})
    in_form = known.get("requested_slot") is not None
    tracker = Tracker(
        sender_id="someone",
        slots=known,
        latest_message=said.message(),
        events=[*before, user(said.text), *after],
        paused=False,
        followup_action=None,
        active_loop={"name": FORM} if in_form else {},
        latest_action_name="action_listen",
    )
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    return Done(
        slots={event["name"]: event["value"] for event in events},
        responses=[m["response"] for m in dispatcher.messages if m.get("response")],
        effects=[m["custom"] for m in dispatcher.messages if m.get("custom")],
    )
