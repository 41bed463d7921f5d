"""Database away, engine away: nothing half-stored, nothing forgotten, and everybody is told."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import create_async_engine

from bench.net import Net, network
from bot.app import Core, application
from bot.conversations.turns import SWEEP
from bot.dialogue.scripted import ScriptedEngine
from bot.store.database import DatabaseUnavailable
from bot.store.tables import Message
from bot.words import say
from tests.integration.service import script, service, settings
from tests.integration.sockets import Client, until

SENTENCES = 8
SEED = 20260701


async def hello(client: Client, token: str | None = None) -> tuple[ClientWebSocketResponse, str]:
    """A socket that was greeted, and the visitor's token."""
    answer = await client.post("/api/visitor/session", json={"token": token})
    assert answer.status == 200
    token = str((await answer.json())["token"])
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": token, "after": 0})
    await until(ws, "ready")
    return ws, token


async def outcome(ws: ClientWebSocketResponse, key: str) -> dict[str, Any]:
    """What became of a key, or the code with which the socket was closed."""
    while True:
        message = await ws.receive(timeout=20.0)
        if message.type is not WSMsgType.TEXT:
            return {"type": "closed", "code": ws.close_code}
        frame: dict[str, Any] = message.json()
        if frame["type"] in ("accepted", "refused") and frame["key"] == key:
            return frame


async def stored(parts: Core, *keys: str) -> dict[str | None, list[int]]:
    """The numbers under which these keys are in the log."""
    found: dict[str | None, list[int]] = {key: [] for key in keys}
    query = sa.select(Message).where(Message.key.in_(keys))
    rows = None
    while rows is None:
        # A connection of the pool may be one that was cut while nobody used it.
        with suppress(DatabaseUnavailable):
            rows = list(await parts.database.read(lambda session: session.scalars(query)))
    for message in rows:
        found[message.key].append(message.seq)
    return found


