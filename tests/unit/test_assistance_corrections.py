"""Correcting the assistance form: which field, to what, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from actions.assistance import ValidateAssistanceForm
from tests.unit.test_assistance_form import FILLED, answer, until
from tests.unit.trackers import Done, Said, run


def correct(text: str, asked: str = "confirmed", **slots: Any) -> Done:
    return answer(asked, Said(text, "correct", "sure"), **slots)


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("电话改成13900139000", "phone", "13900139000"),
        ("手机号错了，应该是021-60000000", "phone", "02160000000"),
        ("联系人改成王女士", "contact_name", "王女士"),
        ("单位名称改为上海样例有限公司", "enterprise_name", "上海样例有限公司"),
        ("时间换成周三下午", "preferred_time", "周三下午"),
        ("问题改成：公章刻错了要重刻", "question", "公章刻错了要重刻"),
        ("信用代码更正为91310104MA1FR0001F", "uscc", "91310104MA1FR0001F"),
    ],
)
def test_a_correction_with_a_value_is_taken_at_once(text: str, slot: str, value: str) -> None:
    done = correct(text)
    assert done.slots == {slot: value, "requested_slot": "confirmed"}
    assert done.responses == ["utter_corrected"]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("电话错了", "phone"),
        ("联系人写错了", "contact_name"),
        ("单位名称不对", "enterprise_name"),
        ("信用代码填错了", "uscc"),
        ("时间不对", "preferred_time"),
        ("事项错了", "assist_matter"),
    ],
)
def test_a_correction_without_a_value_asks_that_field(text: str, slot: str) -> None:
    done = correct(text)
    assert done.slots == {slot: FILLED[slot], "requested_slot": slot}
    assert done.responses == []


def test_the_field_that_was_corrected_leads_back_to_the_open_one() -> None:
    slots = until("confirmed") | {"requested_slot": "phone"}
    done = run(ValidateAssistanceForm(), Said("13900139000"), slots)
    assert done.slots == {"phone": "13900139000", "requested_slot": "confirmed"}


def test_a_correction_to_a_wrong_value_keeps_the_old_one_and_asks() -> None:
    done = correct("电话改成123")
    assert done.slots == {"phone": FILLED["phone"], "requested_slot": "phone"}
    assert done.responses == ["utter_invalid_phone"]


def test_an_earlier_field_may_be_corrected_while_another_is_asked() -> None:
    done = correct("电话改成13900139000", "preferred_time")
    assert done.slots == {"phone": "13900139000", "requested_slot": "preferred_time"}


def test_a_correction_of_nothing_in_particular_asks_which_field() -> None:
    done = correct("不对")
    assert done.slots == {"requested_slot": "confirmed"}
    assert done.responses == ["utter_correct_which"]


def test_a_later_field_may_be_given_early_once_consent_is_there() -> None:
    said = Said("电话应该是13900139000", "correct", "sure", entities={"phone": "13900139000"})
    done = answer("enterprise_name", said)
    assert done.slots == {"phone": "13900139000", "requested_slot": "enterprise_name"}


def test_personal_data_is_not_taken_before_consent() -> None:
    said = Said("电话改成13900139000", "correct", "sure", entities={"phone": "13900139000"})
    assert "phone" not in answer("consent", said).slots


def test_a_question_about_changes_is_no_correction() -> None:
    text = "公司要改经营范围，不知道怎么弄"
    done = answer("question", Said(text))
    assert done.slots["question"] == text
