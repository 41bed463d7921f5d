"""The assistance form: opening, filling, skipping, leaving and submitting it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.assistance import (
    ActionCancelAssistance,
    ActionSubmitAssistance,
    ValidateAssistanceForm,
)
from effects import ASSISTANCE_SLOTS, SKIPPED, OpenTicket
from tests.unit.trackers import FORM, Done, Said, ran, run

FILLED: dict[str, Any] = {
    "assist_matter": "reg_seal",
    "question": "公章丢了不知道怎么补",
    "consent": True,
    "enterprise_name": "上海示例有限公司",
    "uscc": "91310104MA1FR0000C",
    "contact_name": "陈女士",
    "phone": "13800138000",
    "preferred_time": "明天上午",
    "confirmed": True,
}


def until(slot: str) -> dict[str, Any]:
    """The form when this field is asked: what comes before it is filled."""
    place = ASSISTANCE_SLOTS.index(slot)
    values = {
        name: FILLED[name] if at < place else None for at, name in enumerate(ASSISTANCE_SLOTS)
    }
    return values | {"requested_slot": slot}


def answer(slot: str, said: Said, **slots: Any) -> Done:
    return run(ValidateAssistanceForm(), said, until(slot) | slots)


def test_the_form_opens_with_the_first_field() -> None:
    done = run(ValidateAssistanceForm(), Said("帮办", "assistance", "sure"))
    assert done.slots == {"confirmed": None, "requested_slot": "assist_matter"}


def test_the_form_opens_with_the_matter_that_was_talked_about() -> None:
    done = run(ValidateAssistanceForm(), Said("/assistance", "assistance"), {"matter": "reg_seal"})
    assert done.slots["assist_matter"] == "reg_seal"
    assert done.slots["requested_slot"] == "question"


def test_the_form_opens_with_the_enterprise_that_was_named() -> None:
    said = Said(
        "上海示例有限公司要帮办", "assistance", entities={"enterprise_name": "上海示例有限公司"}
    )
    assert run(ValidateAssistanceForm(), said).slots["enterprise_name"] == "上海示例有限公司"


def test_what_was_consented_to_is_not_asked_again() -> None:
    kept = {name: FILLED[name] for name in ("consent", "enterprise_name", "contact_name", "phone")}
    done = run(
        ValidateAssistanceForm(), Said("/assistance", "assistance"), kept | {"confirmed": True}
    )
    assert done.slots == {"confirmed": None, "requested_slot": "assist_matter"}


@pytest.mark.parametrize(
    ("slot", "said", "value"),
    [
        ("assist_matter", Said("刻章", "registration", "sure", "reg_seal"), "reg_seal"),
        ("assist_matter", Said("刻章", entities={"alias": "reg_seal"}), "reg_seal"),
        ("question", Said("公章丢了不知道怎么补"), "公章丢了不知道怎么补"),
        ("consent", Said("同意"), True),
        ("consent", Said("/affirm", "affirm"), True),
        ("consent", Said("没意见", "affirm", "sure"), True),
        ("enterprise_name", Said("上海示例有限公司"), "上海示例有限公司"),
        (
            "enterprise_name",
            Said("就是上海示例有限公司呀", entities={"enterprise_name": "上海示例有限公司"}),
            "上海示例有限公司",
        ),
        ("uscc", Said("91310104MA1FR0000C"), "91310104MA1FR0000C"),
        ("contact_name", Said("陈女士"), "陈女士"),
        ("phone", Said("13800138000"), "13800138000"),
        ("preferred_time", Said("明天上午"), "明天上午"),
        ("confirmed", Said("提交"), True),
        ("confirmed", Said("/affirm", "affirm"), True),
    ],
)
def test_each_field_is_filled_and_the_next_one_asked(slot: str, said: Said, value: object) -> None:
    done = answer(slot, said)
    following = [*ASSISTANCE_SLOTS, None][ASSISTANCE_SLOTS.index(slot) + 1]
    assert done.slots == {slot: value, "requested_slot": following}
    assert done.responses == []


def test_a_matter_told_in_a_whole_sentence_answers_the_question_too() -> None:
    text = "公章昨天丢了，不知道要怎么补"
    done = answer("assist_matter", Said(text, "registration", "sure", "reg_seal"))
    assert done.slots == {
        "assist_matter": "reg_seal",
        "question": text,
        "requested_slot": "consent",
    }


def test_a_matter_that_is_not_understood_does_not_hold_the_form_up() -> None:
    done = answer("assist_matter", Said("那个事"))
    assert done.slots == {"assist_matter": SKIPPED, "requested_slot": "question"}


def test_a_description_does_not_change_the_matter_that_was_chosen() -> None:
    said = Said("提示有未申报，不知道补哪一期", "tax", "sure", "tax_late_filing")
    assert answer("question", said).slots == {"question": said.text, "requested_slot": "consent"}


def test_a_description_tells_the_matter_that_was_left_open() -> None:
    said = Said("提示有未申报，不知道补哪一期", "tax", "sure", "tax_late_filing")
    done = run(
        ValidateAssistanceForm(),
        said,
        {"assist_matter": SKIPPED, "requested_slot": "question"},
    )
    assert done.slots["assist_matter"] == "tax_late_filing"


@pytest.mark.parametrize(
    ("slot", "text", "response"),
    [
        ("question", "注销", "utter_invalid_question"),
        ("consent", "看看再说", "utter_invalid_consent"),
        ("enterprise_name", "123", "utter_invalid_enterprise_name"),
        ("uscc", "9131", "utter_invalid_uscc_length"),
        ("uscc", "91310104MA1FR0000D", "utter_invalid_uscc_check"),
        ("contact_name", "007", "utter_invalid_contact_name"),
        ("phone", "123", "utter_invalid_phone"),
        ("preferred_time", "早", "utter_invalid_preferred_time"),
        ("confirmed", "看看再说", "utter_invalid_confirmed"),
    ],
)
def test_a_wrong_value_is_asked_again_and_touches_no_other_field(
    slot: str, text: str, response: str
) -> None:
    done = answer(slot, Said(text))
    assert done.slots == {slot: None, "requested_slot": slot}
    assert done.responses == [response]


@pytest.mark.parametrize("slot", ["assist_matter", "uscc", "preferred_time"])
@pytest.mark.parametrize("said", [Said("/skip", "skip"), Said("没有"), Said("不知道。")])
def test_an_optional_field_may_be_skipped(slot: str, said: Said) -> None:
    done = answer(slot, said)
    assert done.slots[slot] == SKIPPED
    assert done.slots["requested_slot"] != slot


@pytest.mark.parametrize("slot", ["question", "enterprise_name", "contact_name", "phone"])
def test_a_needed_field_may_not_be_skipped(slot: str) -> None:
    done = answer(slot, Said("跳过"))
    assert done.slots == {slot: None, "requested_slot": slot}
    assert done.responses == ["utter_cannot_skip"]


@pytest.mark.parametrize(
    "said", [Said("不同意"), Said("/deny", "deny"), Said("算了", "deny", "sure")]
)
def test_declined_consent_ends_the_form(said: Said) -> None:
    assert answer("consent", said).slots == {"consent": False, "requested_slot": None}


@pytest.mark.parametrize(
    "said",
    [
        Said("发票怎么开？", "tax", "sure", "tax_einvoice_issue"),
        Said("要多久", "ask_facet", "sure"),
        Said("你是机器人吗", "bot_challenge", "sure"),
        Said('/ask_matter{"matter": "reg_seal"}', "ask_matter", matter="reg_seal"),
        Said("/help", "help"),
    ],
)
@pytest.mark.parametrize("slot", ["consent", "enterprise_name", "phone", "confirmed"])
def test_a_question_in_the_middle_leaves_the_form_as_it_is(slot: str, said: Said) -> None:
    done = answer(slot, said)
    assert (done.slots, done.responses, done.effects) == ({}, [], [])


@pytest.mark.parametrize("intent", ["cancel", "handoff", "upset"])
@pytest.mark.parametrize("slot", ASSISTANCE_SLOTS)
def test_leaving_the_form_is_possible_at_every_field(slot: str, intent: str) -> None:
    assert answer(slot, Said("不想填了，转人工", intent, "sure")).slots == {}


def test_after_a_digression_the_open_field_is_asked_again() -> None:
    done = run(
        ValidateAssistanceForm(),
        Said("发票怎么开？", "tax", "sure", "tax_einvoice_issue"),
        until("phone"),
        after=[{"event": "action_execution_rejected", "name": FORM}, ran("utter_answer")],
    )
    assert done.slots == {"requested_slot": "phone"}
    assert done.responses == []


def test_the_complete_form_becomes_a_ticket() -> None:
    done = run(ActionSubmitAssistance(), Said("提交"), FILLED)
    wanted = {name: FILLED[name] for name in OpenTicket.model_fields if name in FILLED}
    assert done.effects == [OpenTicket(matter="reg_seal", **wanted).model_dump()]


def test_skipped_fields_of_a_ticket_are_empty() -> None:
    skipped = dict.fromkeys(("assist_matter", "uscc", "preferred_time"), SKIPPED)
    effect = run(ActionSubmitAssistance(), Said("提交"), FILLED | skipped).effects[0]
    assert (effect["matter"], effect["uscc"], effect["preferred_time"]) == (None, None, None)


def test_a_submitted_form_keeps_who_it_was_and_forgets_what_it_was_about() -> None:
    done = run(ActionSubmitAssistance(), Said("提交"), FILLED)
    assert set(done.slots) == {"assist_matter", "question", "preferred_time", "confirmed"}
    assert set(done.slots.values()) == {None}


def test_declined_consent_stores_nothing_and_forgets_everything() -> None:
    done = run(ActionSubmitAssistance(), Said("不同意"), until("consent") | {"consent": False})
    assert (done.effects, done.responses) == ([], ["utter_assistance_declined"])
    assert done.slots == dict.fromkeys(ASSISTANCE_SLOTS)


def test_a_cancelled_form_forgets_everything() -> None:
    done = run(ActionCancelAssistance(), Said("不填了", "cancel", "sure"), FILLED)
    assert (done.effects, done.responses) == ([], ["utter_assistance_cancelled"])
    assert done.slots == dict.fromkeys(ASSISTANCE_SLOTS)
