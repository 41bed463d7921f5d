"""What the dictionaries and patterns find in a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from understanding.lexicon import Entity, Lexicon, fold

APART = ("{}", "我们这边,想了解“{}”,谢谢")
INSIDE = "听说{}最近有变化"
LEGAL_FORMS = ("有限公司", "合伙企业")
CN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@lru_cache(maxsize=1)
def names() -> dict[str, set[str]]:
    """Every alias of the data, with the matters that it may mean."""
    further = yaml.safe_load((ROOT / "data/lexicon/aliases.yml").read_text(encoding="utf-8"))
    meant: dict[str, set[str]] = {}
    for path in sorted((ROOT / "data/matters").glob("*.yml")):
        for matter in yaml.safe_load(path.read_text(encoding="utf-8")):
            called = (
                matter["title"],
                *matter.get("colloquial", []),
                *further.get(matter["id"], []),
            )
            for name in called:
                meant.setdefault(name, set()).add(matter["id"])
    return meant


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the data, built as the engine builds it."""
    aliases: dict[str, list[str]] = {}
    for name, matters in names().items():
        for matter in matters:
            aliases.setdefault(matter, []).append(name)
    facets = yaml.safe_load((ROOT / "data/lexicon/facets.yml").read_text(encoding="utf-8"))
    return Lexicon({"alias": aliases, "facet": facets})


def values(text: str, kind: str) -> list[str]:
    return [entity.value for entity in lexicon().find(text) if entity.entity == kind]


def covered(text: str, name: str, found: list[Entity]) -> set[str]:
    """Matters of the aliases that cover this name's place in the text."""
    start = text.index(name)
    return {
        entity.value
        for entity in found
        if entity.entity == "alias" and entity.start <= start and entity.end >= start + len(name)
    }


def missed_in(carrier: str, called: Iterable[str]) -> list[str]:
    """Sentences in which the lexicon does not see the name."""
    sentences = {name: carrier.format(name) for name in called}
    return [
        text
        for name, text in sentences.items()
        if not covered(text, name, lexicon().find(text)) & names()[name]
    ]


@pytest.mark.parametrize("carrier", APART)
def test_every_alias_of_the_data_is_found_by_itself(carrier: str) -> None:
    assert missed_in(carrier, names()) == []


def test_every_alias_that_is_no_legal_form_is_found_between_other_words() -> None:
    called = (name for name in names() if not name.startswith(LEGAL_FORMS))
    assert missed_in(INSIDE, called) == []


def test_every_alias_has_at_least_two_characters() -> None:
    assert [name for name in names() if len(name.strip()) < 2] == []


def test_every_facet_word_is_found_inside_a_sentence() -> None:
    facets = yaml.safe_load((ROOT / "data/lexicon/facets.yml").read_text(encoding="utf-8"))
    missed = [
        word
        for facet, words in facets.items()
        for word in words
        if facet not in values(f"这件事{word}呢", "facet")
    ]
    assert missed == []


def test_the_longest_name_wins() -> None:
    small = Lexicon(
        {"alias": {"reg_name": ["公司"], "reg_change": ["公司变更"], "tax": ["变更登记"]}}
    )
    assert small.find("办公司变更登记") in (
        [Entity("alias", "reg_change", 1, 5)],
        [Entity("alias", "tax", 3, 7)],
    )
    assert small.find("办公司变更") == [Entity("alias", "reg_change", 1, 5)]


def test_names_side_by_side_are_both_found() -> None:
    small = Lexicon({"alias": {"a": ["注册"], "b": ["注销"]}, "facet": {"fee": ["多少钱"]}})
    found = [(entity.entity, entity.value) for entity in small.find("注册注销多少钱")]
    assert found == [("alias", "a"), ("alias", "b"), ("facet", "fee")]


def test_width_and_case_do_not_hide_a_name() -> None:
    small = Lexicon({"alias": {"site": ["ICP备案"]}})
    assert [entity.value for entity in small.find("ｉｃｐ备案")] == ["site"]


USCC = "91310104MA1FR0000C"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"代码是{USCC}，查一下", USCC),
        (f"税号{USCC.lower()}的公司", USCC),
        (USCC, USCC),
    ],
)
def test_a_credit_code_is_found_and_written_in_capitals(text: str, code: str) -> None:
    assert values(text, "uscc") == [code]


@pytest.mark.parametrize("text", [f"{USCC}1", USCC[:-1], f"A{USCC}"])
def test_a_code_of_another_length_is_no_credit_code(text: str) -> None:
    assert values(text, "uscc") == []


@pytest.mark.parametrize(
    "phone",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "86 13800138000",
        "021-60000000",
        "02160000000",
        "60000000",
    ],
)
@pytest.mark.parametrize("carrier", ["{}", "电话{}，谢谢", "打{}找我"])
def test_a_phone_is_found_as_it_was_written(carrier: str, phone: str) -> None:
    assert values(carrier.format(phone), "phone") == [phone]


@pytest.mark.parametrize("text", ["12345", "138001380001", "订单号a13800138000", "第1380013800号"])
def test_other_numbers_are_no_phone(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(
    "amount", ["500万元", "3,000元", "1.5亿元", "两百块", "三千块钱", "100 元", "50万RMB", "十万元"]
)
def test_an_amount_is_found(amount: str) -> None:
    assert values(f"注册资本{amount}行不行", "amount") == [amount]


@pytest.mark.parametrize(
    "date",
    [
        "2025年3月1日",
        "2025-03-01",
        "2025/3/1",
        "2025年3月",
        "3月15日",
        "3月15号",
        "明天上午",
        "下周三下午",
        "星期五",
        "月底",
    ],
)
def test_a_date_is_found(date: str) -> None:
    assert values(f"{date}可以吗", "date") == [date]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("上海示例科技有限公司", "上海示例科技有限公司"),
        ("我们公司叫上海示例科技有限公司", "上海示例科技有限公司"),
        ("我是示例（上海）贸易有限公司的", "示例（上海）贸易有限公司"),
        ("单位名称是示例集团股份有限公司，想咨询", "示例集团股份有限公司"),
        ("全称上海示例律师事务所", "上海示例律师事务所"),
        ("我司示例企业管理合伙企业（有限合伙）", "示例企业管理合伙企业（有限合伙）"),
    ],
)
def test_an_enterprise_name_is_found_without_the_words_before_it(text: str, name: str) -> None:
    assert values(text, "enterprise_name") == [name]


def test_a_ticket_number_is_found_and_written_in_capitals() -> None:
    assert values("单号bb251124000019到哪了", "ticket_number") == ["BB251124000019"]


PIECES = st.sampled_from(
    [
        "公司注销",
        "要多少钱",
        USCC,
        "13800138000",
        "500万元",
        "明天上午",
        "上海示例有限公司",
        "ＡＢ",
        "，",
        " ",
        "\n",
        "😀",
        "ǅ",
        "ﬁ",
        "㎏",
    ]
)


@given(st.lists(PIECES | st.text(CN, max_size=4) | st.text(max_size=4), max_size=8).map("".join))
def test_offsets_hold_and_nothing_overlaps(text: str) -> None:
    found = lexicon().find(text)
    for entity in found:
        piece = text[entity.start : entity.end]
        assert piece
        if entity.entity not in ("alias", "facet"):
            assert piece.upper() == entity.value.upper()
    for left, right in zip(found, found[1:], strict=False):
        assert left.end <= right.start


@given(st.text())
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "。"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert lexicon().find(text) == []
