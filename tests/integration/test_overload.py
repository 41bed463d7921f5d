"""What is too much is refused with a time to come back, and what was taken is still answered."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.keys import SERVICES
from bot.app import application
from bot.conversations import log, turns
from bot.conversations.bodies import TextBody
from bot.conversations.once import Received, Refused
from bot.dialogue.engine import Answer, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Message, Turn
from tests.integration.service import script, service, settings
from tests.integration.sockets import Client, until


class Gate(ScriptedEngine):
    """Answers nobody until it is opened."""

    def __init__(self) -> None:
        super().__init__(script)
        self.opened = asyncio.Event()

    async def respond(self, request: Request) -> Answer:
        await self.opened.wait()
        return await super().respond(request)


async def test_more_conversations_than_may_wait_are_refused_and_the_others_answered(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST", 5)
    gate = Gate()
    async with service(tmp_path, database_url, gate) as parts:

        async def ask(n: int) -> Received:
            conversation = await parts.inbox.open("web", f"visitor {n}")
            return await parts.inbox.say(conversation.id, uuid.uuid4().hex, "公章丢了")

        taken = [await ask(n) for n in range(5)]
        with pytest.raises(Refused) as refused:
            await ask(5)
        gate.opened.set()
        for _ in range(100):
            async with AsyncSession(parts.database.engine) as session:
                states = list(await session.scalars(select(Turn.state)))
                said = await session.scalar(select(func.count()).where(Message.author == "visitor"))
            if set(states) == {"done"}:
                break
            await asyncio.sleep(0.1)

    assert refused.value.code == "busy"
    assert refused.value.retry_after is not None
    assert (states, said) == (["done"] * len(taken), len(taken))


async def test_one_socket_too_many_is_told_when_to_come_back(tmp_path: Path) -> None:
    chosen = settings(tmp_path, "").model_copy(update={"sockets": 2})
    async with (
        service(tmp_path, "") as parts,
        Client(TestServer(application(chosen, parts))) as client,
    ):
        first, second = await client.ws_connect("/ws/visitor"), await client.ws_connect("/ws/staff")
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect("/ws/visitor")
        await first.close()
        again = await admitted(client)
        assert not again.closed
        await second.close()
    assert refused.value.status == 429
    assert refused.value.headers is not None
    assert int(refused.value.headers["Retry-After"]) > 0


async def admitted(client: Client) -> ClientWebSocketResponse:
    """A socket, as soon as the server has noticed that another one is closed."""
    for _ in range(100):
        with suppress(WSServerHandshakeError):
            return await client.ws_connect("/ws/visitor")
        await asyncio.sleep(0.1)
    raise AssertionError("never admitted")


MANY, TOGETHER = 3000, 100
LONG = "公" * 2000
MEBIBYTE = 1024 * 1024


async def test_a_client_that_does_not_read_fills_no_memory_and_resumes_later(
    tmp_path: Path,
) -> None:
    chosen = settings(tmp_path, "")
    async with service(tmp_path, "") as parts:
        app = application(chosen, parts)
        async with Client(TestServer(app)) as client:
            token = (await (await client.post("/api/visitor/session", json={})).json())["token"]
            deaf = await client.ws_connect("/ws/visitor")
            await deaf.send_json({"type": "hello", "token": token, "after": 0})
            conversation = (await until(deaf, "ready"))["conversation"]

            async def fill(session: AsyncSession) -> None:
                for _ in range(TOGETHER):
                    entry = log.Entry("system", TextBody(text=LONG))
                    await parts.hub.append(session, conversation, entry)

            for _ in range(MANY // TOGETHER):
                await parts.database.write(fill)
                await asyncio.sleep(0)
            (held,) = app[SERVICES].sockets
            transport = held._req.transport if held._req else None
            assert transport is not None
            assert transport.get_write_buffer_size() < MEBIBYTE

            reading = await client.ws_connect("/ws/visitor")
            await reading.send_json({"type": "hello", "token": token, "after": 0})
            seen = [(await until(reading, "message"))["message"]["seq"] for _ in range(MANY + 1)]
    assert seen == list(range(1, MANY + 2))
