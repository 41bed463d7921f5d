"""Conversations as Rasa writes them: a domain, its rules, and turns made of events."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import strategies as st
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

DOMAIN = """
version: "3.1"
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
intents: [ask, greet, handoff, apply, order, cancel, nlu_fallback]
entities: [matter]
slots:
  matter: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  name: {type: text, mappings: [{type: custom}]}
  consent: {type: bool, mappings: [{type: custom}]}
  size: {type: categorical, values: [small, large], initial_value: small, mappings: [{type: custom}]}
  papers: {type: list, mappings: [{type: custom}]}
forms:
  apply_form: {required_slots: [name, consent]}
  order_form: {required_slots: [size]}
actions: [action_handoff, action_clarify, action_submit]
responses:
  utter_greet: [{text: 您好}]
  utter_answer: [{text: 要带身份证}]
  utter_default: [{text: 没听懂}]
"""

RULES = """
version: "3.1"
rules:
- {rule: answer, steps: [{intent: ask}, {action: utter_answer}]}
- {rule: greeting, steps: [{intent: greet}, {action: utter_greet}]}
- {rule: doubt, steps: [{intent: nlu_fallback}, {action: action_clarify}]}
- {rule: a person, steps: [{intent: handoff}, {action: action_handoff}]}
- {rule: apply, steps: [{intent: apply}, {action: apply_form}, {active_loop: apply_form}]}
- {rule: order, steps: [{intent: order}, {action: order_form}, {active_loop: order_form}]}
- rule: applied
  condition: [{active_loop: apply_form}]
  steps:
  - action: apply_form
  - active_loop: null
  - slot_was_set: [{requested_slot: null}]
  - action: action_submit
- rule: cancelled
  condition: [{active_loop: apply_form}]
  steps:
  - intent: cancel
  - action: action_deactivate_loop
  - active_loop: null
- rule: a person is wanted inside the form, which waits
  condition: [{active_loop: apply_form}]
  steps: [{intent: handoff}, {action: action_handoff}]
- rule: a question inside the form, and back
  condition: [{active_loop: apply_form}]
  steps:
  - intent: ask
  - action: utter_answer
  - action: apply_form
  - active_loop: apply_form
"""

INTENTS = ["ask", "greet", "handoff", "apply", "order", "cancel", "nlu_fallback"]
FORMS = ["apply_form", "order_form"]
VALUES: dict[str, list[Any]] = {
    "matter": ["reg_seal", {"id": "reg_seal", "facets": ["fee"]}, None],
    "name": ["示例公司", "", None],
    "consent": [True, False, None],
    "size": ["small", "large", None],
    "papers": [["身份证", "章程"], [], None],
}


def user(intent: str, text: str = "请问怎么办", entities: Any = ()) -> UserUttered:
    """Words of a user, read as this intent."""
    found = [dict(entity) for entity in entities]
    read = {"name": intent, "confidence": 0.9}
    parsed = {
        "text": text,
        "intent": read,
        "entities": found,
        "intent_ranking": [read],
        "reading": {"label": intent, "confidence": 0.9, "decision": "sure"},
    }
    return UserUttered(text, read, found, parsed, input_channel="bot")


def said(text: str = "好的") -> BotUttered:
    return BotUttered(text, {"custom": {"type": "smalltalk"}})


def did(action: str) -> ActionExecuted:
    return ActionExecuted(action, policy="RulePolicy", confidence=1.0)


def listen() -> ActionExecuted:
    return did("action_listen")


def session_start() -> list[Event]:
    return [did("action_session_start"), SessionStarted(), listen()]


def plain_turn(text: str = "请问怎么办") -> list[Event]:
    """A question and its answer."""
    return [user("ask", text), SlotSet("matter", "reg_seal"), did("utter_answer"), said(), listen()]


def form_turn(form: str = "apply_form") -> list[Event]:
    """The form is entered, or goes on."""
    return [
        user("apply"),
        did(form),
        ActiveLoop(form),
        SlotSet("requested_slot", "name"),
        said(),
        listen(),
    ]


def digression(form: str = "apply_form") -> list[Event]:
    """A person is wanted inside the form, which steps aside and waits."""
    return [
        user("handoff"),
        ActionExecutionRejected(form, "RulePolicy", 1.0),
        did("action_handoff"),
        said(),
        listen(),
    ]


slot_sets = st.sampled_from(
    [(name, value) for name, values in VALUES.items() for value in values]
).map(lambda chosen: SlotSet(*chosen))
forms = st.sampled_from(FORMS)


@st.composite
def users(draw: st.DrawFn) -> UserUttered:
    intent = draw(st.sampled_from(INTENTS))
    if draw(st.booleans()):
        return user(intent, f'/{intent}{{"matter": "reg_seal"}}', [{"entity": "matter"}])
    entity = {"entity": "matter", "value": "reg_seal", "start": 0, "end": 2}
    return user(intent, draw(st.sampled_from(["刻章要多久", "🙂", 'a"b\n'])), [entity])


@st.composite
def steps(draw: st.DrawFn) -> list[Event]:
    """What one action of a turn leaves behind."""
    form = draw(forms)
    sets = draw(st.lists(slot_sets, max_size=3))
    return draw(
        st.sampled_from(
            [
                [did("utter_answer"), said()],
                [did("action_clarify"), said(), *sets],
                [did(form), ActiveLoop(form), *sets, SlotSet("requested_slot", "name"), said()],
                [did(form), *sets, SlotSet("requested_slot", "consent"), said()],
                [did(form), *sets, ActiveLoop(None), SlotSet("requested_slot", None)],
                [ActionExecutionRejected(form, "RulePolicy", 1.0), did("action_handoff"), said()],
                [LoopInterrupted(True), did(form), *sets, said()],
                [did("action_deactivate_loop"), ActiveLoop(None), SlotSet("requested_slot", None)],
                [did("action_submit"), AllSlotsReset(), *sets],
            ]
        )
    )


def _whole(words: UserUttered, parts: list[Any]) -> list[Event]:
    return [words, *itertools.chain.from_iterable(parts), listen()]


talks = st.builds(_whole, users(), st.lists(steps(), min_size=1, max_size=3))
fallbacks = users().map(
    lambda words: [words, did("action_default_fallback"), said(), UserUtteranceReverted(), listen()]
)
restarts = users().map(
    lambda words: [words, did("action_restart"), Restarted(), *session_start()],
)
new_sessions = st.builds(
    lambda sets, talk: [did("action_session_start"), SessionStarted(), *sets, listen(), *talk],
    st.lists(slot_sets, max_size=3),
    talks,
)
turns = st.one_of(talks, talks, talks, talks, talks, talks, new_sessions, fallbacks, restarts)
conversations = st.lists(turns, min_size=20, max_size=40)
