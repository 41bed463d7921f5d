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
  size:
    {type: categorical, values: [small, large], initial_value: small, mappings: [{type: custom}]}
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


def refused(form: str) -> ActionExecutionRejected:
    return ActionExecutionRejected(form, policy="RulePolicy", confidence=1.0)


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
        refused(form),
        did("action_handoff"),
        said(),
        listen(),
    ]


slot_sets = st.sampled_from(
    [(name, value) for name, values in VALUES.items() for value in values]
).map(lambda chosen: SlotSet(*chosen))


@st.composite
def users(draw: st.DrawFn) -> UserUttered:
    intent = draw(st.sampled_from(INTENTS))
    if draw(st.booleans()):
        return user(intent, f'/{intent}{{"matter": "reg_seal"}}', [{"entity": "matter"}])
    entity = {"entity": "matter", "value": "reg_seal", "start": 0, "end": 2}
    return user(intent, draw(st.sampled_from(["刻章要多久", "🙂", 'a"b\n'])), [entity])


def _step(kind: str, form: str, sets: list[SlotSet]) -> list[Event]:
    """What one action of a turn leaves behind."""
    no_form: list[Event] = [ActiveLoop(None), SlotSet("requested_slot", None)]
    return {
        "answer": [did("utter_answer"), said()],
        "action": [did("action_clarify"), said(), *sets],
        "enter": [did(form), ActiveLoop(form), *sets, SlotSet("requested_slot", "name"), said()],
        "ask on": [did(form), *sets, SlotSet("requested_slot", "consent"), said()],
        "complete": [did(form), *sets, *no_form],
        "step aside": [refused(form), did("action_handoff"), said()],
        "come back": [LoopInterrupted(True), did(form), *sets, said()],
        "cancel": [did("action_deactivate_loop"), *no_form],
        "forget": [did("action_submit"), AllSlotsReset(), *sets],
    }[kind]


STEPS = ["answer", "enter", "step aside", "action", "ask on", "come back"]
ENDS = ["complete", "cancel", "forget"]


@st.composite
def turns(draw: st.DrawFn, kinds: list[str], forms: list[str], breaks: bool) -> list[Event]:
    """One turn of the given kinds of steps; with breaks, sometimes a session ends."""
    sets = st.lists(slot_sets, max_size=3)
    words, end = draw(users()), draw(st.integers(0, 11)) if breaks else 0
    if end == 10:
        return [words, did("action_restart"), Restarted(), *session_start()]
    if end == 9:
        return [words, did("action_default_fallback"), said(), UserUtteranceReverted(), listen()]
    step = st.builds(_step, st.sampled_from(kinds), st.sampled_from(forms), sets)
    turn: list[Event] = [words, *itertools.chain(*draw(st.lists(step, min_size=1, max_size=3)))]
    if end == 11:
        turn = [did("action_session_start"), SessionStarted(), *draw(sets), listen(), *turn]
    return [*turn, listen()]


@st.composite
def conversations(draw: st.DrawFn) -> list[list[Event]]:
    """Long enough for the window to move; each has only some kinds of steps, so that a state
    can last, and what a window would lose is lost."""
    opening = [form_turn(), digression()] if draw(st.booleans()) else []
    kinds = draw(st.lists(st.sampled_from([*STEPS, *ENDS]), min_size=1, max_size=4, unique=True))
    forms = draw(st.sampled_from([FORMS, FORMS[:1], FORMS[1:]]))
    turn = turns(kinds, forms, draw(st.booleans()))
    return [*opening, *draw(st.lists(turn, min_size=20, max_size=40))]
