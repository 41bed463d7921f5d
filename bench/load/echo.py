"""A server that does nothing but answer: the floor under every figure of our product.

`python -m bench.load.echo --port P`: sessions and frames of visitors and staff, answered at once;
once a person was asked for, it relays between the two. Nothing is stored.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Frame = dict[str, Any]


@dataclass
class Room:
    """A conversation: who listens, and how many messages it had."""

    seq: int = 0
    asked_person: bool = False
    visitor: web.WebSocketResponse | None = None
    staff: list[web.WebSocketResponse] = field(default_factory=list)

    async def append(self, author: str, key: str | None, text: str, conversation: str) -> int:
        """Number a message and push it to all who listen."""
        self.seq += 1
        body = {"kind": "text", "text": text, "choices": []}
        message = {"seq": self.seq, "author": author, "key": key, "body": body}
        pushed = json.dumps(
            {"type": "message", "conversation": conversation, "message": message},
            ensure_ascii=False,
        )
        for ws in [self.visitor, *self.staff]:
            if ws is not None and not ws.closed:
                await ws.send_str(pushed)
        return self.seq


class Echo:
    """The handlers."""

    def __init__(self) -> None:
        self._rooms: defaultdict[str, Room] = defaultdict(Room)

    async def session(self, request: web.Request) -> web.Response:
        name = str(uuid.uuid4())
        return web.json_response({"token": name, "conversation": name})

    async def visitor(self, request: web.Request) -> web.WebSocketResponse:
        ws, hello = await _opened(request)
        name = hello["token"]
        room = self._rooms[name]
        room.visitor = ws
        async for message in ws:
            if message.type is WSMsgType.TEXT:
                await self._heard(ws, room, name, json.loads(message.data))
        return ws

    async def staff(self, request: web.Request) -> web.WebSocketResponse:
        ws, _ = await _opened(request)
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            name = frame["conversation"]
            if frame["type"] == "watch":
                self._rooms[name].staff.append(ws)
            elif frame["type"] == "claim":
                await _accept(ws, frame, self._rooms[name].seq)
            elif frame["type"] == "say":
                room = self._rooms[name]
                await _accept(ws, frame, room.seq + 1)
                await room.append("staff", frame["key"], frame["text"], name)
        return ws

    async def _heard(self, ws: web.WebSocketResponse, room: Room, name: str, frame: Frame) -> None:
        if frame["type"] == "ask_person":
            room.asked_person = True
            await _accept(ws, frame, room.seq)
            return
        await _accept(ws, frame, room.seq + 1)
        await room.append("visitor", frame["key"], frame["text"], name)
        if not room.asked_person:
            await room.append("bot", None, frame["text"], name)


async def _opened(request: web.Request) -> tuple[web.WebSocketResponse, Frame]:
    ws = web.WebSocketResponse(heartbeat=30.0)
    await ws.prepare(request)
    hello = await ws.receive_json()
    await ws.send_json({"type": "ready"})
    return ws, hello


async def _accept(ws: web.WebSocketResponse, frame: Frame, seq: int) -> None:
    await ws.send_json({"type": "accepted", "key": frame["key"], "seq": seq})


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.load.echo")
    parser.add_argument("--port", type=int, required=True)
    echo, app = Echo(), web.Application()
    app.router.add_post("/api/visitor/session", echo.session)
    app.router.add_post("/api/staff/session", echo.session)
    app.router.add_get("/ws/visitor", echo.visitor)
    app.router.add_get("/ws/staff", echo.staff)
    web.run_app(app, host="127.0.0.1", port=parser.parse_args().port, access_log=None, print=None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
