"""`/healthz`: the process lives. `/readyz`: it can serve, or why not."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiohttp import web

from bot.api.keys import SERVICES, Services
from bot.dialogue.engine import EngineUnavailable
from bot.store.database import DatabaseUnavailable

PARTS = ("database", "redis", "engine", "outbox")
PATIENCE = 2.0
"""Seconds in which a part must answer."""


async def healthz(request: web.Request) -> web.Response:
    """200 as long as the process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """200 when everything that it stands on answers, else 503 with what is missing."""
    services = request.app[SERVICES]
    missing = await reasons(services)
    body = {"status": "ready" if not missing else "not ready", "reasons": missing}
    return web.json_response(
        body | {"model": services.monitor.model}, status=503 if missing else 200
    )


async def reasons(services: Services) -> dict[str, str]:
    """What is missing, by part, and why."""
    database, redis = await asyncio.gather(
        _fault(services.database.ping()), _fault(services.trackers.ping())
    )
    found = {
        "database": database,
        "redis": redis,
        "engine": "" if services.monitor.state == "ready" else services.monitor.state,
        "outbox": "standing still" if services.deliveries.standing_still else "",
    }
    return {part: reason for part, reason in found.items() if reason}


async def _fault(look: Coroutine[Any, Any, None]) -> str:
    """Why it did not answer; nothing when it did."""
    try:
        async with asyncio.timeout(PATIENCE):
            await look
    except TimeoutError:
        return "no answer"
    except (DatabaseUnavailable, EngineUnavailable) as error:
        return str(error) or type(error).__name__
    return ""


def health_routes() -> list[web.RouteDef]:
    """The two routes."""
    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
