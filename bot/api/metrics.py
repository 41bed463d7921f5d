"""`/metrics` for Prometheus: what was counted, and how everything stands at the moment."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import get_args

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from pydantic import SecretStr

from bot.api.health import PARTS, reasons
from bot.api.keys import Services
from bot.desk.gauges import Standing, standing
from bot.dialogue.monitor import State
from bot.metrics import Metrics
from bot.store.database import DatabaseUnavailable

KEPT = 10.0
"""Seconds for which what was read is shown again, so that who scrapes cannot load the database."""
PATIENCE = 5.0
"""Seconds in which the store must answer; without it the rest is shown."""

log = structlog.get_logger(__name__)


def metrics_routes(token: SecretStr, services: Services, metrics: Metrics) -> list[web.RouteDef]:
    """The route, where a token is set: behind a proxy on the same machine the whole world comes
    from its address, so an address opens nothing."""
    if not token.get_secret_value():
        return []
    expected = f"Bearer {token.get_secret_value()}".encode()
    now, registry = Now(services), CollectorRegistry()
    registry.register(now)

    async def answer(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, expected):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        await now.read()
        page = generate_latest(metrics.registry) + generate_latest(registry)
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=page, headers=headers)

    return [web.get("/metrics", answer)]


class Now(Collector):
    """How everything stands. The library collects at once, so `read` goes before."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reading = asyncio.Lock()
        self._read_at: float | None = None
        self._missing: Mapping[str, str] = {}
        self._standing: Standing | None = None

    async def read(self) -> None:
        """Look anew, unless somebody did so a moment ago."""
        async with self._reading:
            if self._read_at is not None and time.monotonic() < self._read_at + KEPT:
                return
            self._missing = await reasons(self._services)
            self._standing = None
            try:
                async with asyncio.timeout(PATIENCE):
                    self._standing = await self._services.database.read(standing)
            except (DatabaseUnavailable, TimeoutError) as error:
                log.warning("metrics.store_unread", cause=str(error) or type(error).__name__)
            self._read_at = time.monotonic()

    def collect(self) -> Iterable[Metric]:
        """What is in this process, and what was read."""
        yield from self._of_process()
        if self._standing is not None:
            yield from of_store(self._standing)

    def _of_process(self) -> Iterable[Metric]:
        services, monitor = self._services, self._services.monitor
        ready = {part: float(part not in self._missing) for part in PARTS}
        yield _by("part", "bot_ready", "Whether a part answers that all stands on", ready)
        states = {state: float(state == monitor.state) for state in get_args(State)}
        yield _by("state", "bot_engine_state", "1 for the state that the engine is in", states)
        model = {monitor.model: 1.0} if monitor.model is not None else {}
        yield _by("model", "bot_model_info", "The model that is served", model)
        sockets = {"socket": len(services.sockets), "poll": len(services.polls)}
        yield _by("kind", "bot_sockets", "Clients that are connected here", sockets)
        about = "Clients that may be connected here"
        yield GaugeMetricFamily("bot_sockets_most", about, services.most_sockets)


def of_store(read: Standing) -> Iterable[Metric]:
    """Every replica shows the same: take the highest of them, not their sum."""
    yield _by("group", "bot_queue_length", "Conversations that wait for staff", read.queue)
    about = "How long the one has waited that waits longest"
    yield _by("group", "bot_queue_longest_wait_seconds", about, read.longest_wait)
    about = "Conversations; the assistant's are those that it answered within the last hour"
    yield _by("owner", "bot_conversations", about, read.owners)
    about = "Rows of the outbox; of those that were sent the last hour's"
    deliveries = GaugeMetricFamily("bot_deliveries", about, labels=["channel", "state"])
    for labels, count in read.deliveries.items():
        deliveries.add_metric(labels, count)
    yield deliveries
    about = "Age of the oldest row that waits in the outbox"
    yield GaugeMetricFamily("bot_outbox_oldest_seconds", about, read.oldest_delivery)
    about = "How long what could be sent has been waiting in the outbox"
    yield GaugeMetricFamily("bot_outbox_overdue_seconds", about, read.overdue_delivery)
    about = "Turns that have no answer yet"
    yield GaugeMetricFamily("bot_turns_pending", about, read.pending_turns)
    about = "Age of the oldest turn that has no answer yet"
    yield GaugeMetricFamily("bot_turns_oldest_seconds", about, read.oldest_turn)
    about = "Answers that visitors have rated"
    yield _by("useful", "bot_answer_ratings", about, read.ratings)
    yield _by("state", "bot_trainings", "Trainings that wait or run", read.trainings)


def _by(label: str, name: str, about: str, values: Mapping[str, float]) -> Metric:
    gauge = GaugeMetricFamily(name, about, labels=[label])
    for value, amount in values.items():
        gauge.add_metric([value], amount)
    return gauge
