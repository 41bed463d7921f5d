"""The channel behind a real HTTP server, and the smallest agent that can stand behind it."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.events import Event, SlotSet
from sanic import Sanic

from engine.components.channel import TurnChannel
from engine.components.tracker_store import AppendingTrackerStore
from engine.components.turn import current_turn
from engine.tests.conversations import did, listen, said, session_start, user
from tracing import Tracing

TOKEN = "a shared token"
OFF = Tracing("assistant-engine", "")

Sanic.test_mode = True
"""Sanic rewrites its own methods at a start; without this it can start once a process."""

Step = Callable[[UserMessage], Awaitable[None]]


async def nothing_more(message: UserMessage) -> None:
    """What the agent does in the middle of a turn, unless a test says otherwise."""


class EchoAgent:
    """Answers every message with its own text, over the real store."""

    def __init__(self, store: AppendingTrackerStore) -> None:
        self.tracker_store = store
        self.processor = self
        self.handled: list[str] = []
        self.midway: Step = nothing_more

    async def handle_message(self, message: UserMessage) -> None:
        self.handled.append(message.text)
        store = self.tracker_store
        tracker = await store.get_or_create_tracker(message.sender_id, append_action_listen=False)
        await self.midway(message)
        words = f"您说{message.text}"
        reply = {"text": words, "custom": {"type": "smalltalk"}}
        await message.output_channel.send_response(message.sender_id, reply)
        start: list[Event] = [] if tracker.events else session_start()
        seen = len([event for event in tracker.events if event.type_name == "user"])
        for event in [
            *start,
            user("ask", message.text, [{"entity": "matter", "value": "reg_seal", "role": "x"}]),
            SlotSet("name", f"{seen} 句之后"),
            did("utter_answer"),
            said(words),
            listen(),
        ]:
            tracker.update(event)
        await store.save(tracker)

    async def parse_message(self, message: UserMessage) -> dict[str, Any]:
        return {"text": message.text, "reading": {"decision": "sure"}}


class TurnClient:
    """What the application does: posts turns with the shared token."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def request(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and body; an error of Sanic's own is text."""
        options.setdefault("headers", {"X-Engine-Token": TOKEN})
        async with self._session.request(method, self._url + path, **options) as answer:
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, await answer.text()

    async def post(self, body: Any) -> tuple[int, Any]:
        return await self.request("POST", "/webhooks/bot/turn", json=body)

    async def say(
        self, text: str, *, turn: str | None = None, conversation: str = "c"
    ) -> tuple[int, Any]:
        turn = turn or uuid.uuid4().hex
        return await self.post({"conversation_id": conversation, "turn_id": turn, "text": text})


@asynccontextmanager
async def serving(agent: Any) -> AsyncIterator[TurnClient]:
    """The channel with this agent, on a free port of the loopback interface."""
    app = Sanic(f"app-{uuid.uuid4().hex}", configure_logging=False)
    app.ctx.agent, app.ctx.model = agent, "model-1"
    register([TurnChannel(TOKEN, OFF)], app, route="/webhooks/")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        await server.start_serving()
        port = listener.getsockname()[1]
        try:
            async with aiohttp.ClientSession() as session:
                yield TurnClient(session, f"http://127.0.0.1:{port}")
        finally:
            server.close()
            for connection in list(server.connections):
                connection.close()
            await asyncio.sleep(0)


def failing(reason: str) -> Step:
    """A step in which the action server fails, as the action endpoint notes it."""

    async def step(message: UserMessage) -> None:
        turn = current_turn.get()
        assert turn is not None
        turn.failure = reason

    return step
