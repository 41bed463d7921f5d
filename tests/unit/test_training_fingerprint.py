"""A model belongs to the data and code that it was trained with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.matters import load
from bot.settings import ROOT
from understanding.model_inputs import SERVING, fingerprint, label_responses

FILES = ("config.yml", "domain.yml", "engine/uv.lock")
FOLDERS = ("data/nlu", "data/rules", "data/lexicon", "data/matters")
CODE = ("understanding", "engine", "engine/components")
INPUTS = [
    *FILES,
    *(
        str(path.relative_to(ROOT))
        for folder, pattern in [*((f, "*.yml") for f in FOLDERS), *((c, "*.py") for c in CODE)]
        for path in sorted((ROOT / folder).glob(pattern))
        if str(path.relative_to(ROOT)) not in SERVING
    ),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The inputs of a training in a folder of their own."""
    for name in INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_copy_elsewhere_has_the_same_fingerprint(copy: Path) -> None:
    assert fingerprint(copy) == fingerprint(ROOT)


def test_a_fingerprint_can_be_part_of_a_file_name() -> None:
    assert len(fingerprint(ROOT)) == 16
    int(fingerprint(ROOT), 16)


def test_the_fingerprint_changes_with_each_input(copy: Path) -> None:
    seen = {fingerprint(copy)}
    for name in INPUTS:
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(fingerprint(copy))
    assert len(seen) == len(INPUTS) + 1


@pytest.mark.parametrize(
    "name",
    [*(f"{folder}/more.yml" for folder in FOLDERS), *(f"{folder}/more.py" for folder in CODE)],
)
def test_a_further_file_changes_the_fingerprint(copy: Path, name: str) -> None:
    before = fingerprint(copy)
    (copy / name).write_text("", encoding="utf-8")
    assert fingerprint(copy) != before


def test_a_renamed_file_changes_the_fingerprint(copy: Path) -> None:
    before = fingerprint(copy)
    (copy / "data/nlu/tax.yml").rename(copy / "data/nlu/taxes.yml")
    assert fingerprint(copy) != before


def test_what_no_training_reads_does_not_change_the_fingerprint(copy: Path) -> None:
    before = fingerprint(copy)
    (copy / "data/nlu/notes.txt").write_text("x", encoding="utf-8")
    (copy / "README.md").write_text("x", encoding="utf-8")
    assert fingerprint(copy) == before


def test_what_only_serves_is_there_and_does_not_change_the_fingerprint(copy: Path) -> None:
    before = fingerprint(copy)
    for name in SERVING:
        assert (ROOT / name).is_file(), name
        (copy / name).write_text("x", encoding="utf-8")
    assert fingerprint(copy) == before


def test_a_folder_of_data_alone_has_the_fingerprint_of_its_checkout(
    copy: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    apart = tmp_path_factory.mktemp("apart")
    shutil.copytree(copy / "data", apart / "data")
    for name in ("config.yml", "domain.yml"):
        shutil.copy(copy / name, apart / name)
    assert fingerprint(apart, copy) == fingerprint(copy)


def test_every_label_has_a_response_that_answers_its_matter() -> None:
    responses = label_responses(ROOT)["responses"]
    assert responses == {
        f"utter_{matter.domain}/{matter.id}": [{"custom": {"type": "answer", "matter": matter.id}}]
        for matter in load(ROOT / "data").matters.values()
    }
