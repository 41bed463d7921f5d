"""Each field of the assistance form: which words are a value, and what is said of others."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as uscc_number

from actions.fields import CHECKS, MAX_CHARACTERS, FieldFault
from bot.settings import ROOT

CODE = "91310104MA1FR0000C"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def fault_of(field: str, text: str) -> str:
    """The response that names what is wrong."""
    with pytest.raises(FieldFault) as raised:
        CHECKS[field](text)
    return raised.value.response


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("question", " 税务注销提示有未申报。", "税务注销提示有未申报"),
        ("enterprise_name", "上海示例科技有限公司", "上海示例科技有限公司"),
        ("enterprise_name", "我们公司叫上海示例科技有限公司", "上海示例科技有限公司"),
        ("enterprise_name", "筹建中。", "筹建中"),
        ("enterprise_name", "示例（上海）贸易有限公司", "示例（上海）贸易有限公司"),
        ("uscc", CODE, CODE),
        ("uscc", CODE.lower(), CODE),
        ("uscc", f"我们的代码是 {CODE}", CODE),
        ("uscc", "9131 0104 MA1F R000 0C", CODE),
        ("contact_name", "陈女士", "陈女士"),
        ("contact_name", "我姓陈", "陈"),
        ("contact_name", "联系人是陈女士", "陈女士"),
        ("contact_name", "Ms. Example", "Ms. Example"),
        ("phone", "13800138000", "13800138000"),
        ("phone", "+86 138 0013 8000", "13800138000"),
        ("phone", "8613800138000", "13800138000"),
        ("phone", "138-0013-8000", "13800138000"),
        ("phone", "电话是13800138000，微信同号", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "021-60000000", "02160000000"),
        ("phone", "（021）60000000", "02160000000"),
        ("phone", "400-000-0000", "4000000000"),
        ("preferred_time", "周三下午。", "周三下午"),
    ],
)
def test_a_value_is_kept_in_its_normal_form(field: str, text: str, value: str) -> None:
    assert CHECKS[field](text) == value


@pytest.mark.parametrize(
    ("field", "text", "response"),
    [
        ("question", "注销", "utter_invalid_question"),
        ("question", "？？？？！！", "utter_invalid_question"),
        ("enterprise_name", "123456", "utter_invalid_enterprise_name"),
        ("enterprise_name", "店", "utter_invalid_enterprise_name"),
        ("enterprise_name", "示" * 61, "utter_invalid_enterprise_name"),
        ("uscc", CODE[:-1], "utter_invalid_uscc_length"),
        ("uscc", f"{CODE}0", "utter_invalid_uscc_length"),
        ("uscc", "在哪里看", "utter_invalid_uscc_length"),
        ("uscc", f"{CODE[:-1]}D", "utter_invalid_uscc_check"),
        ("uscc", CODE.replace("MA", "IO"), "utter_invalid_uscc_check"),
        ("contact_name", "13800138000", "utter_invalid_contact_name"),
        ("contact_name", "陈" * 21, "utter_invalid_contact_name"),
        ("contact_name", "。", "utter_invalid_contact_name"),
        ("phone", "1380013800", "utter_invalid_phone"),
        ("phone", "138001380001", "utter_invalid_phone"),
        ("phone", "12345678901", "utter_invalid_phone"),
        ("phone", "60000000", "utter_invalid_phone"),
        ("phone", "110", "utter_invalid_phone"),
        ("phone", "没有电话", "utter_invalid_phone"),
        ("preferred_time", "早", "utter_invalid_preferred_time"),
        ("preferred_time", "早" * 51, "utter_invalid_preferred_time"),
    ],
)
def test_a_wrong_value_is_told_apart_by_its_fault(field: str, text: str, response: str) -> None:
    assert fault_of(field, text) == response


@pytest.mark.parametrize("field", ["question", "enterprise_name", "contact_name", "preferred_time"])
def test_a_free_text_has_an_upper_limit(field: str) -> None:
    assert fault_of(field, "长" * (MAX_CHARACTERS + 1)) == "utter_invalid_long"


@pytest.mark.parametrize("field", list(CHECKS))
@given(text=st.text(max_size=60))
def test_any_text_is_a_value_or_a_fault_that_has_a_sentence(field: str, text: str) -> None:
    try:
        value = CHECKS[field](text)
    except FieldFault as fault:
        assert fault.response in responses()
    else:
        assert value


@lru_cache(maxsize=1)
def responses() -> set[str]:
    """Names of all responses of the domain."""
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return set(domain["responses"])


@given(st.from_regex(rf"91[1-6][0-9]{{5}}[{LETTERS}]{{9}}", fullmatch=True), st.data())
def test_one_wrong_place_of_a_credit_code_is_noticed(code: str, data: st.DataObject) -> None:
    whole = code + uscc_number.calc_check_digit(code)
    assert CHECKS["uscc"](whole) == whole
    place = data.draw(st.integers(8, 17))
    wrong = data.draw(st.sampled_from(LETTERS).filter(lambda new: new != whole[place]))
    assert fault_of("uscc", whole[:place] + wrong + whole[place + 1 :]) == (
        "utter_invalid_uscc_check"
    )
