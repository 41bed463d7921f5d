"""Every sentence that the application says exists and is whole."""

from __future__ import annotations

import ast
import fnmatch
import functools
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from bot.desk.ticket_export import COLUMNS
from bot.desk.ticket_opening import Priority, State
from bot.knowledge.matters import DOMAINS
from bot.settings import ROOT
from bot.trainer.checks import Code
from bot.trainer.corpus import load_examples
from bot.trainer.coverage import Todo
from bot.trainer.exchange import COLUMNS as EXCHANGED
from bot.trainer.jobs import Cause
from bot.trainer.keeper import Unfit
from bot.trainer.merging import Clash
from bot.trainer.sets import State as SetState
from bot.words import say
from effects import ASSISTANCE_SLOTS, FACETS, HandoffReason
from understanding.progress import STAGES
from understanding.reading import matter_of


@functools.cache
def sentences() -> dict[str, str]:
    """All sentences by dotted key."""

    def walk(prefix: str, node: Any) -> Iterator[tuple[str, str]]:
        if not isinstance(node, dict):
            yield prefix, node
            return
        for key, value in node.items():
            yield from walk(f"{prefix}.{key}" if prefix else key, value)

    path = ROOT / "bot" / "words.zh.yml"
    return dict(walk("", yaml.safe_load(path.read_text(encoding="utf-8"))))


def sources() -> list[Path]:
    return sorted((ROOT / "bot").rglob("*.py"))


def conversation_labels() -> list[str]:
    """Labels that are no matter's."""
    labels = {example.label for example in load_examples(ROOT / "data")}
    return sorted(label for label in labels if matter_of(label) is None)


def pattern_of(node: ast.expr) -> str | None:
    """Keys that a string may be: itself, or with `*` for each field of an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in node.values)
    return None


def said() -> set[str]:
    """Patterns of the keys in every `say(…)` of the application."""
    found = {
        pattern_of(node.args[0])
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    }
    return {pattern for pattern in found if pattern}


@pytest.mark.parametrize("pattern", sorted(said()))
def test_every_key_that_is_said_exists(pattern: str) -> None:
    assert fnmatch.filter(sentences(), pattern)


@pytest.mark.parametrize(
    "key",
    [
        *(f"facets.{name}" for name in (*FACETS, "notes", "authority")),
        *(f"form.{slot}" for slot in ASSISTANCE_SLOTS),
        *(f"handoff.{reason}" for reason in get_args(HandoffReason)),
        *(f"up.stages.{stage}" for stage in STAGES),
        *(f"ticket.states.{state}" for state in get_args(State)),
        *(f"ticket_table.columns.{name}" for name in COLUMNS),
        *(f"groups.{group}" for group in DOMAINS),
        *(f"ticket_table.priority.{priority}" for priority in get_args(Priority)),
        *(f"trainer.checks.{code}" for code in get_args(Code)),
        *(f"trainer.advice.{todo}" for todo in get_args(Todo)),
        *(f"trainer.clashes.{clash}" for clash in get_args(Clash)),
        *(f"trainer.set_states.{state}" for state in get_args(SetState)),
        *(f"trainer.columns.{name}" for name in EXCHANGED),
        *(f"trainer.labels.{label}" for label in conversation_labels()),
        *(f"training.training_causes.{cause}" for cause in get_args(Cause)),
        *(f"training.release_causes.{cause}" for cause in get_args(Unfit)),
    ],
)
def test_every_name_of_the_product_has_a_sentence(key: str) -> None:
    assert sentences()[key]


@pytest.mark.parametrize("key", sorted(sentences()))
def test_every_sentence_can_be_filled_in(key: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(sentences()[key]) if name}
    said = say(key, **dict.fromkeys(names, 1))
    assert said and "{" not in said


def test_an_unknown_key_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say("answer.nothing_like_this")


def test_a_missing_field_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say("ticket.opened")
