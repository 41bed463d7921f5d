"""Change sets and the files: nothing is lost, nothing else is touched, and it is done once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.trainer.changes import apply, round_trip, write_folder
from bot.trainer.corpus import (
    CorpusFault,
    Example,
    Marked,
    example_of,
    included,
    load_aliases,
    load_examples,
)
from bot.trainer.merging import Edit, merge
from understanding.model_inputs import fingerprint

FILE = """\
# What people ask about seals.
version: "3.1"
nlu:
- intent: registration/reg_seal
  metadata: {facets: []}
  examples: |
    - 公章
    - 刻章
# between two blocks
- intent: registration/reg_seal
  metadata: {facets: [fee]}
  examples: |
    - 刻章多少钱
- intent: greet
  examples: |
    - 你好
"""
ALIASES = "# names\nreg_seal: [刻公章, 公章备案]\n"
SEAL = "registration/reg_seal"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(folder: Path) -> Path:
    for name in ("nlu", "lexicon"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "nlu" / "all.yml").write_text(FILE, encoding="utf-8")
    (folder / "lexicon" / "aliases.yml").write_text(ALIASES, encoding="utf-8")
    return folder


def example(text: str, label: str = SEAL, facets: tuple[str, ...] | None = ()) -> Example:
    return Example(text=text, label=label, facets=facets)


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "data/nlu").glob("*.yml")), ROOT / "data/lexicon/aliases.yml"]
)
def test_a_file_that_is_read_and_written_is_the_same_byte_for_byte(
    path: Path, tmp_path: Path
) -> None:
    yaml_ = round_trip()
    with (tmp_path / "out").open("w", encoding="utf-8") as out:
        yaml_.dump(yaml_.load(path.read_text(encoding="utf-8")), out)
    assert (tmp_path / "out").read_bytes() == path.read_bytes()


def test_without_changes_the_folder_has_the_fingerprint_of_the_checkout(tmp_path: Path) -> None:
    assert write_folder(ROOT, tmp_path / "training", []).conflicts == []
    assert fingerprint(tmp_path / "training") == fingerprint(ROOT)


def test_only_the_lines_of_the_changes_differ(data: Path) -> None:
    changes = [
        Edit(1, "add", None, example("印章丢了")),
        Edit(2, "edit", example("刻章"), example("刻章", "greet", None)),
        Edit(3, "add", None, example("刻章要几天", SEAL, ("time_limit",))),
        Edit(4, "alias", matter="reg_seal", note="刻章子"),
    ]
    assert apply(data, changes, ["a-set"]).conflicts == []
    expected = FILE.replace("    - 刻章\n", "    - 印章丢了\n")
    expected = expected.replace("你好\n", "你好\n    - 刻章\n")
    head = "- intent: registration/reg_seal\n  metadata: {facets: [time_limit]}\n"
    new = f"{head}  examples: |\n    - 刻章要几天\n"
    expected = expected.replace("- intent: greet", f"{new}- intent: greet")
    assert (data / "nlu" / "all.yml").read_text(encoding="utf-8") == expected
    names = (data / "lexicon" / "aliases.yml").read_text(encoding="utf-8")
    assert names == ALIASES.replace("公章备案]", "公章备案, 刻章子]")
    assert included(data) == {"a-set"}


def test_entities_are_written_as_rasa_marks_them_and_read_back() -> None:
    marked = (
        Marked(start=2, end=6, entity="enterprise_name"),
        Marked(start=7, end=9, entity="date"),
    )
    one = example("我们示例公司在周三刻章").model_copy(update={"entities": marked})
    assert one.line == "我们[示例公司](enterprise_name)在[周三](date)刻章"
    assert example_of(one.line, one.label, one.facets) == one


def test_a_change_that_no_longer_fits_is_reported_and_overwrites_nothing(data: Path) -> None:
    base, aliases = load_examples(data), load_aliases(data)
    changes = [
        Edit(1, "edit", example("没有这句"), example("改成这句")),
        Edit(2, "edit", example("刻章", "greet", None), example("刻章", "out_of_scope", None)),
        Edit(3, "add", None, example("你好")),
        Edit(4, "alias", matter="tax_x", note="刻公章"),
        Edit(5, "remove", example("没有这句")),
        Edit(6, "add", None, example("公章")),
    ]
    merged = merge(base, aliases, changes)
    found = {conflict.change: conflict.clash for conflict in merged.conflicts}
    assert found == {1: "gone", 2: "moved", 3: "elsewhere", 4: "alias_taken"}
    assert list(merged.examples.values()) == base


def test_a_broken_file_is_named(data: Path) -> None:
    (data / "nlu" / "all.yml").write_text("nlu: 3", encoding="utf-8")
    with pytest.raises(CorpusFault, match="all.yml"):
        load_examples(data)


LETTERS = st.text("公章刻税报到开票多少钱abc1，？-#:'\"{}&*!|>%@`", min_size=2, max_size=8)
TEXTS = LETTERS.map(str.strip).filter(lambda t: len(t) > 1 and not t.startswith(("-", "/")))
EXAMPLES = st.builds(
    example,
    TEXTS | st.sampled_from(["公章", "刻章", "刻章多少钱", "你好"]),
    st.sampled_from([SEAL, "greet"]),
    st.sampled_from([None, (), ("fee",), ("fee", "place")]),
)


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """Changes by somebody who sees what is there, some of them on what another one took away."""
    there = {e.key: e for e in [example("公章"), example("刻章"), example("你好", "greet", None)]}
    made: list[Edit] = []
    for number in range(draw(st.integers(0, 8))):
        old = draw(st.sampled_from([None, *there.values()]))
        new = draw(EXAMPLES if old is None else st.none() | EXAMPLES)
        kind = "add" if old is None else "remove" if new is None else "edit"
        made.append(Edit(number, kind, old, new))  # type: ignore[arg-type]
        there = dict(merge(there.values(), {}, made[-1:]).examples)
    return made


@given(edits())
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
def test_what_is_written_is_what_was_merged(
    tmp_path_factory: pytest.TempPathFactory, changes: Sequence[Edit]
) -> None:
    folder = written(tmp_path_factory.mktemp("data"))
    before = load_examples(folder)
    merged = apply(folder, changes)
    read = {e.key: e for e in load_examples(folder)}
    assert read == merged.examples == merge(before, load_aliases(folder), changes).examples
    document = yaml.safe_load((folder / "nlu" / "all.yml").read_text(encoding="utf-8"))
    assert document["version"] == "3.1"
    shutil.rmtree(folder)


@given(edits())
def test_each_key_is_there_once_and_untouched_examples_stay(changes: Sequence[Edit]) -> None:
    base = [example("公章"), example("刻章"), example("你好", "greet", None)]
    merged = merge(base, {}, changes)
    assert all(key == one.key for key, one in merged.examples.items())
    touched = {e.key for c in changes for e in (c.before, c.after) if e is not None}
    kept = {e.key: e for e in base if e.key not in touched}
    assert kept.items() <= merged.examples.items()
