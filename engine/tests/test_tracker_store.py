"""What is kept of a conversation, how much of it, for how long, and what is refused."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import RedisError

from engine.components.tracker_store import KEEP, TRIM_AT, AppendingTrackerStore
from engine.components.turn import Turn, TurnFailed, current_turn
from engine.tests.conftest import StoreMaker
from engine.tests.conversations import digression, form_turn, plain_turn, session_start, user

NOBODY = "redis://127.0.0.1:1/0"
"""A port on which nothing listens."""


async def take(store: AppendingTrackerStore, events: Sequence[Event], turn_id: str = "t") -> None:
    """One turn of the conversation `c`, as Rasa takes it: read, add events, save."""
    replies = [{"text": f"答 {turn_id}"}]
    token = current_turn.set(Turn(turn_id, "model-1", replies, await store.state("c")))
    try:
        tracker = await store.get_or_create_tracker("c", append_action_listen=False)
        for event in events:
            tracker.update(event)
        await store.save(tracker)
    finally:
        current_turn.reset(token)


async def read(store: AppendingTrackerStore) -> DialogueStateTracker:
    tracker = await store.retrieve("c")
    assert tracker is not None
    return tracker


def window(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    return [event.as_dict() for event in list(tracker.events)[tracker.base_length :]]


def as_dicts(events: Sequence[Event]) -> list[dict[str, Any]]:
    return [event.as_dict() for event in events]


async def test_window_and_state_stay_the_same_size_over_300_turns(
    store: AppendingTrackerStore, redis: Redis, prefix: str
) -> None:
    await take(store, session_start())
    lengths, sizes = [], []
    for number in range(300):
        await take(store, plain_turn(f"第 {number:03} 问"), f"turn-{number:03}")
        lengths.append(len(window(await read(store))))
        sizes.append(await redis.strlen(f"{prefix}:c:state"))
    assert max(lengths) <= TRIM_AT
    assert min(lengths[50:]) >= KEEP
    assert max(sizes[250:]) <= 1.1 * max(sizes[20:70])


async def test_the_window_begins_at_the_border_of_a_turn(store: AppendingTrackerStore) -> None:
    await take(store, session_start())
    starts = set()
    for number in range(60):
        await take(store, form_turn() if number % 2 else digression())
        first, second, *_ = window(await read(store))
        starts.add((first.get("name"), second["event"]))
    assert starts == {("action_session_start", "session_started"), ("action_listen", "user")}


async def test_the_last_turn_is_kept_whole_however_long(store: AppendingTrackerStore) -> None:
    await take(store, session_start())
    long = [user("ask"), *(SlotSet("name", str(i)) for i in range(3 * TRIM_AT)), *plain_turn()[1:]]
    for _ in range(3):
        await take(store, long)
    assert window(await read(store))[-len(long) :] == as_dicts(long)


async def test_a_slot_survives_its_event(store: AppendingTrackerStore) -> None:
    await take(store, [*session_start(), SlotSet("name", "示例公司"), SlotSet("size", None)])
    for _ in range(30):
        await take(store, plain_turn())
    tracker = await read(store)
    assert (tracker.get_slot("name"), tracker.get_slot("size")) == ("示例公司", None)
    assert "示例公司" not in str(window(tracker))


async def test_the_log_has_every_event_in_order(store: AppendingTrackerStore) -> None:
    turns = [session_start(), *(plain_turn(f"第 {i} 问") for i in range(40)), form_turn()]
    for turn in turns:
        await take(store, turn)
    tracker = await store.retrieve_full_tracker("c")
    assert tracker is not None
    assert as_dicts(list(tracker.events)) == as_dicts([event for turn in turns for event in turn])


async def test_nobody_has_an_unknown_conversation(store: AppendingTrackerStore) -> None:
    assert await store.retrieve("c") is None
    assert await store.retrieve_full_tracker("c") is None
    assert await store.state("c") is None


async def test_both_keys_expire_after_the_last_turn(
    fresh_store: StoreMaker, redis: Redis, prefix: str
) -> None:
    async with fresh_store(prefix=prefix, idle_seconds=1000) as store:
        await take(store, session_start())
        keys = [key async for key in redis.scan_iter(f"{prefix}:*", count=500)]
        for key in keys:
            await redis.expire(key, 10)
        await take(store, plain_turn())
        left = [await redis.ttl(key) for key in keys]
    assert len(left) == 2
    assert all(10 < seconds <= 1000 for seconds in left)


async def test_a_conversation_begun_anew_has_no_old_log(
    store: AppendingTrackerStore, redis: Redis, prefix: str
) -> None:
    await take(store, plain_turn("旧话"))
    await redis.delete(f"{prefix}:c:state")
    await take(store, plain_turn("新话"))
    tracker = await store.retrieve_full_tracker("c")
    assert tracker is not None
    assert [e.text for e in tracker.events if e.type_name == "user"] == ["新话"]


async def last_answer(store: AppendingTrackerStore) -> Any:
    state = await store.state("c")
    assert state is not None
    return state["turn"]["answer"]


async def test_only_the_last_turns_answer_is_kept(store: AppendingTrackerStore) -> None:
    await take(store, plain_turn(), "first")
    await take(store, plain_turn(), "second")
    answer = await last_answer(store)
    assert answer["turn_id"] == "second"
    assert answer["replies"] == [{"text": "答 second"}]
    assert answer["slots"]["matter"] == "reg_seal"


async def test_the_answer_tells_the_words_on_which_the_form_stepped_aside(
    store: AppendingTrackerStore,
) -> None:
    await take(store, form_turn(), "first")
    await take(store, digression(), "second")
    answer = await last_answer(store)
    assert (answer["intent"], answer["active_form"]) == ("handoff", "apply_form")
    assert answer["reading"]["label"] == "handoff"


async def test_nothing_of_a_failed_turn_is_kept(
    store: AppendingTrackerStore, redis: Redis, prefix: str, turn: Turn
) -> None:
    await take(store, plain_turn(), "good")
    keys = [f"{prefix}:c:state", f"{prefix}:c:log"]
    before = await redis.get(keys[0]), await redis.lrange(keys[1], 0, -1)
    turn.state = await store.state("c")
    turn.failure = "action server: TimeoutError"
    tracker = await read(store)
    tracker.update(user("greet"))
    with pytest.raises(TurnFailed, match="TimeoutError"):
        await store.save(tracker)
    assert (await redis.get(keys[0]), await redis.lrange(keys[1], 0, -1)) == before


async def test_a_failed_first_turn_leaves_no_key(
    store: AppendingTrackerStore, redis: Redis, prefix: str, turn: Turn
) -> None:
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    tracker.update(user("greet"))
    turn.failure = "action server: TimeoutError"
    with pytest.raises(TurnFailed):
        await store.save(tracker)
    assert [key async for key in redis.scan_iter(f"{prefix}:*", count=500)] == []


async def test_who_was_thought_dead_and_comes_back_late_takes_nothing_away(
    store: AppendingTrackerStore, redis: Redis, prefix: str
) -> None:
    await take(store, [*session_start(), *plain_turn("一")], "first")
    late = await read(store)
    await take(store, plain_turn("二"), "second")
    kept = await redis.get(f"{prefix}:c:state"), await redis.lrange(f"{prefix}:c:log", 0, -1)
    late.update(SlotSet("name", "太晚"))
    with pytest.raises(TurnFailed):
        await store.save(late)
    assert kept == (
        await redis.get(f"{prefix}:c:state"),
        await redis.lrange(f"{prefix}:c:log", 0, -1),
    )


async def test_of_two_who_begin_the_same_conversation_one_is_kept(
    store: AppendingTrackerStore,
) -> None:
    both = [await store.get_or_create_tracker("c", append_action_listen=False) for _ in "ab"]
    for number, tracker in enumerate(both):
        tracker.update(SlotSet("name", str(number)))
    await store.save(both[0])
    with pytest.raises(TurnFailed):
        await store.save(both[1])
    assert (await read(store)).get_slot("name") == "0"


async def test_saving_twice_keeps_the_events_once(store: AppendingTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    events = [event for _ in range(20) for event in plain_turn()]
    for event in events:
        tracker.update(copy.deepcopy(event))
        await store.save(tracker)
        await store.save(tracker)
    full = await store.retrieve_full_tracker("c")
    assert full is not None
    assert as_dicts(list(full.events)) == as_dicts(events)


async def test_conversations_are_listed_by_their_ids(store: AppendingTrackerStore) -> None:
    ids = {"c", "c:state", "会话*[1]"}
    for conversation in ids:
        tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
        tracker.update(user("greet"))
        await store.save(tracker)
    assert set(await store.keys()) == ids


def endpoint(**options: Any) -> EndpointConfig:
    """The section of endpoints.yml."""
    kind = f"{AppendingTrackerStore.__module__}.{AppendingTrackerStore.__name__}"
    return EndpointConfig(type=kind, url=NOBODY, **options)


def test_rasa_builds_the_store_from_its_endpoints_and_does_not_wrap_it(domain: Domain) -> None:
    assert type(TrackerStore.create(endpoint(timeout=1), domain)) is AppendingTrackerStore


def test_an_unknown_option_is_refused(domain: Domain) -> None:
    with pytest.raises(TypeError, match="max_event_history"):
        TrackerStore.create(endpoint(max_event_history=100), domain)


@pytest.mark.parametrize("method", ["retrieve", "save", "retrieve_full_tracker", "ping"])
async def test_a_redis_that_is_away_is_an_error(domain: Domain, method: str) -> None:
    away = AppendingTrackerStore(domain, NOBODY, timeout=0.5)
    tracker = DialogueStateTracker("c", domain.slots)
    tracker.update(user("greet"))
    arguments = {"save": [tracker], "ping": []}.get(method, ["c"])
    with pytest.raises(RedisError):
        await getattr(away, method)(*arguments)
