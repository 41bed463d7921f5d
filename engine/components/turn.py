"""The turn in hand: what the channel, the action endpoint and the tracker store share about it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


class TurnFailed(Exception):
    """The turn cannot be answered; nothing of it is kept and the caller may try again."""


class SupportAway(TurnFailed):
    """What the engine stands on is away: any turn would fail, until it is back."""


@dataclass
class Turn:
    """One request of the application."""

    id: str
    model: str
    replies: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    """What the tracker store holds of the conversation as the turn begins; read once."""
    failure: str | None = None
    away: bool = False
    """Whether it failed because the action server could not be reached."""
    answer: dict[str, Any] | None = None
    """Set by the tracker store once it is kept."""


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)


class ReplyCollector(OutputChannel):
    """Keeps each response whole: text, buttons and custom effect stay together."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        return "bot"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self._turn.replies.append(
            {
                "text": message.get("text") or None,
                "buttons": [
                    {"title": button["title"], "payload": button["payload"]}
                    for button in message.get("buttons") or []
                ],
                "effect": message.get("custom") or None,
            }
        )


def answer_of(turn: Turn, tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the application gets for a turn; kept with the events and given again on a repeat."""
    # Not get_last_event_for: it skips the words of a turn in which the form stepped aside.
    user = next((e for e in reversed(tracker.events) if isinstance(e, UserUttered)), None)
    parsed = dict(user.parse_data) if user and user.parse_data else {}
    entities = [
        {key: entity.get(key) for key in ("entity", "value", "start", "end")}
        for entity in parsed.get("entities", [])
    ]
    return {
        "turn_id": turn.id,
        "replies": turn.replies,
        "reading": parsed.get("reading"),
        "intent": (parsed.get("intent") or {}).get("name"),
        "entities": entities,
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and not name.startswith("session_started")
        },
        "active_form": tracker.active_loop_name,
        "model": turn.model,
    }
