"""What both kinds of sockets have in common."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.api.errors import ApiError
from bot.words import say

FRAME_BYTES = 64 * 1024
HELLO_SECONDS = 10.0
"""A client that does not say who it is within this time is cut off."""


async def same_origin_socket(request: web.Request) -> web.WebSocketResponse:
    """Accept a WebSocket of our own pages or of a program; other sites' pages get 403."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise ApiError(403, "origin", say("refused.token"))
    ws = web.WebSocketResponse(heartbeat=30.0, max_msg_size=FRAME_BYTES)
    await ws.prepare(request)
    return ws
