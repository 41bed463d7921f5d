"""The data that the assistant learns from and speaks with."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.matters import Knowledge, load
from bot.settings import ROOT
from bot.trainer.closeness import Near
from effects import ASSISTANCE_SLOTS, FACETS
from understanding.normalise import normalise


def yml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def examples() -> Iterator[tuple[str, str]]:
    """Text and label of every training line."""
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield line.removeprefix("- ").strip(), block["intent"]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(ROOT / "data")


@pytest.fixture(scope="module")
def lines() -> list[tuple[str, str]]:
    return list(examples())


@pytest.fixture(scope="module")
def aliases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yml("data/lexicon/aliases.yml")
    return found


def test_there_are_168_matters_of_which_100_are_core(knowledge: Knowledge) -> None:
    matters = knowledge.matters.values()
    assert (len(matters), sum(matter.core for matter in matters)) == (168, 100)


def test_every_label_of_a_matter_names_a_matter_of_its_domain(
    knowledge: Knowledge, lines: list[tuple[str, str]]
) -> None:
    labels = {label for _, label in lines if "/" in label}
    assert labels == {f"{matter.domain}/{matter.id}" for matter in knowledge.matters.values()}


def test_every_matter_has_enough_examples(
    knowledge: Knowledge, lines: list[tuple[str, str]]
) -> None:
    counts = Counter(label for _, label in lines)
    few = {
        matter.id: count
        for matter in knowledge.matters.values()
        if (count := counts[f"{matter.domain}/{matter.id}"]) < (40 if matter.core else 20)
    }
    assert few == {}


def test_no_line_stands_under_two_labels(lines: list[tuple[str, str]]) -> None:
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for text, label in lines:
        labels[normalise(text)].add(label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_no_line_stands_twice(lines: list[tuple[str, str]]) -> None:
    counts = Counter(normalise(text) for text, _ in lines)
    assert {text: count for text, count in counts.items() if count > 1} == {}


def test_no_two_lines_are_nearly_the_same(lines: list[tuple[str, str]]) -> None:
    texts = [text for text, _ in lines]
    near = Near(texts)
    pairs = {text: others for text in texts if (others := near.to(text).keys() - {text})}
    assert pairs == {}


@pytest.mark.parametrize("name", ["blind.tsv", "dev.tsv", "dev2.tsv", "dev3.tsv"])
def test_no_training_line_is_close_to_a_question_of_an_evaluation(
    lines: list[tuple[str, str]], name: str
) -> None:
    path = ROOT / "tests" / "nlu" / name
    asked = [raw.split("\t")[0] for raw in path.read_text(encoding="utf-8").splitlines() if raw]
    texts = [text for text, _ in lines]
    near = Near(texts, asked)
    close = sum(bool(near.to(question)) for question in asked)
    assert close == 0, f"{close} of {len(asked)} questions"  # never which: they stay unseen


def test_every_response_of_the_domain_is_used() -> None:
    sources = [*(ROOT / "actions").glob("*.py"), ROOT / "data" / "rules" / "rules.yml"]
    used = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    built = re.compile(r"utter_(ask_assistance_form|invalid)_(.+)")
    unused = {
        name
        for name in yml("domain.yml")["responses"]
        if name not in used
        and not ((found := built.fullmatch(name)) and found.group(2) in ASSISTANCE_SLOTS)
    }
    assert unused == set()


def test_the_blind_questions_are_the_ones_that_were_frozen() -> None:
    folder = ROOT / "tests" / "nlu"
    digest = (folder / "blind.sha256").read_text(encoding="utf-8").split()[0]
    assert hashlib.sha256((folder / "blind.tsv").read_bytes()).hexdigest() == digest


PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|\d{17}[\dXx]|[\w.+-]+@[\w-]+\.\w+|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"
)


@pytest.mark.parametrize("folder", ["data/nlu", "data/lexicon"])
def test_no_example_holds_a_number_of_a_person(folder: str) -> None:
    found = [
        match
        for path in sorted((ROOT / folder).glob("*.yml"))
        for match in PERSONAL.findall(path.read_text(encoding="utf-8"))
        if match != "13800138000"
    ]
    assert found == []


def test_every_matter_has_everyday_names(
    knowledge: Knowledge, aliases: dict[str, list[str]]
) -> None:
    assert set(aliases) == set(knowledge.matters)
    assert [matter for matter, names in aliases.items() if not names] == []


def test_every_everyday_name_belongs_to_one_matter(
    knowledge: Knowledge, aliases: dict[str, list[str]]
) -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for matter in knowledge.matters.values():
        for name in (matter.title, *matter.colloquial, *aliases[matter.id]):
            owners[normalise(name)].add(matter.id)
    assert {name: sorted(found) for name, found in owners.items() if len(found) > 1} == {}


def test_no_everyday_name_stands_twice_in_the_list(aliases: dict[str, list[str]]) -> None:
    counts = Counter(normalise(name) for names in aliases.values() for name in names)
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_everyday_name_is_too_short_to_be_found(aliases: dict[str, list[str]]) -> None:
    assert [name for names in aliases.values() for name in names if len(name) < 2] == []


def test_the_lexicon_has_words_for_every_facet() -> None:
    facets = yml("data/lexicon/facets.yml")
    assert set(facets) == set(FACETS)


def test_no_word_names_two_facets() -> None:
    facets: dict[str, list[str]] = yml("data/lexicon/facets.yml")
    counts = Counter(normalise(word) for words in facets.values() for word in words)
    assert [word for word, count in counts.items() if count > 1] == []


def test_the_facet_examples_teach_every_facet_and_none() -> None:
    found: dict[str, list[str]] = yml("data/lexicon/facet_examples.yml")
    assert set(found) == {*FACETS, "none"}


def responses_named(path: Path) -> set[str]:
    return set(re.findall(r'"(utter_[a-z_]+)"', path.read_text(encoding="utf-8")))


def test_every_response_that_is_named_exists() -> None:
    named = {name for path in (ROOT / "actions").glob("*.py") for name in responses_named(path)}
    rules = (ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8")
    named |= set(re.findall(r"utter_[a-z_]+", rules))
    named |= {f"utter_invalid_{slot}" for slot in ("consent", "confirmed")}
    named |= {f"utter_ask_assistance_form_{slot}" for slot in ASSISTANCE_SLOTS}
    assert named - set(yml("domain.yml")["responses"]) == set()


def test_every_intent_of_the_rules_and_the_examples_is_known(
    lines: list[tuple[str, str]],
) -> None:
    known = {next(iter(entry)) for entry in yml("domain.yml")["intents"]}
    rules = (ROOT / "data" / "rules" / "rules.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"intent: ([a-z_]+)", rules)) | {
        label.split("/")[0] for _, label in lines
    }
    assert used - known == set()


def test_the_form_asks_the_slots_of_a_ticket_in_their_order() -> None:
    form = yml("domain.yml")["forms"]["assistance_form"]["required_slots"]
    assert tuple(form) == ASSISTANCE_SLOTS


def test_every_button_says_words_or_names_a_known_intent() -> None:
    domain = yml("domain.yml")
    known = {next(iter(entry)) for entry in domain["intents"]}
    buttons = [
        button
        for variants in domain["responses"].values()
        for variant in variants
        for button in variant.get("buttons", [])
    ]
    wrong = [
        button["payload"]
        for button in buttons
        if not button["payload"].strip()
        or (button["payload"].startswith("/") and button["payload"][1:] not in known)
    ]
    assert wrong == []
