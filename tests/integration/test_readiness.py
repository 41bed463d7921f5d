"""`/readyz` says which of the parts that everything stands on is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import Core, application, core
from bot.dialogue.scripted import ScriptedEngine
from tests.integration.service import script, service, settings
from tests.integration.sockets import Client
from tests.integration.test_relay import Server
from tests.outside_channel import CHANNEL, PlatformSender


async def told(client: Client) -> tuple[int, dict[str, str]]:
    answer = await client.get("/readyz")
    return answer.status, (await answer.json())["reasons"]


async def until_told(client: Client, status: int, reasons: dict[str, str]) -> None:
    async with asyncio.timeout(20):
        while (said := await told(client)) != (status, reasons):
            await asyncio.sleep(0.05)
    assert said == (status, reasons)


def client_of(parts: Core, tmp_path: Path) -> Client:
    return Client(TestServer(application(settings(tmp_path, ""), parts)))


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Server]:
    server = Server(tmp_path)
    await server.start()
    yield server
    server.kill()


async def test_a_redis_that_is_away_is_a_reason_until_it_is_back(
    redis: Server, tmp_path: Path, database_url: str
) -> None:
    async with (
        service(tmp_path, database_url, redis_url=redis.url) as parts,
        client_of(parts, tmp_path) as client,
    ):
        parts.monitor.start()
        await until_told(client, 200, {})
        redis.kill()
        await until_told(client, 503, {"redis": "ConnectionError"})
        await redis.start()
        await until_told(client, 200, {})


async def test_where_no_redis_is_configured_none_is_missing(parts: Core, tmp_path: Path) -> None:
    async with client_of(parts, tmp_path) as client:
        parts.monitor.start()
        await until_told(client, 200, {})


async def test_an_outbox_that_nobody_looks_at_any_more_is_a_reason(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> bool:
        raise RuntimeError

    senders = {CHANNEL: PlatformSender("http://127.0.0.1:9")}
    configured = settings(tmp_path, database_url)
    async with (
        core(configured, ScriptedEngine(script), senders) as parts,
        client_of(parts, tmp_path) as client,
    ):
        parts.monitor.start()
        await until_told(client, 200, {})
        with monkeypatch.context() as patch:
            patch.setattr("bot.conversations.delivery.anything_to_do", broken)
            patch.setattr("bot.conversations.delivery.STILL", 0.2)
            await until_told(client, 503, {"outbox": "standing still"})
        await until_told(client, 200, {})


async def test_an_engine_that_goes_away_is_a_reason(parts: Core, tmp_path: Path) -> None:
    assert isinstance(parts.engine, ScriptedEngine)
    async with client_of(parts, tmp_path) as client:
        await until_told(client, 503, {"engine": "starting"})
        parts.monitor.start()
        await until_told(client, 200, {})
        parts.engine.available = False
        await until_told(client, 503, {"engine": "down"})
