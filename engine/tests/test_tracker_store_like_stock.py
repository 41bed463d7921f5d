"""Rasa's stock store is the reference: what the next turn starts from must be the same."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.core.training import load_data
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUtteranceReverted
from rasa.shared.core.trackers import DialogueStateTracker

from engine.tests.conftest import StoreMaker
from engine.tests.conversations import (
    FORMS,
    INTENTS,
    RULES,
    conversations,
    did,
    digression,
    form_turn,
    plain_turn,
    refused,
    session_start,
    user,
)


@pytest.fixture(scope="module")
def policy(domain: Domain, tmp_path_factory: pytest.TempPathFactory) -> RulePolicy:
    """Rasa's own policy, trained on the rules of the tests."""
    directory = tmp_path_factory.mktemp("rules")
    (directory / "rules.yml").write_text(RULES, encoding="utf-8")
    (directory / "model").mkdir()
    made = RulePolicy.create(
        RulePolicy.get_default_config(),
        LocalModelStorage(Path(directory / "model")),
        Resource("rules"),
        ExecutionContext(GraphSchema({}), "rules"),
    )
    made.train(load_data(str(directory / "rules.yml"), domain, augmentation_factor=0), domain)
    return made


def predicted(
    policy: RulePolicy, domain: Domain, tracker: DialogueStateTracker, intent: str
) -> list[Any]:
    """What Rasa would do next with these words, also after a form ran on them or stepped aside."""
    words, found = user(intent), []
    for further in ([], *([event(form)] for form in FORMS for event in (refused, did))):
        asked = copy.copy(tracker)
        asked.events = tracker.events.copy()
        asked.active_loop = copy.copy(tracker.active_loop)
        for event in (words, *further):
            asked.update(event)
        found.append(_next_action(policy, domain, asked))
    return found


def _next_action(policy: RulePolicy, domain: Domain, tracker: DialogueStateTracker) -> Any:
    prediction = policy.predict_action_probabilities(tracker, domain)
    names = domain.action_names_or_texts
    chances = {n: p for n, p in zip(names, prediction.probabilities, strict=True) if p > 0}
    return chances, [event.as_dict()["event"] for event in prediction.events or []]


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    loop = tracker.active_loop
    return {
        "slots": tracker.current_slot_values(),
        "loop": (loop.name, loop.is_interrupted, loop.rejected) if loop else None,
        "latest_action_name": tracker.latest_action_name,
        "followup_action": tracker.followup_action,
        "paused": tracker.is_paused(),
    }


def words_of(tracker: DialogueStateTracker) -> Any:
    """The last words, which the stock store loses when a form ran on them.

    After words were taken back, they are whatever Rasa's replay makes of the older ones.
    """
    message = tracker.latest_message
    return message and (message.text, message.intent, message.entities, message.parse_data)


def last_events(tracker: DialogueStateTracker, number: int) -> list[dict[str, Any]]:
    return [event.as_dict() for event in list(tracker.events)[-number:]]


async def compare(
    fresh_store: StoreMaker, domain: Domain, policy: RulePolicy, turns: Sequence[list[Event]]
) -> None:
    stock = InMemoryTrackerStore(domain)
    live = DialogueStateTracker("c", domain.slots)
    async with fresh_store() as ours:
        for number, turn in enumerate([session_start(), *turns]):
            for event in turn:
                live.update(copy.deepcopy(event))
            for store in (ours, stock):
                tracker = await store.get_or_create_tracker("c", append_action_listen=False)
                for event in turn:
                    tracker.update(copy.deepcopy(event))
                await store.save(tracker)
            kept, reference = await ours.retrieve("c"), await stock.retrieve("c")
            assert kept is not None and reference is not None
            assert (number, state_of(kept)) == (number, state_of(reference))
            if not any(isinstance(event, UserUtteranceReverted) for event in turn):
                assert words_of(kept) == words_of(live)
            same = min(len(kept.events) - kept.base_length, len(reference.events))
            assert last_events(kept, same) == last_events(reference, same)
            intent = INTENTS[number % len(INTENTS)]
            expected = predicted(policy, domain, reference, intent)
            assert (intent, predicted(policy, domain, kept, intent)) == (intent, expected)


@given(turns=conversations())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
async def test_a_conversation_goes_on_as_with_the_stock_store(
    fresh_store: StoreMaker, domain: Domain, policy: RulePolicy, turns: list[list[Event]]
) -> None:
    await compare(fresh_store, domain, policy, turns)


async def test_a_form_that_stepped_aside_stays_aside_beyond_the_window(
    fresh_store: StoreMaker, domain: Domain, policy: RulePolicy
) -> None:
    turns = [form_turn(), digression(), *(plain_turn() for _ in range(30))]
    await compare(fresh_store, domain, policy, turns)
