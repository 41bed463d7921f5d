"""What the tracker store promises beside being like the stock one."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import RedisError

from engine.components.tracker_store import KEEP, TRIM_AT, AppendingTrackerStore
from engine.components.turn import Turn, TurnFailed
from engine.tests.conftest import StoreMaker
from engine.tests.conversations import (
    did,
    form_turn,
    listen,
    plain_turn,
    said,
    session_start,
    user,
)

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
def conversation() -> str:
    return uuid.uuid4().hex


async def keys_of(redis: Redis, conversation: str) -> dict[str, str]:
    """The conversation's keys by kind: `state` and `log`."""
    pattern = f"test-*:{conversation}:*"
    return {k.rsplit(":", 1)[1]: k async for k in redis.scan_iter(match=pattern, count=500)}


async def take(store: AppendingTrackerStore, conversation: str, turn: Sequence[Event]) -> None:
    """One turn, as Rasa's processor takes it."""
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    for event in turn:
        tracker.update(event)
    await store.save(tracker)


async def window_of(store: AppendingTrackerStore, conversation: str) -> list[Event]:
    """The events kept for the next turn, without what stands for the older ones."""
    tracker = await store.retrieve(conversation)
    assert tracker is not None
    return list(tracker.events)[tracker.base_length :]


async def test_the_window_stays_bounded_over_many_turns(
    store: AppendingTrackerStore, conversation: str
) -> None:
    await take(store, conversation, session_start())
    sizes = []
    for _ in range(300):
        await take(store, conversation, plain_turn())
        sizes.append(len(await window_of(store, conversation)))
    assert max(sizes) <= TRIM_AT
    assert min(sizes[20:]) >= KEEP


async def test_the_state_is_as_large_after_three_hundred_turns_as_after_a_hundred(
    store: AppendingTrackerStore, redis: Redis, conversation: str
) -> None:
    await take(store, conversation, session_start())
    sizes = []
    for _ in range(300):
        await take(store, conversation, plain_turn())
        sizes.append(await redis.strlen((await keys_of(redis, conversation))["state"]))
    early, late = max(sizes[50:100]), max(sizes[250:300])
    assert late == pytest.approx(early, rel=0.1)


async def test_the_window_begins_where_a_turn_begins(
    store: AppendingTrackerStore, conversation: str
) -> None:
    await take(store, conversation, session_start())
    for number in range(60):
        await take(store, conversation, plain_turn() if number % 3 else form_turn())
        window = await window_of(store, conversation)
        assert isinstance(window[0], ActionExecuted)
        if number > 20:
            assert window[0].action_name == "action_listen"
            assert isinstance(window[1], UserUttered)


async def test_a_turn_longer_than_the_window_stays_whole(
    store: AppendingTrackerStore, conversation: str
) -> None:
    await take(store, conversation, session_start())
    for _ in range(20):
        await take(store, conversation, plain_turn())
    answers = [event for _ in range(TRIM_AT) for event in (did("utter_answer"), said())]
    long = [user("ask", "长的一轮"), *answers, listen()]
    await take(store, conversation, long)
    window = await window_of(store, conversation)
    kept = [event.as_dict() for event in window[-len(long) :]]
    assert kept == [event.as_dict() for event in long]


async def test_every_event_stays_in_the_full_log_in_order(
    store: AppendingTrackerStore, conversation: str
) -> None:
    turns = [session_start(), *(plain_turn(f"第{number}问") for number in range(50))]
    for turn in turns:
        await take(store, conversation, turn)
    full = await store.retrieve_full_tracker(conversation)
    assert full is not None
    expected = [event.as_dict() for turn in turns for event in turn]
    assert [event.as_dict() for event in full.events] == expected


async def test_a_tracker_saved_twice_in_a_turn_is_logged_once(
    store: AppendingTrackerStore, conversation: str
) -> None:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    first, second = session_start(), plain_turn()
    for part in (first, second):
        for event in part:
            tracker.update(event)
        await store.save(tracker)
    full = await store.retrieve_full_tracker(conversation)
    assert full is not None
    assert [e.as_dict() for e in full.events] == [e.as_dict() for e in (*first, *second)]


async def test_a_conversation_that_never_was_is_none(
    store: AppendingTrackerStore, conversation: str
) -> None:
    assert await store.retrieve(conversation) is None
    assert await store.retrieve_full_tracker(conversation) is None
    assert await store.stored_answer(conversation, "turn-1") is None


async def test_keys_are_the_ids_of_the_conversations(store: AppendingTrackerStore) -> None:
    for conversation in ("web:1", "wechat:2"):
        await take(store, conversation, session_start())
    assert set(await store.keys()) == {"web:1", "wechat:2"}


