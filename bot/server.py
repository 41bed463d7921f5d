"""The application as a process: the chat on one port, the demonstration site on another."""

from __future__ import annotations

import asyncio
import signal

from aiohttp import web

from bot.api.pages import demo_app
from bot.app import application, core, rasa_engine
from bot.settings import Settings


async def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with core(settings, rasa_engine(settings)) as parts:
        await parts.runner.start()
        await parts.timers.start()
        await parts.monitor.start()
        runners = [web.AppRunner(application(settings, parts), access_log=None)]
        ports = [settings.port]
        if settings.demo_port:
            demo = demo_app(settings.web_dist, str(settings.port))
            runners.append(web.AppRunner(demo, access_log=None))
            ports.append(settings.demo_port)
        try:
            for runner, port in zip(runners, ports, strict=True):
                await runner.setup()
                await web.TCPSite(runner, settings.host, port, shutdown_timeout=3).start()
            await stop.wait()
        finally:
            for runner in runners:
                await runner.cleanup()
