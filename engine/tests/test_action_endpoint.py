"""Rasa goes on without the events of an action that failed; the turn must not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from engine.components.action_endpoint import ActionEndpoint
from engine.components.turn import Turn
from engine.tests.serving import OFF

DONE = {"events": [{"event": "slot", "name": "name", "value": "示例公司"}], "responses": []}
REJECTION = {"action_name": "action_submit", "error": "not now"}


class ActionServer:
    """Answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body: Any = DONE
        self.waits: asyncio.Event | None = None
        self.hangs_up = False
        self.asked: list[Any] = []
        self.connections: set[Any] = set()

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        self.connections.add(request.transport)
        if self.waits:
            await self.waits.wait()
        if self.hangs_up and request.transport:
            request.transport.close()
        if isinstance(self.body, str):
            return web.Response(status=self.status, text=self.body)
        return web.json_response(self.body, status=self.status)


@pytest.fixture
async def actions() -> ActionServer:
    return ActionServer()


@pytest.fixture
async def url(actions: ActionServer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/webhook", actions.handle)
    async with TestServer(app) as server:
        yield str(server.make_url("/webhook"))
        if actions.waits:
            actions.waits.set()


@pytest.fixture
async def endpoint(url: str) -> AsyncIterator[ActionEndpoint]:
    made = ActionEndpoint(url, timeout=5, tracing=OFF)
    yield made
    await made.close()


async def run(endpoint: ActionEndpoint, domain: Domain) -> list[Any]:
    """The action, run as Rasa runs it."""
    tracker = DialogueStateTracker("c", domain.slots)
    channel, words = CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({})
    return await RemoteAction("action_submit", endpoint).run(channel, words, tracker, domain)


async def test_an_action_that_works_leaves_the_turn_as_it_is(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain, turn: Turn
) -> None:
    assert await run(endpoint, domain) == [SlotSet("name", "示例公司")]
    assert turn.failure is None
    assert actions.asked[0]["next_action"] == "action_submit"


@pytest.mark.parametrize(("status", "line"), [(200, "action.done"), (500, "action.failed")])
async def test_the_log_says_which_action_of_which_turn_and_nothing_that_was_said(
    endpoint: ActionEndpoint,
    actions: ActionServer,
    domain: Domain,
    turn: Turn,
    caplog: pytest.LogCaptureFixture,
    status: int,
    line: str,
) -> None:
    actions.status, actions.body = status, DONE | {"request_body": "示例公司"}
    with contextlib.suppress(RasaException):
        await run(endpoint, domain)
    (said,) = [r.getMessage() for r in caplog.records if r.name == ActionEndpoint.__module__]
    assert said.startswith(f"{line} turn={turn.id} action=action_submit")
    assert "示例公司" not in said


async def test_a_rejection_is_part_of_the_dialogue(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain, turn: Turn
) -> None:
    actions.status, actions.body = 400, REJECTION
    with pytest.raises(ActionExecutionRejection, match="not now"):
        await run(endpoint, domain)
    assert turn.failure is None


@pytest.mark.parametrize("status", [401, 404, 449, 500, 503])
async def test_an_error_of_the_action_server_fails_the_turn(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain, turn: Turn, status: int
) -> None:
    actions.status, actions.body = status, {"error": "broken"}
    with pytest.raises(RasaException):
        await run(endpoint, domain)
    assert (turn.failure, turn.away) == ("action server: ClientResponseError", False)


@pytest.mark.parametrize("body", ["", "<html>", "{"])
async def test_an_answer_that_is_not_json_fails_the_turn(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain, turn: Turn, body: str
) -> None:
    actions.body = body
    with pytest.raises(RasaException):
        await run(endpoint, domain)
    assert turn.failure is not None


async def test_an_action_server_that_is_away_fails_the_turn(domain: Domain, turn: Turn) -> None:
    nobody = ActionEndpoint(f"http://127.0.0.1:{unused_port()}/webhook", timeout=5, tracing=OFF)
    with pytest.raises(RasaException):
        await run(nobody, domain)
    await nobody.close()
    assert (turn.failure, turn.away) == ("action server: ClientConnectorError", True)


async def test_a_call_that_takes_too_long_fails_the_turn(
    url: str, actions: ActionServer, turn: Turn
) -> None:
    actions.waits = asyncio.Event()
    impatient = ActionEndpoint(url, timeout=0.2, tracing=OFF)
    with pytest.raises(asyncio.TimeoutError):
        await impatient.request(json={})
    await impatient.close()
    assert turn.failure == "action server: TimeoutError"


async def test_an_action_server_that_hangs_up_fails_the_turn(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain, turn: Turn
) -> None:
    actions.hangs_up = True
    with pytest.raises(RasaException):
        await run(endpoint, domain)
    assert turn.failure == "action server: ServerDisconnectedError"


async def test_calls_share_one_connection(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain
) -> None:
    for _ in range(3):
        await run(endpoint, domain)
    assert (len(actions.asked), len(actions.connections)) == (3, 1)


async def test_a_failure_without_a_turn_is_only_raised(
    endpoint: ActionEndpoint, actions: ActionServer, domain: Domain
) -> None:
    actions.status = 500
    with pytest.raises(RasaException):
        await run(endpoint, domain)


async def test_an_action_that_takes_too_long_fails_the_turn(
    url: str, actions: ActionServer, domain: Domain, turn: Turn
) -> None:
    actions.waits = asyncio.Event()
    impatient = ActionEndpoint(url, timeout=0.2, tracing=OFF)
    with pytest.raises((RasaException, asyncio.TimeoutError)):
        await asyncio.wait_for(run(impatient, domain), 20)
    await impatient.close()
    assert turn.failure == "action server: TimeoutError"
