"""What the application makes of the engine's answers over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dialogue.engine import EngineRefused, EngineUnavailable, Request
from bot.dialogue.rasa import RasaEngine

ASKED = Request(conversation_id="c", turn_id="t", text="您好")


@asynccontextmanager
async def engine(status: int, body: str = "{}") -> AsyncIterator[RasaEngine]:
    """The port to a server that always answers so."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/webhooks/bot/turn", answer)
    async with TestServer(app) as server:
        port = RasaEngine(str(server.make_url("")).rstrip("/"), "token", timeout=5.0)
        yield port
        await port.close()


@pytest.mark.parametrize(("status", "reached"), [(500, True), (503, True), (502, False)])
async def test_an_engine_whose_support_is_away_counts_as_away_itself(
    status: int, reached: bool
) -> None:
    async with engine(status) as port:
        with pytest.raises(EngineUnavailable) as failure:
            await port.respond(ASKED)
    assert failure.value.reached is reached


async def test_an_engine_that_nobody_hears_is_away() -> None:
    port = RasaEngine("http://127.0.0.1:1", "token", timeout=5.0)
    with pytest.raises(EngineUnavailable) as failure:
        await port.respond(ASKED)
    await port.close()
    assert failure.value.reached is False


@pytest.mark.parametrize(("status", "body"), [(400, "{}"), (401, "{}"), (200, '{"turn_id": 1}')])
async def test_what_trying_again_does_not_help_is_refused(status: int, body: str) -> None:
    async with engine(status, body) as port:
        with pytest.raises(EngineRefused):
            await port.respond(ASKED)
