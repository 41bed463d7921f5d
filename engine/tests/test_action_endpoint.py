"""A failing action server fails the whole turn; a rejection is part of the dialogue."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError

from engine.components.action_endpoint import ActionEndpoint
from engine.components.turn import Turn

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def action_server(handler: Handler) -> AsyncIterator[str]:
    """The URL of an action server that answers like this."""
    app = web.Application()
    app.router.add_post("/webhook", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/webhook"
    await runner.cleanup()


def answering(status: int, body: Any) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return handler


async def hangs(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3600)
    return web.Response()


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def says_nonsense(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>", content_type="text/html")


@asynccontextmanager
async def endpoint_at(url: str, timeout: float = 5.0) -> AsyncIterator[ActionEndpoint]:
    endpoint = ActionEndpoint(url, timeout)
    yield endpoint
    await endpoint.close()


async def run(endpoint: ActionEndpoint, domain: Domain) -> Any:
    """An action of the action server, as Rasa runs it."""
    tracker = DialogueStateTracker("c", domain.slots)
    nlg = TemplatedNaturalLanguageGenerator(domain.responses)
    action = RemoteAction("action_handoff", endpoint)
    return await action.run(CollectingOutputChannel(), nlg, tracker, domain)


async def test_events_of_the_action_come_back(domain: Domain, turn: Turn) -> None:
    event = {"event": "slot", "name": "name", "value": "示例公司"}
    handler = answering(200, {"events": [event], "responses": []})
    async with action_server(handler) as url, endpoint_at(url) as endpoint:
        assert await run(endpoint, domain) == [SlotSet("name", "示例公司")]
    assert turn.failure is None


async def test_the_connection_is_kept_between_calls(domain: Domain, turn: Turn) -> None:
    peers = set()

    async def handler(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.json_response({"events": [], "responses": []})

    async with action_server(handler) as url, endpoint_at(url) as endpoint:
        for _ in range(3):
            await run(endpoint, domain)
    assert len(peers) == 1


@pytest.mark.parametrize(
    "handler",
    [answering(500, {}), answering(404, {}), answering(503, {}), hangs_up, says_nonsense],
    ids=["500", "404", "503", "hangs up", "says nonsense"],
)
async def test_a_failing_action_server_fails_the_turn(
    domain: Domain, turn: Turn, handler: Handler
) -> None:
    async with action_server(handler) as url, endpoint_at(url) as endpoint:
        with pytest.raises(Exception):  # noqa: B017, PT011 - Rasa has several for it
            await run(endpoint, domain)
    assert turn.failure is not None


async def test_a_refused_connection_fails_the_turn(domain: Domain, turn: Turn) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/webhook"
        async with endpoint_at(url) as endpoint:
            with pytest.raises(Exception):  # noqa: B017, PT011
                await run(endpoint, domain)
    assert turn.failure is not None


async def test_a_call_that_takes_too_long_fails_the_turn(turn: Turn) -> None:
    async with action_server(hangs) as url, endpoint_at(url, timeout=0.2) as endpoint:
        with pytest.raises(asyncio.TimeoutError):
            await endpoint.request(json={})
    assert turn.failure == "action server: TimeoutError"


async def test_a_rejection_does_not_fail_the_turn(domain: Domain, turn: Turn) -> None:
    handler = answering(400, {"action_name": "action_handoff", "error": "not now"})
    async with action_server(handler) as url, endpoint_at(url) as endpoint:
        with pytest.raises(ActionExecutionRejection):
            await run(endpoint, domain)
    assert turn.failure is None


async def test_a_failure_outside_a_turn_is_only_raised() -> None:
    async with action_server(answering(500, {})) as url, endpoint_at(url) as endpoint:
        with pytest.raises(ClientResponseError):
            await endpoint.request(json={})
