"""A conversation holds together: follow-ups, two questions at once, digressions."""

from __future__ import annotations

import pytest

from tests.integration.test_command_line import chat
from tests.product import Product


@pytest.mark.parametrize(
    ("asked", "facet"),
    [
        ("那要多久", "time_limit"),
        ("材料呢", "materials"),
        ("哦哦 那去哪里办啊", "place"),
        ("网上能弄吗", "channel"),
        ("依据是什么", "basis"),
    ],
)
def test_a_follow_up_is_about_the_matter_before(product: Product, asked: str, facet: str) -> None:
    first, second = chat(product, "公司法定代表人变更怎么办理", asked)
    assert first.matter == "reg_legal_rep_change"
    assert (second.outcome, second.matter, second.facet) == (
        "answered",
        "reg_legal_rep_change",
        facet,
    )


@pytest.mark.parametrize("asked", ["如果是外资呢", "个体户也一样吗", "那分公司呢"])
def test_another_kind_of_case_is_put_to_the_matter_before(product: Product, asked: str) -> None:
    first, second = chat(product, "企业年报怎么报", asked)
    assert (first.matter, second.outcome) == ("reg_annual_report", "answered")
    assert second.matter == "reg_annual_report"


def test_a_follow_up_to_nothing_asks_which_matter_is_meant(product: Product) -> None:
    [turn] = chat(product, "那要多久")
    assert turn.outcome == "clarified"
    assert "哪一件事" in turn.reply


def test_two_questions_on_two_matters_are_both_answered(product: Product) -> None:
    [turn] = chat(product, "商标注册要多少钱？另外公司注销要什么材料？")
    assert turn.outcome == "answered"
    assert "商标" in turn.reply and "注销" in turn.reply


def test_two_facets_of_one_matter_are_both_answered(product: Product) -> None:
    [turn] = chat(product, "注册有限公司要带什么材料，几天能办好")
    assert turn.matter == "reg_company_setup"
    assert "材料：" in turn.reply and "时限：" in turn.reply


def test_a_new_matter_replaces_the_one_before(product: Product) -> None:
    turns = chat(product, "公章丢了怎么办", "发票开错了怎么红冲", "那要多久")
    assert [turn.matter for turn in turns] == ["reg_seal", "tax_invoice_red", "tax_invoice_red"]


def test_a_matter_named_inside_the_form_is_answered_and_the_form_goes_on(product: Product) -> None:
    before = ("我要人工帮办", "税务注销", "系统一直提示有未申报，不知道补哪一期", "同意")
    turns = chat(product, *before, "商标续展要多少钱？")
    assert "续展费" in turns[-1].reply
    assert turns[-1].slots["assist_matter"] == "tax_deregistration"
    assert "enterprise_name" not in turns[-1].slots
