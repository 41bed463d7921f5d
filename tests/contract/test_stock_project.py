"""The stock Rasa project that the product is measured against."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.stock.project import write_project
from bench.worker import FLAT
from bot.settings import ROOT


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        write_project(folder, each=1, epochs=1)
    return folder


@pytest.fixture(scope="module")
def labels() -> set[str]:
    """Labels of data/nlu, flattened."""
    return {
        block["intent"].replace("/", FLAT)
        for path in (ROOT / "data" / "nlu").glob("*.yml")
        for block in read(path)["nlu"]
    }


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_label_is_learnt_once_as_a_flat_intent(project: Path, labels: set[str]) -> None:
    learnt = Counter(block["intent"] for block in read(project / "data" / "nlu.yml")["nlu"])

    assert learnt == Counter(labels)


def test_every_label_is_an_intent_of_the_domain(project: Path, labels: set[str]) -> None:
    named = Counter(next(iter(intent)) for intent in read(project / "domain.yml")["intents"])

    assert {label: named[label] for label in labels} == dict.fromkeys(labels, 1)


def test_a_rule_answers_every_label(project: Path, labels: set[str]) -> None:
    steps = [s for r in read(project / "data" / "rules.yml")["rules"] for s in r["steps"]]
    answered = {choice.get("intent") for step in steps for choice in step.get("or", [step])}

    assert labels <= answered


def test_every_matter_sets_the_slot_that_its_answer_shows(project: Path, labels: set[str]) -> None:
    mappings = read(project / "domain.yml")["slots"]["matter"]["mappings"]
    set_by = {m["intent"]: m["value"] for m in mappings if m["type"] == "from_intent"}

    assert set_by == {label: label.split(FLAT)[1] for label in labels if FLAT in label}
