"""The checks that are commands of their own: lint, types, web pages, the engine's suite."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings
from bot.supervisor.prepare import (
    NPM,
    build_web,
    clean_environment,
    engine_python,
    node_environment,
    prepare_engine,
)
from tests.services import missing

pytestmark = pytest.mark.usefixtures("training")  # these need no model, and take minutes


def run(command: list[str], env: dict[str, str] | None = None, folder: Path = ROOT) -> str:
    """Output of a command that must succeed; a failure shows its last lines."""
    ran = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=900, check=False
    )
    output = ran.stdout + ran.stderr
    assert ran.returncode == 0, output[-6000:]
    return output


@pytest.fixture(scope="session")
def engine() -> str:
    """The interpreter of the engine's environment, made if need be."""
    prepare_engine(Settings())
    return str(engine_python(Settings()))


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    url = os.environ.get("TEST_REDIS_URL")
    if not url:
        missing("TEST_REDIS_URL")
    yield str(url)


def test_ruff_finds_nothing() -> None:
    run([sys.executable, "-m", "ruff", "check", "."])
    run([sys.executable, "-m", "ruff", "format", "--check", "."])


def test_the_types_of_the_application_are_strict() -> None:
    run([sys.executable, "-m", "mypy"])


def test_the_types_of_the_engine_are_strict(engine: str) -> None:
    run([engine, "-m", "mypy", "--config-file", "engine/pyproject.toml"], clean_environment())


def test_the_suite_of_the_engine_passes(engine: str, redis_url: str) -> None:
    env = clean_environment() | {"PYTHONPATH": str(ROOT), "REDIS_URL": redis_url}
    command = [engine, "-m", "pytest", "-c", "engine/pyproject.toml", "--rootdir", "."]
    output = run([*command, "engine/tests", "-q", "-p", "no:cacheprovider"], env)
    assert re.search(r"\d+ passed", output)


def test_the_web_pages_build_and_their_checks_pass() -> None:
    build_web(Settings())
    for script in ("check", "test"):
        run([*NPM, "run", script], node_environment(), ROOT / "web")
