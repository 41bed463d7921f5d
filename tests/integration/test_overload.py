"""What is too much is refused with a time to come back, and what was taken is still answered."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.app import application
from bot.conversations import turns
from bot.conversations.once import Received, Refused
from bot.dialogue.engine import Answer, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Message, Turn
from tests.integration.service import script, service, settings
from tests.integration.sockets import Client


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
            async with parts.database.read() as session:
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
        await asyncio.sleep(0.1)
        again = await client.ws_connect("/ws/visitor")
        assert not again.closed
        await second.close()
    assert refused.value.status == 429
    assert refused.value.headers is not None
    assert int(refused.value.headers["Retry-After"]) > 0
