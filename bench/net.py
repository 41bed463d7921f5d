"""A network between programs whose connections can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from random import Random

CHUNK = 64 * 1024
DEAF_SECONDS = 0.3
"""How long what the product says is lost before the connection breaks: the acknowledgement of a
message that is stored already."""


@dataclass(eq=False)
class _Link:
    down: asyncio.StreamWriter
    up: asyncio.StreamWriter
    deaf: bool = False

    def abort(self) -> None:
        for writer in (self.down, self.up):
            writer.transport.abort()


class Net:
    """Forwards TCP connections to ports in turn; one where nobody listens is left out."""

    def __init__(self, ports: Sequence[int], host: str, origin: str) -> None:
        self.port = 0
        self._origin = origin
        self._host = host
        self._ports = len(ports)
        self._turns = cycle(ports)
        self._parted = False
        self._links: set[_Link] = set()
        self._moving = asyncio.Event()

    async def something_sent(self) -> None:
        """Return when a client has sent something: the moment at which a kill hurts most."""
        self._moving.clear()
        await self._moving.wait()

    @property
    def url(self) -> str:
        """The way to an HTTP service behind it."""
        return f"{self._origin}:{self.port}"

    def part(self) -> None:
        """Break every connection and let no new one through."""
        self._parted = True
        for link in self._links:
            link.abort()

    def join(self) -> None:
        """Let connections through again."""
        self._parted = False

    async def cut(self, random: Random) -> int:
        """Break half of the connections, without a goodbye; how many it were."""
        links = sorted(self._links, key=id)
        chosen = random.sample(links, (len(links) + 1) // 2)
        for link in chosen:
            link.deaf = True
        await asyncio.sleep(DEAF_SECONDS)
        for link in chosen:
            link.abort()
        return len(chosen)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side leaves."""
        try:
            if self._parted:
                raise ConnectionRefusedError
            from_product, to_product = await self._reached()
        except OSError:
            writer.transport.abort()
            return
        link = _Link(down=writer, up=to_product)
        self._links.add(link)
        ways = [
            asyncio.create_task(self._carry_up(reader, link)),
            asyncio.create_task(self._carry_down(from_product, link)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._links.discard(link)
            link.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(self._ports):
            with suppress(OSError):
                return await asyncio.open_connection(self._host, next(self._turns))
        raise ConnectionRefusedError

    async def _carry_up(self, reader: asyncio.StreamReader, link: _Link) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                link.up.write(data)
                await link.up.drain()
                self._moving.set()

    async def _carry_down(self, reader: asyncio.StreamReader, link: _Link) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if not link.deaf:
                    link.down.write(data)
                    await link.down.drain()


@asynccontextmanager
async def network(
    *ports: int, host: str = "127.0.0.1", at: int = 0, origin: str = "http://127.0.0.1"
) -> AsyncIterator[Net]:
    """A network to these ports while the context is open, entered at `at` or at any free port.

    `origin` is how browsers name it, without the port.
    """
    net = Net(ports, host, origin)
    server = await asyncio.start_server(net.serve, "127.0.0.1", at)
    net.port = server.sockets[0].getsockname()[1]
    try:
        yield net
    finally:
        server.close()
