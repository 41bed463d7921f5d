"""A span of each action, within that of the engine's call; a plugin of rasa-sdk.

Not with rasa-sdk's own tracing: it keeps the texts of exceptions and whose conversation it is,
and speaks gRPC only.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pluggy
from opentelemetry.trace import SpanKind
from sanic import Request, Sanic
from sanic.exceptions import BadRequest
from sanic.response import BaseHTTPResponse

from tracing import ENDPOINT, clock, of_environment, told

SERVICE = "assistant-actions"
WEBHOOK = "/webhook"
EXPECTED = (200, 400)
"""An action may refuse to be executed; that is part of the dialogue."""

Served = Sanic[Any, Any]
hookimpl = pluggy.HookimplMarker("rasa_sdk")


@hookimpl
def attach_sanic_app_extensions(app: Served) -> None:
    """rasa-sdk calls it for the application of each process that serves actions."""
    if not os.environ.get(ENDPOINT):
        return

    @app.before_server_start
    async def start(app: Served) -> None:
        app.ctx.tracing = of_environment(SERVICE)

    @app.after_server_stop
    async def stop(app: Served) -> None:
        await asyncio.to_thread(app.ctx.tracing.stop)

    async def began(request: Request) -> None:
        request.ctx.since = clock()

    async def ended(request: Request, response: BaseHTTPResponse) -> None:
        if request.path == WEBHOOK:
            fault = "" if response.status in EXPECTED else f"status {response.status}"
            within, about = told(request.headers), {"action.name": _name(request)}
            since = request.ctx.since
            app.ctx.tracing.past("action", SpanKind.SERVER, within, since, about, fault)

    app.register_middleware(began, "request")
    app.register_middleware(ended, "response")


def _name(request: Request) -> str:
    """The action that was called for; empty when the call cannot be read."""
    try:
        called = request.json
    except BadRequest:
        return ""
    return str(called.get("next_action", "")) if isinstance(called, dict) else ""
