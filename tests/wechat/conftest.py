"""The application with its channels against the pretended platforms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import Core, application, core
from bot.channels.wechat_mp import webhook
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import Settings
from tests.integration.service import script
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import Service, connected
from tests.wechat.platform.mp import MpPlatform, mp_platform

Running = Callable[..., AbstractAsyncContextManager["App"]]


@dataclass
class App:
    """A running application and where the platform pushes to."""

    parts: Core
    url: str


def mp_settings(platform: MpPlatform, tmp_path: Path, database_url: str, **more: Any) -> Settings:
    """An application that is set up for this platform."""
    keys = platform.keys
    values = {
        "var": tmp_path,
        "database_url": database_url,
        "redis_url": "",
        "demo_port": None,
        "secret": "s" * 40,
        "wechat_mp_appid": keys.receiver,
        "wechat_mp_secret": keys.secret,
        "wechat_mp_token": keys.token,
        "wechat_mp_aes_key": keys.aes_key,
        "wechat_mp_mode": platform.mode,
        "wechat_mp_api_base": platform.url,
    }
    return Settings.model_validate(values | more)


@asynccontextmanager
async def running(
    platform: MpPlatform,
    tmp_path: Path,
    database_url: str,
    engine: ScriptedEngine | None = None,
    **more: Any,
) -> AsyncIterator[App]:
    """The application, as a process would be; the platform pushes to it."""
    settings = mp_settings(platform, tmp_path, database_url, **more)
    async with core(settings, engine or ScriptedEngine(script)) as parts:
        await parts.runner.start()
        parts.timers.start()
        # Not aiohttp's server for tests: it ends a handler whose client has gone, the real one not.
        server = web.AppRunner(application(settings, parts), access_log=None)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{server.addresses[0][1]}/channels/wechat"
        platform.target = url
        try:
            yield App(parts, url)
        finally:
            await server.cleanup()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request is held so long that a busy machine makes no difference."""
    monkeypatch.setattr(webhook, "WINDOW", 15.0)


@pytest.fixture
def hurried(patient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the answer is late anyway."""
    monkeypatch.setattr(webhook, "WINDOW", 0.3)


@pytest.fixture
async def mp() -> AsyncIterator[MpPlatform]:
    async with mp_platform() as platform:
        yield platform


@pytest.fixture
def run(mp: MpPlatform, tmp_path: Path, database_url: str) -> Running:
    """Run the application on either database; more than once for several processes."""
    return partial(running, mp, tmp_path, database_url)


@pytest.fixture
async def app(run: Running) -> AsyncIterator[App]:
    async with run() as running_app:
        yield running_app


@pytest.fixture
async def kf_platform() -> AsyncIterator[KfPlatform]:
    """A pretended 微信客服 that listens."""
    platform = KfPlatform()
    await platform.start()
    yield platform
    await platform.stop()


@pytest.fixture
async def kf(tmp_path: Path, database_url: str, kf_platform: KfPlatform) -> AsyncIterator[Service]:
    """One replica connected to it."""
    async with connected(tmp_path, database_url, kf_platform) as service:
        yield service
