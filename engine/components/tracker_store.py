"""An asynchronous Redis tracker store whose turn costs the same at turn 10 and at turn 1000."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio import Redis

from engine.components.turn import SupportAway, TurnFailed, answer_of, current_turn

KEEP, TRIM_AT = 40, 60
"""Events kept after a trim, and the number at which one is made; cut at a turn border."""
EMPTY: dict[str, Any] = {"slots": {}, "form": None, "interrupted": False, "rejected": False}
"""The snapshot of a conversation whose window begins at its beginning."""
MARK = len('{"mark":"') + 32
"""Bytes at the beginning of a stored state, different after every turn."""
_SAVE = f"""
if redis.call('GETRANGE', KEYS[1], 0, {MARK - 1}) ~= ARGV[1] then return 0 end
if ARGV[1] == '' then redis.call('DEL', KEYS[2]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
for i = 4, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
"""
"""Append and replace at once, unless the state is not the one that the turn began with."""


class AppendingTrackerStore(TrackerStore):
    """Keeps a snapshot and the last events for the turns, and all events apart.

    Keys, all expiring `idle_seconds` after the last turn:
        `{prefix}:{conversation}:state`  JSON: mark, base (slots and form where the window starts),
                                         events (the window), turn (id and answer of the last one)
        `{prefix}:{conversation}:log`    list of every event as JSON, never read in a turn

    Errors: redis.RedisError when Redis is away, TurnFailed when the turn must not be kept, because
    it failed or because another process, thought to be dead, took one meanwhile.
    """

    def __init__(
        self,
        domain: Domain | None,
        host: str,
        event_broker: EventBroker | None = None,
        prefix: str = "tracker",
        idle_seconds: int = 7 * 24 * 3600,
        timeout: float = 2.0,
    ) -> None:
        """`host` is a Redis URL; `timeout` in seconds for each command."""
        super().__init__(domain, event_broker)
        self._redis = Redis.from_url(
            host, socket_timeout=timeout, socket_connect_timeout=timeout, decode_responses=True
        )
        self._prefix = prefix
        self._idle = int(idle_seconds)
        self._save = self._redis.register_script(_SAVE)

    def _key(self, conversation: str, kind: str) -> str:
        return f"{self._prefix}:{conversation}:{kind}"

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """A tracker of constant size: snapshot and window."""
        turn = current_turn.get()
        state = turn.state if turn else await self.state(sender_id)
        if state is None:
            return None
        base = _base_events(state["base"])
        events = [Event.from_parameters(event) for event in state["events"]]
        tracker = self._replay(sender_id, [*base, *(event for event in events if event)])
        tracker.base = state["base"]
        tracker.base_length = len(base)
        tracker.stored_length = len(tracker.events)
        tracker.mark = state["mark"]
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Every event ever kept; for people, not for turns."""
        raw = await self._redis.lrange(self._key(conversation_id, "log"), 0, -1)
        events = [Event.from_parameters(json.loads(event)) for event in raw]
        return self._replay(conversation_id, [e for e in events if e]) if events else None

    async def state(self, conversation: str) -> Any | None:
        """Snapshot, window and last turn, as `save` wrote them; None for an unknown one.

        `mark` is how the stored text begins.
        """
        raw = await self._redis.get(self._key(conversation, "state"))
        return json.loads(raw) | {"mark": raw[:MARK]} if raw else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the new events and replace the state, in one transaction."""
        turn = current_turn.get()
        if turn and turn.failure:
            raise (SupportAway if turn.away else TurnFailed)(turn.failure)
        events = list(tracker.events)
        new = events[getattr(tracker, "stored_length", 0) :]
        if not new:
            return
        base_length = getattr(tracker, "base_length", 0)
        base, window = getattr(tracker, "base", EMPTY), events[base_length:]
        if len(window) > TRIM_AT:
            cut = _turn_border(window)
            base = _snapshot(self._replay(tracker.sender_id, events[: base_length + cut]))
            window = window[cut:]
        answer = answer_of(turn, tracker) if turn else None
        state = {
            "mark": uuid.uuid4().hex,
            "base": base,
            "events": [event.as_dict() for event in window],
            "turn": {"id": turn.id, "answer": answer} if turn else None,
        }
        kept = _dumps(state)
        keys = [self._key(tracker.sender_id, kind) for kind in ("state", "log")]
        added = (_dumps(event.as_dict()) for event in new)
        if not await self._save(keys, [getattr(tracker, "mark", ""), kept, self._idle, *added]):
            raise TurnFailed("the conversation went on elsewhere")
        tracker.mark = kept[:MARK]
        tracker.base_length = base_length
        tracker.stored_length = len(events)
        if turn:
            turn.answer = answer

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations that are kept."""
        start, end = len(self._prefix) + 1, -len(":state")
        pattern = self._key("*", "state")
        return [key[start:end] async for key in self._redis.scan_iter(match=pattern, count=500)]

    async def ping(self) -> None:
        """Raise redis.RedisError unless Redis answers."""
        await self._redis.ping()

    def _replay(self, conversation: str, events: Sequence[Event]) -> DialogueStateTracker:
        tracker = self.init_tracker(conversation)
        for event in events:
            tracker.update(event)
        return tracker


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _turn_border(window: Sequence[Event]) -> int:
    """Index of an `action_listen` that a user's words follow, so that about KEEP events remain.

    The last turn is always kept, however long it is.
    """
    borders = [
        i
        for i in range(1, len(window) - 1)
        if isinstance(window[i], ActionExecuted)
        and window[i].action_name == ACTION_LISTEN_NAME
        and isinstance(window[i + 1], UserUttered)
    ]
    wanted = [i for i in borders if len(window) - i >= KEEP]
    return wanted[-1] if wanted else (borders[0] if borders else 0)


def _snapshot(tracker: DialogueStateTracker) -> dict[str, Any]:
    loop = tracker.active_loop
    return {
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value
        },
        "form": loop.name if loop else None,
        "interrupted": bool(loop and loop.is_interrupted),
        "rejected": bool(loop and loop.rejected),
    }


def _base_events(base: dict[str, Any]) -> list[Event]:
    events: list[Event] = [SlotSet(name, value) for name, value in base["slots"].items()]
    if base["form"]:
        events.append(ActiveLoop(base["form"]))
        if base.get("rejected"):
            events.append(ActionExecutionRejected(base["form"]))
        if base["interrupted"]:
            events.append(LoopInterrupted(True))
    return events
