"""Personal numbers do not survive masking; public codes do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understanding.masking import mask

MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
GAPS = st.sampled_from(["", " ", "-"])
WORDS = st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=8)
LATE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """Enterprise codes whose subject number begins with letters, as newly given ones do."""
    region = draw(st.from_regex(r"9[123][0-9]{6}", fullmatch=True))
    subject = draw(st.from_regex(rf"M[A-H][{LATE}]{{6}}", fullmatch=True))
    return region + subject + draw(st.text(LATE, min_size=2, max_size=2))


@given(WORDS, MOBILE, GAPS, GAPS, WORDS)
def test_no_mobile_number_survives(
    before: str, mobile: str, one: str, other: str, after: str
) -> None:
    written = mobile[:3] + one + mobile[3:7] + other + mobile[7:]
    masked = mask(before + written + after)
    assert written not in masked


@given(st.lists(MOBILE, min_size=1, max_size=4), st.sampled_from("，、 /;\n"))
def test_no_mobile_number_of_a_list_survives(mobiles: list[str], separator: str) -> None:
    masked = mask(separator.join(mobiles))
    assert not re.search(r"1[3-9]\d{9}", masked)


@given(MOBILE)
def test_the_first_three_and_last_four_digits_of_a_mobile_stay(mobile: str) -> None:
    assert mask(f"电话{mobile}。") == f"电话{mobile[:3]}****{mobile[7:]}。"


@given(WORDS, credit_codes(), WORDS)
def test_a_credit_code_with_letters_survives(before: str, code: str, after: str) -> None:
    assert code in mask(f"{before} {code} {after}")


@given(st.from_regex(r"[1-6][0-9]{16}[0-9Xx]", fullmatch=True))
def test_the_birthday_of_an_identity_card_does_not_survive(card: str) -> None:
    assert mask(f"身份证{card}，") == f"身份证{card[:6]}********{card[14:]}，"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("021-60000000", "021-****000"),
        ("（0571）", "（0571）"),
        ("卡号6222 0000 0000 0000", "卡号6222 **** **** 0000"),
        ("卡号6222000000000000000", "卡号6222 **** **** 0000"),
        ("写信到 someone@example.com", "写信到 s***@example.com"),
        ("注册资本5000000元", "注册资本5000000元"),
        ("单号BB251124000019", "单号BB251124000019"),
        ("2025-03-01提交", "2025-03-01提交"),
        ("拨打12345或12366", "拨打12345或12366"),
        ("", ""),
    ],
)
def test_what_is_personal_is_masked_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.lists(MOBILE | credit_codes() | WORDS, max_size=5).map("，".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)
