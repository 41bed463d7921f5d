"""What the tests of both sockets share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import Core, application
from tests.integration.service import service, settings
from tests.integration.sockets import Client


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
