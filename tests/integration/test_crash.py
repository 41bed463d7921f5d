"""kill -9 between the engine's answer and the application's commit, in the middle of the form."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.supervisor.up import free_port
from tests.product import Product

FORM = ["我要人工帮办", "公章丢了要怎么补刻", "同意"]
REST = ["跳过", "陈女士", "13800138000", "明天上午", "提交"]


class Between:
    """Stands between application and engine; kills the application once it holds an answer.

    The engine's host tells where its models answer: it is said to be here, too.
    """

    def __init__(self, engine: str, port: int) -> None:
        self._engine = engine
        self._model = engine
        self._port = port
        self.kill: Callable[[], None] | None = None
        self.killed_on: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        async with aiohttp.ClientSession() as session:
            headers = {"X-Engine-Token": request.headers["X-Engine-Token"]}
            body = await request.read()
            of_model = request.path.startswith("/webhooks/")
            url = (self._model if of_model else self._engine) + request.path
            async with session.request(request.method, url, data=body, headers=headers) as answer:
                content = await answer.read()
        if not of_model:
            content = self._moved(content)
        if self.kill is not None and request.path.endswith("/turn"):
            kill, self.kill = self.kill, None
            self.killed_on.append(json.loads(body)["turn_id"])
            kill()
        return web.Response(body=content, content_type="application/json")

    def _moved(self, content: bytes) -> bytes:
        said = json.loads(content)
        for worker in said.get("workers", []):
            self._model = f"http://127.0.0.1:{worker['port']}"
            worker["port"] = self._port
        return json.dumps(said).encode()


@asynccontextmanager
async def between(engine: str) -> AsyncIterator[tuple[Between, str]]:
    port = free_port()
    proxy, app = Between(engine, port), web.Application()
    app.router.add_route("*", "/{path:.*}", proxy.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield proxy, f"http://127.0.0.1:{port}"
    await runner.cleanup()


class Application:
    """`bot serve` in a process that can be killed and started again over the same database."""

    def __init__(self, product: Product, var: Path, engine: str) -> None:
        self.port, self.var = free_port(), var
        self._root = product.root
        self._env = product.env | {
            "BOT_VAR": str(var),
            "BOT_PORT": str(self.port),
            "BOT_DEMO_PORT": "",
            "ENGINE_URL": engine,
            "ENGINE_TOKEN": product.record.token,
        }
        self._env.pop("BOT_DEMO_PORT")
        self._env["BOT_DEMO_PORT"] = str(free_port())
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "serve"], cwd=self._root, env=self._env
        )

    def kill(self) -> None:
        os.kill(self.process.pid, 9)
        self.process.wait()

    def restart(self) -> None:
        self.process = self._start()

    async def connect(
        self, session: aiohttp.ClientSession, token: str | None
    ) -> tuple[aiohttp.ClientWebSocketResponse, str]:
        base = f"http://127.0.0.1:{self.port}"
        deadline = time.monotonic() + 40
        while True:
            try:
                async with session.post(
                    f"{base}/api/visitor/session", json={"token": token}
                ) as response:
                    token = (await response.json())["token"]
                    break
            except aiohttp.ClientError:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.2)
        ws = await session.ws_connect(f"{base}/ws/visitor")
        await ws.send_json({"type": "hello", "token": token, "after": 0})
        return ws, str(token)


async def last_bot_message(ws: aiohttp.ClientWebSocketResponse, after: int) -> dict[str, Any]:
    """The first message of the assistant after a sequence number."""
    while True:
        frame: dict[str, Any] = await ws.receive_json(timeout=40)
        if frame["type"] == "message" and frame["message"]["seq"] > after:
            message: dict[str, Any] = frame["message"]
            if message["author"] == "bot":
                return message


async def speak(ws: aiohttp.ClientWebSocketResponse, text: str, after: int) -> int:
    await ws.send_json({"type": "send", "key": uuid.uuid4().hex, "text": text})
    return int((await last_bot_message(ws, after))["seq"])


async def test_a_crash_inside_the_form_gives_one_reply_the_right_slot_and_one_ticket(
    product: Product, tmp_path: Path
) -> None:
    async with (
        between(product.record.urls["engine"]) as (proxy, url),
        aiohttp.ClientSession() as session,
    ):
        application = Application(product, tmp_path, url)
        try:
            ws, token = await application.connect(session, None)
            seq = int((await last_bot_message(ws, 0))["seq"])
            for text in FORM:
                seq = await speak(ws, text, seq)

            proxy.kill = application.kill
            await ws.send_json({"type": "send", "key": "k" * 12, "text": "徐汇示例科技有限公司"})
            while not proxy.killed_on:
                await asyncio.sleep(0.05)
            await ws.close()
            application.restart()

            ws, _ = await application.connect(session, token)
            seq = int((await last_bot_message(ws, seq + 1))["seq"])
            for text in REST[:-1]:
                seq = await speak(ws, text, seq)
            proxy.kill = application.kill
            await ws.send_json({"type": "send", "key": "s" * 12, "text": REST[-1]})
            while len(proxy.killed_on) < 2:
                await asyncio.sleep(0.05)
            await ws.close()
            application.restart()
            ws, _ = await application.connect(session, token)
            await last_bot_message(ws, seq + 1)
            await ws.close()
        finally:
            application.kill()

    with closing(sqlite3.connect(tmp_path / "bot.sqlite3")) as stored:
        tickets = stored.execute("SELECT enterprise_name, uscc, phone FROM ticket").fetchall()
        replies = stored.execute(
            "SELECT turn_id, count(*) FROM message WHERE author = 'bot' AND turn_id IS NOT NULL "
            "GROUP BY turn_id"
        ).fetchall()
        states = stored.execute("SELECT DISTINCT state FROM turn").fetchall()
    assert tickets == [("徐汇示例科技有限公司", None, "13800138000")]
    assert {turn: count for turn, count in replies if turn in proxy.killed_on} == dict.fromkeys(
        proxy.killed_on, 1
    )
    assert states == [("done",)]
