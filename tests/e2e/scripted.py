"""The application over a scripted engine beside the browser, and a hand on its inside.

For what needs no model, and for channels whose platform a browser cannot play.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.app import Core, application
from bot.settings import ROOT, Settings
from bot.supervisor.prepare import build_web
from tests.integration.service import service, settings

T = TypeVar("T")
SECONDS = 60.0


class Inside:
    """The running application."""

    def __init__(self, url: str, parts: Core, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self._parts = parts
        self._loop = loop

    def do(self, work: Callable[[Core], Coroutine[Any, Any, T]]) -> T:
        """Run something on its event loop."""
        return asyncio.run_coroutine_threadsafe(work(self._parts), self._loop).result(SECONDS)


@contextmanager
def scripted(folder: Path, **changed: Any) -> Iterator[Inside]:
    """The application on a port of its own; `changed` are settings."""
    wanted = settings(folder, f"sqlite:///{folder / 'bot.sqlite3'}").model_copy(update=changed)
    build_web(Settings.model_validate({"root": ROOT, "var": folder}))
    loop = asyncio.new_event_loop()
    ready: asyncio.Future[Inside] = loop.create_future()
    stop = asyncio.Event()

    async def run() -> None:
        async with service(folder, wanted.database_url) as parts:
            runner = web.AppRunner(application(wanted, parts), shutdown_timeout=0.2)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            ready.set_result(Inside(f"http://127.0.0.1:{runner.addresses[0][1]}", parts, loop))
            await stop.wait()
            await runner.cleanup()

    async def wait() -> Inside:
        return await ready

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(wait(), loop).result(SECONDS)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
