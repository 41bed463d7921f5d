"""Answers are composed from facts and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from bot.knowledge.answers import DIRECT_CHARACTERS, Composer
from bot.knowledge.matters import FIELDS, Authority, Fact, Knowledge, Matter
from bot.words import say
from effects import FACETS
from tests.unit.test_knowledge import TODAY, knowledge


def matter(**facts: list[Fact]) -> Matter:
    return Matter(
        id="reg_example",
        core=True,
        name="示例登记事项",
        title="示例登记",
        authority=Authority(text="区市场监管局", source=["L:MSR5"]),
        facts=facts,
        domain="registration",
    )


def fact(text: str, *source: str, expires: date | None = None, stale: str | None = None) -> Fact:
    return Fact(text=text, source=list(source) or ["L:MSR19"], expires=expires, stale=stale)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(knowledge())


WHOLE = matter(
    materials=[fact("申请书；", "L:MSRI25-26"), fact("章程", "P:41")],
    time_limit=[fact("3个工作日")],
    phone=[fact("12315（市场监管）", "G")],
)


def test_the_facet_that_was_asked_comes_first(composer: Composer) -> None:
    text = composer.compose(WHOLE, ["materials"], TODAY).text
    assert text == "示例登记的材料：申请书；章程。"


def test_without_a_facet_the_answer_is_an_overview(composer: Composer) -> None:
    text = composer.compose(WHOLE, [], TODAY).text
    assert text == "示例登记：3个工作日；申请书。"


def test_an_unknown_facet_is_said_with_whom_to_ask(composer: Composer) -> None:
    body = composer.compose(WHOLE, ["fee"], TODAY)
    assert body.text == say(
        "answer.unknown_facet",
        title="示例登记",
        facet="费用",
        authority="区市场监管局",
        phone=say("answer.unknown_facet_phone", phone="12315（市场监管）"),
    )
    assert body.caveat is None


def test_an_unknown_facet_without_a_phone_names_the_office_only(composer: Composer) -> None:
    text = composer.compose(matter(), ["fee"], TODAY).text
    assert "区市场监管局" in text
    assert "电话" not in text


@pytest.mark.parametrize(
    "doubtful",
    [
        fact("3个工作日", "G"),
        fact("3个工作日", expires=date(2025, 5, 31)),
        fact("3个工作日", stale="以新规定为准"),
    ],
)
def test_a_doubtful_fact_is_served_with_a_caveat(composer: Composer, doubtful: Fact) -> None:
    body = composer.compose(matter(time_limit=[doubtful]), ["time_limit"], TODAY)
    assert body.caveat == say("answer.caveat")
    assert [line.certain for line in body.groups[0].items] == [False]


def test_a_certain_fact_is_served_without_caveat(composer: Composer) -> None:
    body = composer.compose(WHOLE, ["time_limit"], TODAY)
    assert body.caveat is None
    assert body.groups[1].items[0].certain


def test_a_stale_fact_says_what_replaces_it(composer: Composer) -> None:
    stale = matter(fee=[fact("不收费", stale="以新规定为准")])
    assert "不收费（以新规定为准）" in composer.compose(stale, ["fee"], TODAY).text


def test_a_fact_expires_after_its_last_day(composer: Composer) -> None:
    until = matter(fee=[fact("减半征收", expires=TODAY)])
    assert composer.compose(until, ["fee"], TODAY).caveat is None
    assert composer.compose(until, ["fee"], date(2025, 6, 2)).caveat is not None


def test_a_direct_answer_stays_short_and_the_card_holds_the_rest(composer: Composer) -> None:
    many = matter(steps=[fact(f"第{i}步，" + "做" * 100) for i in range(5)])
    body = composer.compose(many, ["steps"], TODAY)
    assert len(body.text) < DIRECT_CHARACTERS + 30
    assert len(body.groups[0].items) == 5


def test_a_single_long_fact_is_never_cut(composer: Composer) -> None:
    long = "很长" * DIRECT_CHARACTERS
    assert long in composer.compose(matter(fee=[fact(long)]), ["fee"], TODAY).text


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("L:MSR19", "《市场主体登记管理条例》第19条"),
        ("L:SHBE31,33", "《上海市优化营商环境条例》第31、33条"),
        ("L:MSR", "《市场主体登记管理条例》"),
        ("SEED6.1", "徐府办发〔2025〕2号 第6.1条"),
        ("G", "一般常识，未经核实"),
    ],
)
def test_every_line_of_the_card_says_where_it_comes_from(
    composer: Composer, source: str, shown: str
) -> None:
    body = composer.compose(matter(fee=[fact("不收费", source)]), ["fee"], TODAY)
    assert body.groups[0].items[0].source == shown


def test_a_line_with_two_sources_shows_both_and_the_older_date(composer: Composer) -> None:
    two = fact("不收费", "L:MSR19", "P:41")
    line = composer.compose(matter(fee=[two]), ["fee"], TODAY).groups[0].items[0]
    sources = knowledge().sources
    assert line.source.count("；") == 1
    assert (
        line.checked == min(sources.statutes["MSR"].checked, sources.pages[41].checked).isoformat()
    )


@pytest.mark.parametrize("facets", [[], *([facet] for facet in FACETS)])
def test_the_card_of_every_matter_holds_all_its_facts(
    composer: Composer, facets: list[str]
) -> None:
    whole: Knowledge = knowledge()
    for one in whole.matters.values():
        groups = {group.field: group.items for group in composer.compose(one, facets, TODAY).groups}
        assert list(groups) == [*(name for name in FIELDS if one.field(name)), "authority"]
        for name in FIELDS:
            assert len(groups.get(name, [])) == len(one.field(name))


@pytest.mark.parametrize("facets", [[], *([facet] for facet in FACETS)])
def test_no_answer_repeats_its_punctuation_or_shows_an_open_field(
    composer: Composer, facets: list[str]
) -> None:
    for one in knowledge().matters.values():
        text = composer.compose(one, facets, TODAY).text
        assert text.startswith(one.title) or one.title in text
        assert "。。" not in text
        assert "；；" not in text
        assert "{" not in text


def test_next_steps_are_known_facets_that_were_not_asked(composer: Composer) -> None:
    assert composer.next_facets(WHOLE, ["materials"], 2) == ["time_limit", "phone"]
    assert composer.next_facets(WHOLE, [], 1) == ["materials"]
    assert composer.next_facets(matter(), [], 3) == []


def test_two_facets_are_two_sentences(composer: Composer) -> None:
    text = composer.compose(WHOLE, ["time_limit", "materials"], TODAY).text
    assert text == "示例登记的时限：3个工作日。\n示例登记的材料：申请书；章程。"


def test_the_basis_is_taken_from_the_sources_when_no_fact_names_it(composer: Composer) -> None:
    text = composer.compose(WHOLE, ["basis"], TODAY).text
    assert text == (
        "示例登记的依据：《市场主体登记管理条例实施细则》第25-26条；《市场主体登记管理条例》第19条。"
    )


def test_a_kind_of_case_is_answered_from_the_facts_that_name_it(composer: Composer) -> None:
    told = matter(materials=[fact("申请书"), fact("外商投资的，另交主体资格公证文件")])
    text = composer.compose_variant(told, "外商", TODAY).text
    assert text == "示例登记，外商的情况：外商投资的，另交主体资格公证文件。"


def test_a_kind_of_case_that_no_fact_names_is_not_guessed(composer: Composer) -> None:
    text = composer.compose_variant(WHOLE, "外商", TODAY).text
    assert "不能猜" in text and "区市场监管局" in text
