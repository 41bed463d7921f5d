"""What several kinds of tests share: databases, and the whole product running."""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.knowledge.matters import load
from bot.settings import ROOT
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.processes import Processes
from tests.product import Product, start_product

IN_CI = os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """A missing service skips a test on a laptop and fails it in CI."""
    if IN_CI:
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread: a fixture for all tests is made while the first one's loop runs."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def on_server(database: str | None = None) -> str:
    """The URL of a database on the tests' PostgreSQL."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        missing("TEST_DATABASE_URL")
    url = sa.make_url(str(server)).set(drivername="postgresql+asyncpg")
    return (url.set(database=database) if database else url).render_as_string(hide_password=False)


async def administer(statement: str) -> None:
    """Execute outside of a transaction on the tests' PostgreSQL."""
    admin = create_async_engine(on_server(), isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(sa.text(statement))
    await admin.dispose()


def own_name() -> str:
    return f"test_{uuid.uuid4().hex}"


@pytest.fixture(scope="session", autouse=True)
def matters_read_once() -> Iterator[None]:
    """All services of one process share what stands in `data/`: reading it took most of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.load", functools.cache(load))
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied: the migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    apart(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """The name of a database with all tables, to be copied."""
    name = own_name()
    apart(administer(f'CREATE DATABASE "{name}"'))
    apart(upgrade(on_server(name)))
    yield name
    apart(administer(f'DROP DATABASE "{name}"'))


@asynccontextmanager
async def copied(template: str) -> AsyncIterator[str]:
    """The URL of a copy of a database on the tests' PostgreSQL."""
    name = own_name()
    await administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield on_server(name)
    await administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of its own with all tables, of both kinds."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "test.sqlite3")
        yield f"sqlite+aiosqlite:///{copy}"
        return
    async with copied(request.getfixturevalue("migrated_postgresql")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of its own without a table, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
        return
    async with copied("template1") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with all tables."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`bot up`, once for all tests that need the real engine."""
    with start_product(ROOT, tmp_path_factory.mktemp("product")) as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in the main thread."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Processes:
    return Processes(config, log)
