"""`bot knowledge check`: what is known, and what somebody should look at."""

from __future__ import annotations

from datetime import date

import pytest

from bot.knowledge.check import COLUMNS, Kind, KnowledgeReport, check
from bot.knowledge.matters import Fact, Knowledge
from tests.unit.test_answers import fact, matter
from tests.unit.test_knowledge import knowledge

TODAY = date(2026, 11, 24)


def report(**facts: list[Fact]) -> KnowledgeReport:
    """The report on one matter with these facts."""
    return check(Knowledge([matter(**facts)], knowledge().sources), TODAY)


@pytest.mark.parametrize(
    ("doubtful", "kind"),
    [
        (fact("3个工作日", expires=date(2026, 11, 23)), "expired"),
        (fact("3个工作日", stale="以新规定为准"), "stale"),
        (fact("3个工作日", "P:41C"), "second_hand"),
        (fact("3个工作日", "G"), "unsourced"),
    ],
)
def test_a_doubtful_fact_is_listed_by_its_kind(doubtful: Fact, kind: Kind) -> None:
    [finding] = report(time_limit=[doubtful]).findings
    assert (finding.kind, finding.matter, finding.field) == (kind, "reg_example", "time_limit")


def test_a_sourced_fact_that_holds_today_is_no_finding() -> None:
    assert report(time_limit=[fact("3个工作日", expires=TODAY)]).findings == []


def test_the_same_statement_with_another_number_is_a_contradiction() -> None:
    two = [fact("材料齐全的3个工作日内办结"), fact("材料齐全的5个工作日内办结")]
    assert [finding.kind for finding in report(time_limit=two).findings] == ["contradiction"]


def test_two_statements_on_different_things_do_not_contradict() -> None:
    two = [fact("材料齐全的3个工作日内办结"), fact("公示期为20日")]
    assert report(time_limit=two).findings == []


def test_a_replaced_statement_does_not_contradict_the_one_that_holds() -> None:
    two = [fact("保留期为2个月", stale="以新规定为准"), fact("保留期为3个月")]
    assert [finding.kind for finding in report(time_limit=two).findings] == ["stale"]


def test_two_phone_numbers_do_not_contradict() -> None:
    assert report(phone=[fact("12366（税务）"), fact("12345（税务）")]).findings == []


def test_general_knowledge_does_not_cover_a_field() -> None:
    [row] = report(fee=[fact("不收费", "G")], channel=[fact("一网通办", "P:41C")]).coverage
    assert (row.fields["fee"], row.fields["channel"]) == ("unknown", "doubtful")


def test_a_matter_is_complete_with_office_channel_and_steps_or_time_limit() -> None:
    [whole] = report(channel=[fact("一网通办")], steps=[fact("先申报")]).coverage
    [part] = report(steps=[fact("先申报")], time_limit=[fact("3个工作日")]).coverage
    assert (whole.complete, part.complete) == (True, False)


def test_the_coverage_has_every_matter_and_every_field() -> None:
    rows = check(knowledge(), TODAY).coverage
    assert [row.matter for row in rows] == list(knowledge().matters)
    assert all(tuple(row.fields) == COLUMNS for row in rows)


def test_at_most_one_core_matter_lacks_office_channel_or_steps() -> None:
    rows = check(knowledge(), TODAY).coverage
    assert [row.matter for row in rows if row.core and not row.complete] == ["fin_huiqi_loan"]


def test_the_facts_do_not_contradict_each_other() -> None:
    findings = check(knowledge(), TODAY).findings
    assert [found for found in findings if found.kind == "contradiction"] == []
