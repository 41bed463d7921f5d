"""A client and the reading of frames, for tests of sockets."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient

Client = TestClient[Any, Any]


async def until(ws: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next frame of a kind; others are passed over."""
    while True:
        frame: dict[str, Any] = await ws.receive_json(timeout=10)
        if frame["type"] == kind:
            return frame
