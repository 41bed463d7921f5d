"""The application as a process: the chat on one port, the demonstration site on another."""

from __future__ import annotations

import asyncio
import signal

from aiohttp import web

from bot.api.pages import demo_app
from bot.app import application, core
from bot.dialogue.engine import DialogueEngine
from bot.settings import Settings


async def serve(settings: Settings, engine: DialogueEngine | None = None) -> None:
    """Serve until SIGINT or SIGTERM, over the engine that the settings name unless one is given."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with core(settings, engine) as parts:
        await parts.runner.start()
        parts.timers.start()
        parts.overdue.start()
        parts.monitor.start()
        parts.inbox_sweep.start()
        parts.retention.start()
        for run in parts.training.runs:
            run.start()
        runners = [_runner(application(settings, parts))]
        ports = [settings.port]
        if settings.demo_port:
            demo = demo_app(settings.web_dist, str(settings.port))
            runners.append(_runner(demo))
            ports.append(settings.demo_port)
        try:
            for runner, port in zip(runners, ports, strict=True):
                await runner.setup()
                await web.TCPSite(runner, settings.host, port).start()
            await stop.wait()
        finally:
            for runner in runners:
                await runner.cleanup()


def _runner(app: web.Application) -> web.AppRunner:
    return web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
