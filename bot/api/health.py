"""`/healthz`: the process lives. `/readyz`: it can serve, or why not."""

from __future__ import annotations

from aiohttp import web

from bot.api.keys import SERVICES
from bot.store.database import DatabaseUnavailable


async def healthz(request: web.Request) -> web.Response:
    """200 as long as the process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """200 when database and engine answer, else 503 with what is missing."""
    services = request.app[SERVICES]
    reasons = {}
    try:
        await services.database.ping()
    except DatabaseUnavailable as error:
        reasons["database"] = str(error)
    if services.monitor.state != "ready":
        reasons["engine"] = services.monitor.state
    body = {"status": "ready" if not reasons else "not ready", "reasons": reasons}
    return web.json_response(
        body | {"model": services.monitor.model}, status=503 if reasons else 200
    )


def health_routes() -> list[web.RouteDef]:
    """The two routes."""
    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