@asynccontextmanager
async def client_of(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(TestServer(application(settings(tmp_path, ""), parts))) as opened:
        yield opened


@asynccontextmanager
async def behind(net: Net, url: str, tmp_path: Path) -> AsyncIterator[Core]:
    """A core whose way to its database is this network."""
    there = sa.make_url(url).set(host="127.0.0.1", port=net.port)
    async with service(tmp_path, there.render_as_string(hide_password=False)) as running:
        yield running


@pytest.fixture
async def net(database_url: str) -> AsyncIterator[Net]:
    """The network to the database server."""
    url = sa.make_url(database_url)
    async with network(url.port or 5432, host=url.host or "127.0.0.1") as opened:
        yield opened


only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""SQLite is a file: it does not go away."""


@only_postgresql
async def test_without_its_database_everything_is_refused_and_nothing_half_stored(
    database_url: str, net: Net, tmp_path: Path
) -> None:
    key = uuid.uuid4().hex
    async with behind(net, database_url, tmp_path) as parts, client_of(parts, tmp_path) as client:
        ws, token = await hello(client)
        net.part()
        await ws.send_json({"type": "send", "key": key, "text": "公章丢了"})
        refused = await outcome(ws, key)
        assert refused.get("retry_after") or refused["code"] == WSCloseCode.TRY_AGAIN_LATER
        answer = await client.post("/api/visitor/session", json={"token": token})
        assert (answer.status, (await answer.json())["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        assert (await client.get("/readyz")).status == 503
        net.join()
        assert await stored(parts, key) == {key: []}

        ws, _ = await hello(client, token)
        accepted = [await repeated(ws, key, "公章丢了") for _ in range(2)]
        assert accepted[0]["type"] == "accepted" and accepted[0] == accepted[1]
        assert await stored(parts, key) == {key: [accepted[0]["seq"]]}
        assert await said(ws, "bot") == "echo 公章丢了"


@only_postgresql
async def test_a_server_that_turns_connections_away_is_waited_for(
    database_url: str, tmp_path: Path
) -> None:
    key, admin = (
        uuid.uuid4().hex,
        create_async_engine(
            sa.make_url(database_url).set(database="postgres"), isolation_level="AUTOCOMMIT"
        ),
    )
    name = sa.make_url(database_url).database

    async def allow(connections: bool) -> None:
        async with admin.connect() as session:
            await session.execute(
                sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {connections}')
            )
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            await session.execute(sa.text(ended), {"name": name})

    async with (
        service(tmp_path, database_url) as parts,
        client_of(parts, tmp_path) as client,
    ):
        ws, token = await hello(client)
        await allow(False)
        refused = await repeated(ws, key, "公章丢了")
        assert refused["code"] in ("unavailable", WSCloseCode.TRY_AGAIN_LATER)
        answer = await client.post("/api/visitor/session", json={})
        assert (answer.status, (await answer.json())["code"]) == (503, "unavailable")
        await asyncio.sleep(SWEEP)
        await allow(True)
        ws, _ = await hello(client, token)
        await repeated(ws, key, "公章丢了")
        assert await said(ws, "bot") == "echo 公章丢了"
    await admin.dispose()


@only_postgresql
async def test_a_commit_whose_answer_is_lost_is_stored_once(
    database_url: str, net: Net, tmp_path: Path
) -> None:
    random = Random(SEED)
    async with behind(net, database_url, tmp_path) as parts, client_of(parts, tmp_path) as client:

        async def speak(token: str) -> dict[str, int]:
            accepted: dict[str, int] = {}
            for number in range(SENTENCES):
                key, frame = uuid.uuid4().hex, {"type": "closed"}
                while frame["type"] != "accepted":
                    frame = await insist(client, token, key, f"第{number}句话")
                accepted[key] = int(frame["seq"])
            return accepted

        speaking = [asyncio.create_task(speak((await hello(client))[1])) for _ in range(5)]
        cuts = 0
        while not all(task.done() for task in speaking):
            await net.something_sent()
            await asyncio.sleep(random.uniform(0.0, 0.01))
            cuts += await net.cut(random)
        for task in speaking:
            accepted = task.result()
            assert await stored(parts, *accepted) == {k: [seq] for k, seq in accepted.items()}
            assert sorted(accepted.values()) == list(accepted.values())
        assert cuts > 0


async def test_without_the_engine_words_are_kept_and_the_visitor_is_told(tmp_path: Path) -> None:
    engine = ScriptedEngine(script)
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    async with (
        service(tmp_path, url, engine) as parts,
        client_of(parts, tmp_path) as client,
    ):
        engine.available = False
        patient, _ = await hello(client)
        await repeated(patient, uuid.uuid4().hex, "公章丢了")
        while (await until(patient, "status"))["notice"] != say("engine.down"):
            pass
        hurried, _ = await hello(client)
        await hurried.send_json({"type": "ask_person", "key": uuid.uuid4().hex})
        while (await until(hurried, "status"))["owner"] != "queue":
            pass
        engine.available = True
        assert await said(patient, "bot") == "echo 公章丢了"


async def repeated(ws: ClientWebSocketResponse, key: str, text: str) -> dict[str, Any]:
    """Send this under this key, and what became of it."""
    await ws.send_json({"type": "send", "key": key, "text": text})
    return await outcome(ws, key)


async def insist(client: Client, token: str, key: str, text: str) -> dict[str, Any]:
    """Try over a new socket; waits as long as the product asks for."""
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": token, "after": 0})
    try:
        frame = await repeated(ws, key, text)
    except ConnectionResetError:
        frame = {"type": "closed"}
    await ws.close()
    await asyncio.sleep(0.1 if frame["type"] == "accepted" else 0.5)
    return frame


async def said(ws: ClientWebSocketResponse, author: str) -> str:
    """The next words of this author, after the welcome."""
    while True:
        message = (await until(ws, "message"))["message"]
        if message["author"] == author and message["seq"] > 1:
            return str(message["body"]["text"])