async def test_both_keys_expire_when_the_conversation_is_idle(
    fresh_store: StoreMaker, redis: Redis, conversation: str
) -> None:
    async with fresh_store(idle_seconds=1000) as store:
        await take(store, conversation, session_start())
        keys = await keys_of(redis, conversation)
        left = {kind: await redis.ttl(key) for kind, key in keys.items()}
    assert set(left) == {"state", "log"}
    assert all(0 < seconds <= 1000 for seconds in left.values())


async def test_a_further_turn_puts_the_expiry_off(
    fresh_store: StoreMaker, redis: Redis, conversation: str
) -> None:
    async with fresh_store(idle_seconds=100_000) as store:
        await take(store, conversation, session_start())
        keys = await keys_of(redis, conversation)
        for key in keys.values():
            await redis.expire(key, 1000)
        await take(store, conversation, plain_turn())
        left = [await redis.ttl(key) for key in keys.values()]
    assert all(seconds > 1000 for seconds in left)


async def test_the_last_turns_answer_is_found_by_its_id(
    store: AppendingTrackerStore, turn: Turn, conversation: str
) -> None:
    turn.replies.append({"text": "要带身份证", "buttons": [], "effect": None})
    await take(store, conversation, [*session_start(), *plain_turn()])
    answer = await store.stored_answer(conversation, turn.id)
    assert answer is not None
    assert answer["turn_id"] == turn.id
    assert answer["replies"] == turn.replies
    assert answer["intent"] == "ask"
    assert answer["slots"]["matter"] == "reg_seal"
    assert answer["reading"]["decision"] == "sure"
    assert answer["model"] == turn.model


async def test_the_answer_names_the_form_that_is_being_filled(
    store: AppendingTrackerStore, turn: Turn, conversation: str
) -> None:
    await take(store, conversation, [*session_start(), *form_turn()])
    answer = await store.stored_answer(conversation, turn.id)
    assert answer is not None
    assert answer["active_form"] == "apply_form"


async def test_an_earlier_turns_answer_is_not_kept(
    store: AppendingTrackerStore, turn: Turn, conversation: str
) -> None:
    await take(store, conversation, [*session_start(), *plain_turn()])
    earlier, turn.id = turn.id, "turn-2"
    await take(store, conversation, plain_turn())
    assert await store.stored_answer(conversation, earlier) is None
    assert await store.stored_answer(conversation, "turn-2") is not None


async def test_nothing_of_a_failed_turn_is_kept(
    store: AppendingTrackerStore, turn: Turn, redis: Redis, conversation: str
) -> None:
    await take(store, conversation, session_start())
    keys = await keys_of(redis, conversation)

    async def kept() -> tuple[str, list[str]]:
        return await redis.get(keys["state"]), await redis.lrange(keys["log"], 0, -1)

    before = await kept()
    turn.failure = "action server: ClientConnectorError"
    with pytest.raises(TurnFailed, match="action server"):
        await take(store, conversation, plain_turn())
    assert await kept() == before


async def test_an_unknown_option_is_refused(domain: Domain) -> None:
    options = EndpointConfig(
        NOBODY_LISTENS,
        type="engine.components.tracker_store.AppendingTrackerStore",
        record_exp=60,
    )
    with pytest.raises(TypeError, match="record_exp"):
        TrackerStore.create(options, domain)


async def test_the_options_of_the_endpoints_file_reach_the_store(
    domain: Domain, redis_url: str, redis: Redis, conversation: str
) -> None:
    options = EndpointConfig(
        redis_url,
        type="engine.components.tracker_store.AppendingTrackerStore",
        prefix=f"test-{conversation}",
        idle_seconds=50,
    )
    store = TrackerStore.create(options, domain)
    assert isinstance(store, AppendingTrackerStore)
    await take(store, conversation, session_start())
    keys = list((await keys_of(redis, conversation)).values())
    left = [await redis.ttl(key) for key in keys]
    await redis.delete(*keys)
    assert len(left) == 2
    assert all(0 < seconds <= 50 for seconds in left)


@pytest.mark.parametrize("what", ["retrieve", "save", "ping"])
async def test_redis_away_raises(domain: Domain, what: str) -> None:
    store = AppendingTrackerStore(domain, NOBODY_LISTENS)
    with pytest.raises(RedisError):
        if what == "ping":
            await store.ping()
        elif what == "retrieve":
            await store.retrieve("c")
        else:
            tracker = store.init_tracker("c")
            tracker.update(listen())
            await store.save(tracker)
