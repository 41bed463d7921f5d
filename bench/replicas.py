"""`python -m bench.replicas`: two of each part, as where one machine is not enough.

Started and watched like those of `bot up`, with its settings. Two applications answer at one
address and two action servers at another, each connection at the next one that lives; the two Rasa
share their models and have a state of their own each.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from rich.console import Console

from bench.net import network
from bot.settings import Settings
from bot.supervisor.up import Supervisor, free_port, started

REPLICAS = 2


class Replicated(Supervisor):
    """Children of which there are two alike; `addresses` are where such two are reached."""

    def __init__(self, settings: Settings, addresses: AsyncExitStack) -> None:
        own = settings.model_copy(update={"engines": REPLICAS})
        self._output = Console()
        super().__init__(own, self._output)
        self._addresses = addresses

    async def start(self) -> None:
        """Everything, then what `bot up` says last. Raises UpFault."""
        self.write_record()
        await self.start_engine()
        await self.start_app()
        self.write_record()
        self._output.print("Ctrl-C")

    async def _actions(self, name: str, port: int) -> None:
        await self._twice(super()._actions, name, port)

    async def _app(self, name: str, port: int) -> None:
        await self._twice(super()._app, name, port)

    async def _twice(
        self, start: Callable[[str, int], Awaitable[None]], name: str, port: int
    ) -> None:
        ports = [free_port() for _ in range(REPLICAS)]
        await asyncio.gather(*(start(f"{name}{n or ''}", one) for n, one in enumerate(ports)))
        await self._addresses.enter_async_context(network(*ports, at=port))


async def main() -> None:
    """Run until a signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # Both applications would serve the demo page at its one port.
    os.environ["BOT_DEMO_PORT"] = "0"
    async with AsyncExitStack() as addresses:
        supervisor = Replicated(Settings(), addresses)
        async with started(supervisor, supervisor.start):
            await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
