"""Imports point one way, and only the engine's own adapter knows the engine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

BELOW = {
    "api": {"channels", "trainer", "desk", "conversations", "dialogue", "knowledge", "store"},
    "channels": {"conversations", "dialogue", "knowledge", "store"},
    "trainer": {"conversations", "dialogue", "knowledge", "store"},
    "desk": {"conversations", "dialogue", "knowledge", "store"},
    "conversations": {"dialogue", "knowledge", "store"},
    "dialogue": {"store"},
    "knowledge": {"store"},
    "store": set(),
}
"""The layers that each layer may import."""
MESSAGE_BODIES = "bot.conversations.bodies"
"""Plain models of what a message holds; the composer of answers writes them."""


def files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if ".venv" not in path.parts)


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def from_package(folder: str, package: str) -> list[str]:
    """`file: module` of every import of a package by a folder."""
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files(folder)
        for name in imported(path)
        if name == package or name.startswith(f"{package}.")
    ]


@pytest.mark.parametrize("layer", BELOW)
def test_a_layer_imports_only_the_layers_below_it(layer: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files(f"bot/{layer}")
        for name in imported(path)
        for parts in [name.split(".")]
        if parts[0] == "bot" and len(parts) > 1 and parts[1] in BELOW
        if parts[1] not in BELOW[layer] | {layer} and not name.startswith(MESSAGE_BODIES)
    ]
    assert wrong == []


def test_the_message_bodies_import_nothing_of_the_application() -> None:
    path = ROOT / f"{MESSAGE_BODIES.replace('.', '/')}.py"
    assert [name for name in imported(path) if name.split(".")[0] == "bot"] == []


@pytest.mark.parametrize("folder", ["bot", "actions", "effects", "tracing", "understanding"])
@pytest.mark.parametrize("package", ["engine", "rasa"])
def test_nothing_that_faces_the_internet_imports_the_engine(folder: str, package: str) -> None:
    assert from_package(folder, package) == []


@pytest.mark.parametrize("folder", ["actions", "effects", "tracing", "understanding", "engine"])
def test_the_shared_packages_import_nothing_of_the_application(folder: str) -> None:
    assert from_package(folder, "bot") == []


@pytest.mark.parametrize("package", ["actions", "tracing", "understanding", "engine", "bot"])
def test_the_effects_stand_alone(package: str) -> None:
    assert from_package("effects", package) == []


@pytest.mark.parametrize("package", ["actions", "effects", "tracing", "engine"])
def test_understanding_stands_alone(package: str) -> None:
    assert from_package("understanding", package) == []


@pytest.mark.parametrize("package", ["actions", "effects", "understanding", "engine"])
def test_tracing_stands_alone(package: str) -> None:
    assert from_package("tracing", package) == []


def test_the_application_does_not_import_the_actions() -> None:
    assert from_package("bot", "actions") == []


@pytest.mark.parametrize("layer", BELOW)
def test_no_layer_reaches_up_to_what_builds_the_objects(layer: str) -> None:
    wrong = [
        name
        for upper in ("bot.app", "bot.cli", "bot.commands", "bot.supervisor", "bot.server")
        for name in from_package(f"bot/{layer}", upper)
    ]
    assert wrong == []


def test_only_the_adapter_knows_the_addresses_of_the_engine() -> None:
    knowing = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "actions", "effects", "understanding")
        for path in files(folder)
        if "/webhooks" in path.read_text(encoding="utf-8")
    }
    assert knowing == {"bot/dialogue/rasa.py"}
