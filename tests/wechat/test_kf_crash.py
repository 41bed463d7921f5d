"""微信客服: kill -9 at the worst moments; what was acknowledged is answered, once."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.settings import ROOT
from bot.supervisor.up import free_port
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import PERSON

SECONDS = 60.0


class Replica:
    """A process that can be killed; the platform calls it when it listens."""

    def __init__(self, var: Path, database_url: str, platform: KfPlatform) -> None:
        self.port = free_port()
        arguments = [str(var), database_url, platform.url, str(self.port)]
        self._platform = platform
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.wechat.kf_process", *arguments], cwd=ROOT
        )

    async def listens(self) -> None:
        deadline = time.monotonic() + SECONDS
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/healthz") as response:
                        if response.status == 200:
                            break
                except aiohttp.ClientError:
                    pass
                assert time.monotonic() < deadline
                await asyncio.sleep(0.1)
        self._platform.callback = f"http://127.0.0.1:{self.port}/channels/wecom"

    def kill(self) -> None:
        os.kill(self.process.pid, 9)
        self.process.wait()


@asynccontextmanager
async def replica(var: Path, database_url: str, platform: KfPlatform) -> AsyncIterator[Replica]:
    running = Replica(var, database_url, platform)
    try:
        await running.listens()
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


async def so(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def heard(platform: KfPlatform) -> str:
    return "\n".join(one.words for one in platform.delivered if one.person == PERSON)


@pytest.mark.parametrize("moment", ["before the pull", "behind the first page"])
async def test_a_process_killed_behind_its_answer_leaves_the_pull_to_the_next_one(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform, moment: str
) -> None:
    kf_platform.page = 1
    killed = asyncio.Event()

    async with replica(tmp_path, database_url, kf_platform) as first:

        async def kill() -> None:
            first.kill()
            killed.set()

        kf_platform.let_go["sync_msg"] = kill
        kf_platform.faults["sync_msg"] += (
            ["go", "hold"] if moment != "before the pull" else ["hold"]
        )
        for words in ("一", "二", "三"):
            kf_platform.says(PERSON, words)
        assert await kf_platform.call() == [200]
        await killed.wait()
    kf_platform.faults.clear()
    async with replica(tmp_path, database_url, kf_platform):
        await so(lambda: "echo 三" in heard(kf_platform))
    assert [heard(kf_platform).count(f"echo {words}") for words in "一二三"] == [1, 1, 1]
