"""What several kinds of tests share: databases, and the whole product running."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.settings import ROOT
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.product import Product, start_product

IN_CI = os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """A missing service skips a test on a laptop and fails it in CI."""
    if IN_CI:
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database of its own, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}"
        return
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        missing("TEST_DATABASE_URL")
        return
    server = server.replace("postgresql://", "postgresql+asyncpg://", 1)
    name = f"test_{uuid.uuid4().hex}"
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    async with admin.connect() as connection:
        await connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    await admin.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database."""
    await upgrade(database_url)
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
