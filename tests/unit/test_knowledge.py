"""The matters and their facts: the real data loads, a fault is named where it stands."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.matters import (
    DOMAINS,
    Citation,
    Fact,
    Knowledge,
    KnowledgeFault,
    load,
)
from bot.knowledge.site import load_site
from bot.settings import ROOT

TODAY = date(2025, 6, 1)


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The real data, read once."""
    return load(ROOT / "data")


def fact(*source: str, expires: date | None = None, stale: str | None = None) -> Fact:
    return Fact(text="3个工作日", source=list(source), expires=expires, stale=stale)


def test_the_data_holds_168_matters_of_which_100_are_core() -> None:
    matters = knowledge().matters.values()
    assert (len(matters), sum(matter.core for matter in matters)) == (168, 100)


def test_every_domain_has_matters() -> None:
    assert set(Counter(m.domain for m in knowledge().matters.values())) == set(DOMAINS)


def test_no_two_matters_share_a_title() -> None:
    titles = Counter(matter.title for matter in knowledge().matters.values())
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_field_that_is_unknown_has_no_facts() -> None:
    assert knowledge().matters["reg_name_declare"].field("fee") == []


@pytest.mark.parametrize(
    ("reference", "citation"),
    [
        ("G", Citation(kind="general", key="G", weak=True)),
        ("SEED6.1", Citation(kind="plan", key="plan", place="6.1", weak=False)),
        ("L:MSR19", Citation(kind="statute", key="MSR", place="19", weak=False)),
        ("L:SHBE31,33", Citation(kind="statute", key="SHBE", place="31,33", weak=False)),
        ("L:MSR", Citation(kind="statute", key="MSR", weak=False)),
    ],
)
def test_a_source_is_resolved(reference: str, citation: Citation) -> None:
    assert knowledge().cite(reference) == citation


@pytest.mark.parametrize("reference", ["", "L:NOPE1", "P:99999", "X:1", "general", "L:MSR第19条"])
def test_a_source_that_does_not_exist_is_a_fault(reference: str) -> None:
    with pytest.raises(KnowledgeFault, match="unknown source"):
        knowledge().cite(reference)


def test_a_page_of_the_lowest_grade_is_weak() -> None:
    pages = knowledge().sources.pages
    graded = {page.grade: number for number, page in pages.items()}
    assert knowledge().cite(f"P:{graded['C']}").weak
    assert not knowledge().cite(f"P:{graded['A']}").weak
    assert knowledge().cite(f"P:{graded['A']}C").weak


@pytest.mark.parametrize(
    ("checked", "certain"),
    [
        (fact("L:MSR19"), True),
        (fact("G"), False),
        (fact("G", "L:MSR19"), True),
        (fact("L:MSR19", expires=TODAY), True),
        (fact("L:MSR19", expires=date(2025, 5, 31)), False),
        (fact("L:MSR19", stale="以新规定为准"), False),
    ],
)
def test_only_a_sourced_and_valid_fact_is_certain(checked: Fact, certain: bool) -> None:
    assert knowledge().certain(checked, TODAY) is certain


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of what the knowledge is read from."""
    shutil.copytree(ROOT / "data" / "matters", tmp_path / "matters")
    shutil.copy(ROOT / "data" / "sources.yml", tmp_path / "sources.yml")
    return tmp_path


Matters = list[dict[str, Any]]


def without(key: str) -> Callable[[Matters], object]:
    return lambda matters: matters[0].pop(key)


def changed(**values: object) -> Callable[[Matters], object]:
    return lambda matters: matters[0].update(values)


def told(**values: object) -> Callable[[Matters], object]:
    """The first matter has one fact, with these values."""
    good: dict[str, object] = {"text": "免费", "source": ["G"]}
    return lambda matters: matters[0].update(facts={"fee": [good | values]})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("title"), "title"),
        (without("authority"), "authority"),
        (without("facts"), "facts"),
        (changed(title="一个远远超过十二个字的标题啊"), "title"),
        (changed(id="Setup"), "id"),
        (changed(colour="red"), "colour"),
        (changed(core="perhaps"), "core"),
        (changed(facts={"price": [{"text": "免费", "source": ["G"]}]}), "'price'"),
        (told(source=["L:NOPE1"]), "'L:NOPE1'"),
        (told(source=[]), "source"),
        (told(text=""), "text"),
        (told(expires="someday"), "expires"),
        (told(price=3), "price"),
        (lambda matters: matters.append(matters[0]), "stands twice"),
        (lambda matters: matters.insert(0, "reg_seal"), "no mapping"),
    ],
)
def test_a_fault_in_a_matter_names_what_is_wrong(
    data: Path, change: Callable[[Matters], object], words: str
) -> None:
    file = data / "matters" / "tax.yml"
    matters = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(matters)
    file.write_text(yaml.safe_dump(matters, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=words):
        load(data)


@pytest.mark.parametrize("change", [without("title"), told(source=["L:NOPE1"])])
def test_a_fault_in_a_matter_names_the_matter(
    data: Path, change: Callable[[Matters], object]
) -> None:
    file = data / "matters" / "tax.yml"
    matters = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(matters)
    file.write_text(yaml.safe_dump(matters, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=matters[0]["id"]):
        load(data)


@pytest.mark.parametrize("name", ["matters/ip.yml", "sources.yml"])
def test_a_file_that_is_no_yaml_is_named(data: Path, name: str) -> None:
    (data / name).write_text("- [", encoding="utf-8")
    with pytest.raises(KnowledgeFault, match=Path(name).name):
        load(data)


@pytest.mark.parametrize("name", ["matters/ip.yml", "sources.yml"])
def test_a_file_that_is_missing_is_named(data: Path, name: str) -> None:
    (data / name).unlink()
    with pytest.raises(KnowledgeFault, match=Path(name).name):
        load(data)


@pytest.mark.parametrize("content", ["", "statutes: {}", "plan: 3"])
def test_incomplete_sources_are_a_fault(data: Path, content: str) -> None:
    (data / "sources.yml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="sources.yml"):
        load(data)


def test_the_site_names_its_district() -> None:
    site = load_site(ROOT / "data" / "site.yml")
    assert site.district
    assert site.hotline.isdigit()


@pytest.mark.parametrize("content", ["", "district: 徐汇区", "district: [", "- 徐汇区"])
def test_a_fault_in_the_site_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "site.yml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeFault, match="site.yml"):
        load_site(tmp_path / "site.yml")
