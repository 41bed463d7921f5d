"""What several kinds of tests share: databases, and the whole product running."""

from __future__ import annotations

import asyncio
import functools
import logging
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
import structlog
from argon2 import PasswordHasher

from bot.knowledge.matters import load
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.databases import Lent, created, dropped, on_server
from tests.processes import Processes, place
from tests.product import Product, start_product

TRAINING_SECONDS = 2400
"""On processors that the other tests use too."""


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread: a fixture for all tests is made while the first one's loop runs."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session", autouse=True)
def matters_read_once() -> Iterator[None]:
    """All services of one process share what stands in `data/`: reading it took most of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.load", functools.cache(load))
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_quickly_hashed() -> Iterator[None]:
    """What guards a password for years took most of the tests that sign somebody in."""
    quick = functools.partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.desk.accounts.PasswordHasher", quick)
        yield


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command run in this process sets up its own logs, into a stream that is gone then."""
    before, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    yield
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied: the migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    apart(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def on_postgresql() -> Iterator[Lent]:
    """Databases with all tables for the tests of this process, one after the other."""
    lent = Lent()
    yield lent
    apart(lent.drop())


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of its own with all tables, of both kinds."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.sqlite3")
        yield f"sqlite+aiosqlite:///{copy}"
        return
    async with request.getfixturevalue("on_postgresql").one() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of its own without a table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
        return
    name = await created()
    yield on_server(name)
    await dropped(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with all tables."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def training(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Popen[bytes]]:
    """`bot train`, which goes on beside the tests that do not need its model yet."""
    command = [sys.executable, "-m", "bot.cli", "train"]
    log = tmp_path_factory.mktemp("training") / "output.log"
    with log.open("wb") as output, Popen(command, cwd=ROOT, stdout=output, stderr=output) as begun:
        yield begun
        begun.terminate()


@pytest.fixture(scope="session")
def product(training: Popen[bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`bot up`, once for all tests that need the real engine."""
    assert training.wait(TRAINING_SECONDS) == 0
    with start_product(ROOT, tmp_path_factory.mktemp("product")) as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid.partition("::")[0]))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Processes:
    return Processes(config, log)
