"""The evaluation counts what it says it counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.evaluate import Case, report, wilson
from bot.commands.report import MatterShares, TurnReport
from bot.trainer.lines import FileFault, Line, read_lines
from tests.unit.test_knowledge import knowledge

SEAL, NAME = "reg_seal", "reg_name_declare"
SHARES = (
    "answered_right",
    "answered_wrong",
    "clarified_with_right",
    "clarified_without",
    "fallback",
    "handed_off",
)


def case(outcome: str, label: str = SEAL, wanted: str | None = None, **turn: Any) -> Case:
    """A line with this label and facet, and a turn."""
    values: dict[str, Any] = {
        "outcome": outcome,
        "matter": None,
        "facet": None,
        "confidence": 0.5,
        "ranking": [],
        "entities": [],
        "slots": {},
        "choices": [],
        "offered": [],
        "ticket": None,
        "owner": "bot",
        "reply": "",
        "model": "m",
        "ms": 10.0,
    }
    return Case(Line("问题", label, wanted), TurnReport.model_validate(values | turn))


def shares(*cases: Case) -> MatterShares:
    return report(cases, knowledge()).matter


KINDS = [
    (case("answered", matter=SEAL), "answered_right"),
    (case("answered", wanted="fee", matter=SEAL, facet="fee"), "answered_right"),
    (case("answered", matter=SEAL, facet="fee"), "answered_right"),
    (case("answered", wanted="fee", matter=SEAL, facet="steps"), "answered_wrong"),
    (case("answered", wanted="fee", matter=SEAL), "answered_wrong"),
    (case("answered", matter=NAME), "answered_wrong"),
    (case("smalltalk"), "answered_wrong"),
    (case("assistance"), "answered_wrong"),
    (case("out_of_scope"), "answered_wrong"),
    (case("clarified", offered=[NAME, SEAL]), "clarified_with_right"),
    (case("clarified", offered=[NAME]), "clarified_without"),
    (case("clarified"), "clarified_without"),
    (case("fallback"), "fallback"),
    (case("handoff", owner="queue"), "handed_off"),
]


@pytest.mark.parametrize(("one", "kind"), KINDS)
def test_every_turn_comes_to_one_of_six_outcomes(one: Case, kind: str) -> None:
    counted = shares(one)
    assert {name: getattr(counted, name) for name in SHARES} == {
        name: float(name == kind) for name in SHARES
    }


@given(st.lists(st.sampled_from([one for one, _ in KINDS]), min_size=1, max_size=30))
def test_the_six_shares_add_up_to_one(cases: list[Case]) -> None:
    counted = shares(*cases)
    assert counted.n == len(cases)
    assert sum(getattr(counted, name) for name in SHARES) == pytest.approx(1.0)


def test_the_interval_is_that_of_right_answers_and_right_offers() -> None:
    counted = shares(
        case("answered", matter=SEAL), case("clarified", offered=[SEAL]), case("fallback")
    )
    assert counted.wilson95 == wilson(2, 3)


def test_top1_and_top3_look_at_the_ranking_only() -> None:
    second = [("greet", 0.4), (f"registration/{SEAL}", 0.3), ("tax/tax_einvoice_issue", 0.1)]
    fourth = [*second[:1], *second[2:], ("thanks", 0.1), (f"registration/{SEAL}", 0.05)]
    counted = shares(case("fallback", ranking=second), case("fallback", ranking=fourth))
    assert (counted.top1, counted.top3) == (0.0, 0.5)


def test_facets_are_counted_over_the_lines_that_name_one() -> None:
    found = report(
        [
            case("answered", wanted="fee", matter=SEAL, facet="fee"),
            case("clarified", wanted="fee", facet="steps"),
            case("answered", matter=SEAL),
        ],
        knowledge(),
    ).facet
    assert (found.n, found.right) == (2, 0.5)


@pytest.mark.parametrize(
    ("outcome", "wrong"), [("answered", 1.0), ("out_of_scope", 0.0), ("clarified", 0.0)]
)
def test_out_of_scope_is_wrong_when_it_is_answered(outcome: str, wrong: float) -> None:
    found = report([case(outcome, "oos")], knowledge())
    assert (found.oos.n, found.oos.wrongly_answered) == (1, wrong)
    assert found.matter.n == 0


@pytest.mark.parametrize(
    ("one", "right"),
    [
        (case("smalltalk", "intent:greet", ranking=[("greet", 0.9)]), 1.0),
        (case("handoff", "intent:handoff"), 1.0),
        (case("smalltalk", "intent:greet", ranking=[("thanks", 0.9)]), 0.0),
        (case("fallback", "intent:greet"), 0.0),
    ],
)
def test_an_intent_is_right_by_outcome_or_by_label(one: Case, right: float) -> None:
    assert report([one], knowledge()).intent.right == right


@pytest.mark.parametrize(
    ("ranking", "right"), [([("tax/tax_refund", 0.5)], 1.0), ([("ip/ip_tm", 0.5)], 0.0), ([], 0.0)]
)
def test_a_domain_is_right_by_the_first_label(
    ranking: list[tuple[str, float]], right: float
) -> None:
    found = report([case("clarified", "domain:tax", ranking=ranking)], knowledge())
    assert found.domain.right == right


def test_each_domain_is_counted_apart() -> None:
    found = report(
        [case("answered", matter=SEAL), case("fallback", "tax_einvoice_issue")], knowledge()
    ).by_domain
    assert (found["registration"].n, found["registration"].answered_right) == (1, 1.0)
    assert (found["tax"].n, found["tax"].fallback) == (1, 1.0)
    assert found["ip"].n == 0


def test_misses_are_what_was_not_right() -> None:
    found = report([case("answered", matter=SEAL), case("answered", matter=NAME)], knowledge())
    assert [(miss.label, miss.got) for miss in found.misses] == [(SEAL, NAME)]


def test_the_median_time_is_that_of_the_engine() -> None:
    found = report([case("fallback", ms=ms) for ms in (1.0, 5.0, 9.0)], knowledge())
    assert found.latency_ms.p50 == 5.0


@pytest.mark.parametrize(
    ("good", "n", "interval"),
    [
        (0, 0, (0.0, 1.0)),
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
        (5, 10, (0.2366, 0.7634)),
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
    ],
)
def test_the_score_interval_has_its_published_values(
    good: int, n: int, interval: tuple[float, float]
) -> None:
    assert wilson(good, n) == pytest.approx(interval, abs=2e-4)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, n))
    low, high = wilson(good, n)
    assert 0.0 <= low <= good / n + 1e-12
    assert good / n - 1e-12 <= high <= 1.0


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "questions.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_line_is_a_text_a_label_and_perhaps_a_facet(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"刻章\t{SEAL}",
        "",
        f"刻章多少钱\t{SEAL}\tfee",
        "税的事\tdomain:tax",
        "你好\tintent:greet",
        "天气\toos\t",
    )
    assert read_lines(path, knowledge()) == [
        Line("刻章", SEAL, None),
        Line("刻章多少钱", SEAL, "fee"),
        Line("税的事", "domain:tax", None),
        Line("你好", "intent:greet", None),
        Line("天气", "oos", None),
    ]


@pytest.mark.parametrize(
    "bad",
    ["刻章", "刻章\treg_nothing", f"\t{SEAL}", f"刻章\t{SEAL}\tprice", "税\tdomain:sports", "a\t"],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, bad: str) -> None:
    path = written(tmp_path, f"刻章\t{SEAL}", "", bad, bad)
    with pytest.raises(FileFault, match=r"questions\.tsv:3$"):
        read_lines(path, knowledge())


def test_a_file_without_lines_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match=":1$"):
        read_lines(written(tmp_path, "", " "), knowledge())
