"""More than one question in a message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from understanding.questions import LONGEST, MOST, asks, follows, questions
from understanding.reading import FACET_ONLY, Question, Reading, Thresholds, with_parts

SEAL = Reading("registration/reg_seal", 0.9, "sure", [("registration/reg_seal", 0.9)], ("fee",))
TAX = Reading("tax/tax_stamp", 0.8, "sure", [("tax/tax_stamp", 0.8)], ("time_limit",))


@pytest.mark.parametrize("text", ["公章丢了怎么办", "要多久", "在哪里办", "弄得掉伐", "可以吗？"])
def test_a_question_sounds_like_one(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["公章丢了", "徐汇示例科技有限公司", "明天上午"])
def test_a_statement_does_not(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", ["如果是外资呢", "个体户也一样吗", "换成小规模的话", "分公司呢？"])
def test_another_case_put_to_what_was_said_is_a_follow_up(text: str) -> None:
    assert follows(text)


@pytest.mark.parametrize("text", ["外资公司注册", "如果我们公司想从浦东迁到徐汇那边要准备哪些东西"])
def test_a_whole_question_is_no_follow_up(text: str) -> None:
    assert not follows(text)


def test_a_message_is_cut_into_its_questions() -> None:
    text = "你好，我们刚搬家。公司地址变更要什么材料？另外税务那边怎么办"
    assert questions(text) == ["公司地址变更要什么材料", "税务那边怎么办"]


def test_one_question_with_a_story_is_not_cut() -> None:
    assert questions("开了三年一直没生意，老板也走了，现在想关掉怎么弄") == []


def test_no_more_pieces_are_looked_at_than_are_worth_it() -> None:
    assert len(questions("公司怎么办？" * 9)) == MOST


def test_a_long_message_is_read_as_a_whole_only() -> None:
    assert questions("公司怎么办？" * (LONGEST // 6 + 1)) == []


def test_two_matters_are_both_taken_in_the_order_of_the_message() -> None:
    found = with_parts(replace(TAX, confidence=0.7), [SEAL, TAX], Thresholds())
    assert (found.matter, found.facets) == ("reg_seal", ("fee",))
    assert found.also == (Question("tax_stamp", ("time_limit",)),)
    assert found.ranking == TAX.ranking


def test_a_piece_that_is_not_sure_enough_is_no_second_question() -> None:
    faint = replace(SEAL, confidence=0.59)
    assert with_parts(TAX, [faint, TAX], Thresholds()).also == ()


def test_pieces_that_do_not_fit_the_whole_are_not_taken() -> None:
    whole = Reading("ip/ip_tm_search", 0.9, "sure", [("ip/ip_tm_search", 0.9)])
    assert with_parts(whole, [SEAL, TAX], Thresholds()).also == ()


def test_facets_asked_in_two_pieces_are_both_taken() -> None:
    bare = Reading(FACET_ONLY, 0.9, "sure", [(FACET_ONLY, 0.9)], ("time_limit",))
    assert with_parts(SEAL, [SEAL, bare], Thresholds()).facets == ("fee", "time_limit")


def test_talk_that_asks_for_no_matter_stays_as_it_is() -> None:
    handoff = Reading("handoff", 0.9, "sure", [("handoff", 0.9)])
    assert with_parts(handoff, [SEAL, TAX], Thresholds()) == handoff
