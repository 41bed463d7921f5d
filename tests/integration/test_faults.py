"""kill -9 of every process and a broken network under real traffic: nothing lost or doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.net import network
from bot.settings import ROOT
from bot.store.database import Database
from tests.faults.run import PASSWORD, STAFF, assert_that_nothing_is_lost
from tests.product import Product, start_product


@pytest.fixture
async def own_product(database_url: str, tmp_path: Path) -> AsyncIterator[Product]:
    """A product that nobody else needs, over a database of its own, with two staff accounts.

    `bot up` beside SQLite, as it is by default; two of each part beside PostgreSQL.
    """
    alone = database_url.startswith("sqlite")
    program = ("bot.cli", "up") if alone else ("bench.replicas",)
    variables = {"DATABASE_URL": database_url, "REDIS_URL": "", "STAFF_PASSWORD": PASSWORD}
    variables["BOT_DEMO_PORT"] = "0"
    with start_product(ROOT, tmp_path, program, **variables) as running:
        for login in STAFF:
            added = running.bot("staff", "add", login, "--name", f"{login}老师")
            assert added.returncode == 0, added.stderr
        yield running


async def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed(
    own_product: Product, database_url: str
) -> None:
    database = Database(database_url)
    try:
        async with network(own_product.port) as net:
            await assert_that_nothing_is_lost(own_product.alike, net, database)
    finally:
        await database.close()
