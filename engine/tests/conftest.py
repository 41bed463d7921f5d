"""What the engine's tests share: a real Redis, and a key prefix of its own for every test."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.utils.log_utils import configure_structlog
from redis.asyncio import Redis

from engine.components.tracker_store import AppendingTrackerStore
from engine.components.turn import Turn, current_turn
from engine.tests.conversations import DOMAIN


@pytest.fixture(scope="session", autouse=True)
def quiet() -> None:
    """Rasa writes every prediction to its log; that takes longer than the tests."""
    configure_structlog(logging.WARNING)


@pytest.fixture(scope="session")
def redis_url() -> str:
    """A missing Redis skips a test on a laptop and fails it in CI."""
    url = os.environ.get("REDIS_URL")
    if url:
        return url
    if os.environ.get("CI") == "true":
        pytest.fail("REDIS_URL is missing")
    pytest.skip("REDIS_URL is missing")


@pytest.fixture(scope="session")
def domain() -> Domain:
    return Domain.from_yaml(DOMAIN)


StoreMaker = Callable[..., Any]


@pytest.fixture(scope="session")
def fresh_store(redis_url: str, domain: Domain) -> StoreMaker:
    """`async with fresh_store() as store`: a store that leaves no key behind."""

    @asynccontextmanager
    async def make(**options: Any) -> AsyncIterator[AppendingTrackerStore]:
        prefix = options.setdefault("prefix", f"test-{uuid.uuid4().hex}")
        store = AppendingTrackerStore(domain, redis_url, **options)
        redis = Redis.from_url(redis_url)
        try:
            yield store
        finally:
            # A connection that a failed test leaves open would hold the event loop's end.
            await store._redis.close(close_connection_pool=True)
            if keys := [key async for key in redis.scan_iter(match=f"{prefix}:*", count=500)]:
                await redis.delete(*keys)
            await redis.close(close_connection_pool=True)

    return make


@pytest.fixture
def prefix() -> str:
    """Before each key of the store of this test."""
    return f"test-{uuid.uuid4().hex}"


@pytest.fixture
async def store(fresh_store: StoreMaker, prefix: str) -> AsyncIterator[AppendingTrackerStore]:
    async with fresh_store(prefix=prefix) as made:
        yield made


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """To look at what the store wrote."""
    client = Redis.from_url(redis_url, decode_responses=True)
    yield client
    await client.close(close_connection_pool=True)


@pytest.fixture
def turn() -> Iterator[Turn]:
    """A turn in hand, as the channel sets it."""
    made = Turn("turn-1", model="model-1")
    token = current_turn.set(made)
    yield made
    current_turn.reset(token)


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written outside the test's own directory, and nothing is reported."""
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "false")
    monkeypatch.setenv("VECTOR_CACHE", str(tmp_path))
