"""线上人工帮办: the assistance form. Fills and corrects slots; answers and stores nothing."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.fields import CHECKS, FieldFault
from actions.words import Words, executed_since_user
from effects import ASSISTANCE_SLOTS, SKIPPED, OpenTicket

FORM = "assistance_form"
OPTIONAL = {"assist_matter", "uscc", "preferred_time"}
KEPT = ("consent", "enterprise_name", "uscc", "contact_name", "phone")
"""Known for the next ticket; what was consented to once is not asked again."""

_YES = re.compile(
    r"^(?:同意|我同意|可以|好的?|行|是的?|对|嗯+|没问题|提交|确认|ok|yes|确定)[吧的了啊。.!！]*$",
    re.I,
)
_NO = re.compile(
    r"^(?:不同意|不可以|不行|不用|不要|不想|不|算了|拒绝|不愿意|no)[的了啊。.!！]*$", re.I
)
_SKIP = re.compile(
    r"^(?:跳过|没有|暂无|无|暂时没有|还没有|不清楚|不知道|都可以|都行|随便|随时)[吧的了啊。.!！]*$"
)
_CHANGE = re.compile(r"改|换成|更正|错了|不对|写错|填错|应该是|修正")
_FIELD_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("uscc", re.compile(r"信用代码|统一代码|代码|税号")),
    ("phone", re.compile(r"电话|手机|号码|联系方式|座机")),
    ("contact_name", re.compile(r"联系人|称呼|姓名")),
    ("preferred_time", re.compile(r"时间|上午|下午|几点")),
    ("enterprise_name", re.compile(r"单位|公司|企业|名称|抬头")),
    ("question", re.compile(r"问题|描述|说明|内容")),
    ("assist_matter", re.compile(r"事项|业务|哪件事")),
)
_NEW_VALUE = re.compile(
    r"(?:改成|改为|换成|应该是|应为|更正为|改到|(?<=[人呼话机码间称题])为)[:：]?\s*(.+)$"
)
_FREE = {"assist_matter", "question"}
"""Fields whose words may well speak of changing something."""
_ELSEWHERE = {"cancel", "handoff", "upset"}
"""Intents that leave or pause the form at any field."""


class ValidateAssistanceForm(Action):
    """Reads the latest words as an answer, a correction, a skip or a digression.

    No slot event at all makes the form step aside, and a rule answers the digression.
    """

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        requested = tracker.get_slot("requested_slot")
        words = Words(tracker)
        if requested is None:
            return _with_next(tracker, _prefill(tracker, words))
        executed = executed_since_user(tracker)
        back = any(name != FORM for name in executed) or FORM in executed[1:]
        if back:  # from a digression: these words were answered already
            return _with_next(tracker, {}, requested)
        return _answer(dispatcher, tracker, words, str(requested))


def _prefill(tracker: Tracker, words: Words) -> dict[str, Any]:
    """What is known when the form opens: the last matter, and a name said with the request."""
    matter = words.reading.get("matter") or tracker.get_slot("matter")
    filled: dict[str, Any] = {"confirmed": None}
    if matter:
        filled["assist_matter"] = matter
    if name := words.entity("enterprise_name"):
        filled["enterprise_name"] = name
    return filled


def _with_next(tracker: Tracker, filled: dict[str, Any], ask: str | None = None) -> list[EventType]:
    """Slot events and the field to ask next: `ask`, or the first one that is empty."""
    values = {slot: tracker.get_slot(slot) for slot in ASSISTANCE_SLOTS} | filled
    missing = (slot for slot in ASSISTANCE_SLOTS if values[slot] is None)
    events = [SlotSet(slot, value) for slot, value in filled.items()]
    return [*events, SlotSet("requested_slot", ask or next(missing, None))]


def _answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, words: Words, requested: str
) -> list[EventType]:
    if words.sure and words.intent in _ELSEWHERE:
        return []
    if correction := _correction(dispatcher, tracker, words, requested):
        return correction
    if words.intent == "skip" and words.is_payload or _SKIP.match(words.text):
        return _skip(dispatcher, tracker, requested)
    return _fill(dispatcher, tracker, words, requested)


def _fill(
    dispatcher: CollectingDispatcher, tracker: Tracker, words: Words, requested: str
) -> list[EventType]:
    try:
        filled = _value(tracker, words, requested)
    except FieldFault as fault:
        dispatcher.utter_message(response=fault.response)
        return _with_next(tracker, {requested: None}, requested)
    if filled is None:
        return []
    if filled.get("consent") is False:
        return [SlotSet("consent", False), SlotSet("requested_slot", None)]
    return _with_next(tracker, filled)


def _skip(dispatcher: CollectingDispatcher, tracker: Tracker, requested: str) -> list[EventType]:
    if requested in OPTIONAL:
        return _with_next(tracker, {requested: SKIPPED})
    dispatcher.utter_message(response="utter_cannot_skip")
    return _with_next(tracker, {requested: None}, requested)


def _value(tracker: Tracker, words: Words, requested: str) -> dict[str, Any] | None:
    """The slots that the words fill; None for a digression.

    Raises:
        FieldFault: the words are meant for the field but are no value of it.
    """
    if requested == "assist_matter":
        return _matter_value(words)
    if requested in ("consent", "confirmed"):
        return _yes_no(words, requested)
    if requested != "question" and _digresses(words, requested):
        return None
    if words.is_payload:
        return None
    filled: dict[str, Any] = {requested: CHECKS[requested](words.entity(requested) or words.text)}
    left_open = tracker.get_slot("assist_matter") in (None, SKIPPED)
    if requested == "question" and left_open and words.sure and words.reading.get("matter"):
        filled["assist_matter"] = words.reading["matter"]
    return filled


def _matter_value(words: Words) -> dict[str, Any] | None:
    matter = words.reading.get("matter") if words.sure else None
    matter = matter or words.entity("matter") or words.entity("alias")
    if words.sure and not matter and words.is_payload:
        return None
    filled: dict[str, Any] = {"assist_matter": matter or SKIPPED}
    if len(words.text) >= 8 and not words.is_payload:
        filled["question"] = CHECKS["question"](words.text)
    return filled


def _yes_no(words: Words, requested: str) -> dict[str, Any] | None:
    if _YES.match(words.text) or (words.sure and words.intent == "affirm"):
        return {requested: True}
    if requested == "consent" and (
        _NO.match(words.text) or (words.sure and words.intent == "deny")
    ):
        return {requested: False}
    if _digresses(words, requested):
        return None
    raise FieldFault(f"utter_invalid_{requested}")


def _digresses(words: Words, requested: str) -> bool:
    """A question in the middle of the form, instead of a value."""
    if words.entity(requested):
        return False
    if words.is_payload:
        return words.intent in ("ask_matter", "handoff", "help", "ticket_status")
    about_matter = bool(words.reading.get("matter")) or words.intent == "ask_facet"
    talk = words.intent in ("bot_challenge", "help", "complaint", "ticket_status", "resume_form")
    return words.sure and (words.asks and (about_matter or talk) or words.intent == "ask_facet")


def _correction(
    dispatcher: CollectingDispatcher, tracker: Tracker, words: Words, requested: str
) -> list[EventType] | None:
    """Change an earlier answer, or give a later one early: set the value at once, or ask for it."""
    if words.is_payload or not _CHANGE.search(words.text) or requested in _FREE:
        return None
    slot = next((name for name, pattern in _FIELD_WORDS if pattern.search(words.text)), None)
    if slot is None:
        if requested != "confirmed" and words.intent != "correct":
            return None
        dispatcher.utter_message(response="utter_correct_which")
        return _with_next(tracker, {}, requested)
    empty = tracker.get_slot(slot) is None
    if empty and slot == requested:
        return None
    if empty and not (words.entity(slot) and tracker.get_slot("consent") is True):
        return None
    return _change(dispatcher, tracker, words, slot, requested)


def _change(
    dispatcher: CollectingDispatcher, tracker: Tracker, words: Words, slot: str, requested: str
) -> list[EventType]:
    said = _NEW_VALUE.search(words.text)
    value = words.entity(slot) or (said.group(1) if said else None)
    still_open = None if slot == requested else requested
    asked_again = _with_next(tracker, {slot: tracker.get_slot(slot)}, slot)
    if value is None or slot not in CHECKS or not re.search(r"\w{2}", value):
        return asked_again
    try:
        checked = CHECKS[slot](value)
    except FieldFault as fault:
        dispatcher.utter_message(response=fault.response)
        return asked_again
    dispatcher.utter_message(response="utter_corrected")
    return _with_next(tracker, {slot: checked}, still_open)


class ActionSubmitAssistance(Action):
    """The form is complete, or consent was declined."""

    def name(self) -> str:
        return "action_submit_assistance"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        if tracker.get_slot("consent") is not True:
            dispatcher.utter_message(response="utter_assistance_declined")
            return [SlotSet(slot, None) for slot in ASSISTANCE_SLOTS]
        values = {slot: tracker.get_slot(slot) for slot in ASSISTANCE_SLOTS}
        given = {slot: None if value == SKIPPED else value for slot, value in values.items()}
        effect = OpenTicket(
            matter=given["assist_matter"],
            question=given["question"],
            enterprise_name=given["enterprise_name"],
            uscc=given["uscc"],
            contact_name=given["contact_name"],
            phone=given["phone"],
            preferred_time=given["preferred_time"],
        )
        dispatcher.utter_message(json_message=effect.model_dump())
        return [SlotSet(slot, None) for slot in ASSISTANCE_SLOTS if slot not in KEPT]


class ActionCancelAssistance(Action):
    """The enterprise does not want the form any more."""

    def name(self) -> str:
        return "action_cancel_assistance"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_assistance_cancelled")
        return [SlotSet(slot, None) for slot in ASSISTANCE_SLOTS]
