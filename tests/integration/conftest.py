"""What the tests of both sockets share."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import Core, application
from tests.integration.service import service, settings
from tests.integration.sockets import Client
from tests.integration.trainer_desk import Misreading, small_checkout, training_service
from tests.integration.unlimited import unlimited


@pytest.fixture
def installed(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a product that commands of this process work on."""
    file = shutil.copy(migrated_sqlite, tmp_path / "test.sqlite3")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("BOT_VAR", str(tmp_path))
    return tmp_path


@pytest.fixture
async def parts(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    """A service on either database; a module that needs another one has its own."""
    async with service(tmp_path, database_url) as running:
        yield running


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    """A client of the web application over the module's `parts`."""
    async with Client(TestServer(application(settings(tmp_path, ""), parts))) as opened:
        yield opened


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small checkout whose examples are encoded once."""
    return small_checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
async def desk(
    tmp_path: Path, database_url: str, checkout: Path
) -> AsyncIterator[tuple[Core, Misreading, Client]]:
    """The trainers' desk over the small checkout: parts, engine, and a client."""
    async with (
        training_service(tmp_path, database_url, checkout) as (running, engine),
        Client(TestServer(unlimited(tmp_path, running))) as opened,
    ):
        yield running, engine, opened


@pytest.fixture
async def client_of(
    tmp_path: Path,
) -> AsyncIterator[Callable[[Core], Awaitable[Client]]]:
    """Makes clients of the application over other parts, and closes them."""
    opened: list[Client] = []

    async def made(parts: Core) -> Client:
        client: Client = Client(TestServer(unlimited(tmp_path, parts)))
        await client.start_server()
        opened.append(client)
        return client

    yield made
    for client in opened:
        await client.close()
