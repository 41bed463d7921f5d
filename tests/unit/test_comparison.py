"""What an evaluation counts, and what it keeps to itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.engine import Reading
from bot.trainer import comparison
from bot.trainer.comparison import Case, SetName, Short
from bot.trainer.gate import Limits, gate
from bot.trainer.lines import Line
from bot.trainer.report import Kind
from tests.unit.test_knowledge import knowledge

SEAL, NAME = "registration/reg_seal", "registration/reg_name_declare"
LINE = Line("公章丢了", "reg_seal")


def short(
    label: str = SEAL, decision: str = "sure", facet: str | None = None, confidence: float = 0.9
) -> Short:
    choices = tuple(found.split("/")[1] for found in (label, NAME) if "/" in found)
    return Short(label, confidence, decision, facet, choices)


@pytest.mark.parametrize(
    ("line", "read", "expected"),
    [
        (LINE, short(), "right"),
        (LINE, short(NAME), "wrong"),
        (LINE, short("greet"), "wrong"),
        (LINE, short("handoff"), "handed"),
        (LINE, short(decision="unsure"), "offered"),
        (Line("x", "reg_open_shop"), short(decision="unsure"), "not_offered"),
        (LINE, short(decision="unknown"), "unknown"),
        (LINE, short("out_of_scope"), "unknown"),
        (Line("x", "reg_seal", "fee"), short(facet="fee"), "right"),
        (Line("x", "reg_seal", "fee"), short(facet="place"), "wrong"),
        (Line("x", "oos"), short("out_of_scope"), "right"),
        (Line("x", "oos"), short(), "wrong"),
        (Line("x", "oos"), short(decision="unsure"), "right"),
        (Line("x", "domain:registration"), short(NAME), "right"),
        (Line("x", "domain:tax"), short(NAME), "wrong"),
        (Line("x", "intent:greet"), short("greet"), "right"),
        (Line("x", "intent:handoff"), short("handoff"), "right"),
    ],
)
def test_a_line_comes_out_as_a_visitor_would_see_it(
    line: Line, read: Short, expected: Kind
) -> None:
    assert comparison.kind(line, read) == expected


def test_a_label_of_the_model_becomes_a_label_of_a_line() -> None:
    assert Line.of("x", SEAL, "fee") == Line("x", "reg_seal", "fee")
    assert Line.of("x", "out_of_scope") == Line("x", "oos")
    assert Line.of("x", "greet", "fee") == Line("x", "intent:greet")


def case(name: SetName, before: Short | None, after: Short, line: Line = LINE) -> Case:
    return Case(name, line, before, after)


def test_lines_of_the_blind_set_are_in_no_list() -> None:
    cases = [case("blind", short(), short(NAME)), case("development", short(), short(NAME))]
    listed, more = comparison.moved(cases)
    assert ([one.name for one in listed], more) == (["development"], 0)
    found = comparison.matter_reports(cases, knowledge())
    assert [(one.matter, one.n, one.before, one.after) for one in found] == [("reg_seal", 1, 1, 0)]
    assert [(one.got, one.n) for one in comparison.confused(cases, knowledge())] == [(NAME, 1)]


def test_what_got_worse_comes_before_what_got_better() -> None:
    cases = [
        case("regression", short(NAME), short(), Line("甲", "reg_seal")),
        case("development", short(), short(decision="unknown"), Line("乙", "reg_seal")),
        case("development", short(), short(confidence=0.5), Line("丙", "reg_seal")),
    ]
    listed, _ = comparison.moved(cases)
    assert [(one.text, one.better) for one in listed] == [("乙", False), ("甲", True)]


def test_without_a_served_model_there_is_nothing_before() -> None:
    report = comparison.set_report("development", [case("development", None, short())], knowledge())
    assert report.matters is not None
    assert (report.matters.before, report.matters.after.right) == (None, 1.0)
    assert comparison.reliability([case("blind", None, short())], knowledge()).before is None


def test_bins_hold_what_was_said_and_what_was_true() -> None:
    cases = [
        case("blind", short(confidence=0.95), short(confidence=0.93)),
        case("blind", short(confidence=0.95), short(NAME, confidence=0.97)),
    ]
    [found] = comparison.reliability(cases, knowledge()).after
    assert (found.lower, found.n, found.said, found.right) == (0.9, 2, 0.95, 0.5)


@given(confidence=st.floats(0, 1), facet=st.none() | st.just("fee"))
def test_what_is_kept_of_a_reading_survives_the_database(
    confidence: float, facet: str | None
) -> None:
    reading = Reading(
        label=SEAL,
        confidence=confidence,
        decision="sure",
        ranking=[(SEAL, confidence), ("greet", 0.1), (NAME, 0.05)],
        facets=[facet] if facet else [],
    )
    kept = Short.of(reading)
    assert Short.unpacked(kept.packed()) == kept
    assert kept.choices == ("reg_seal", "reg_name_declare")


def test_held_out_examples_are_counted_by_domain() -> None:
    found = comparison.crossed(
        {
            "folds": 3,
            "n": 30,
            "right": 20,
            "by_label": {SEAL: [10, 5], NAME: [10, 10], "greet": [10, 5]},
        }
    )
    assert (found.right, found.domains) == (0.6667, {"registration": 0.75})
    assert [one.matter for one in found.worst] == ["reg_seal", "reg_name_declare"]


def sets(right: int, of: int, wrong: int) -> list[Case]:
    """`of` lines all right before; after: so many right, so many wrong, the rest not understood."""
    after = [short()] * right + [short(NAME)] * wrong
    after += [short(decision="unknown")] * (of - right - wrong)
    return [case("development", short(), read) for read in after]


@pytest.mark.parametrize(
    ("right", "wrong", "failed"),
    [
        (100, 0, set()),
        (98, 0, set()),
        (97, 0, {"domain_fell"}),
        (98, 2, {"wrong"}),
        (90, 5, {"domain_fell", "wrong"}),
    ],
)
def test_the_gate_opens_within_its_limits(right: int, wrong: int, failed: set[str]) -> None:
    report = comparison.set_report("development", sets(right, 100, wrong), knowledge())
    checks = gate([report], Limits(domain_fall=0.02, wrong=0.01))
    assert {check.code for check in checks if not check.passed} == failed
    assert {check.code for check in checks} == {"domain_fell", "wrong"}


def test_a_handful_of_lines_closes_no_gate() -> None:
    report = comparison.set_report("regression", sets(0, 9, 9), knowledge())
    assert gate([report], Limits(domain_fall=0.0, wrong=0.0)) == []
