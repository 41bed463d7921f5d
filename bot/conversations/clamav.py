"""Has a running clamd look at files, by its INSTREAM command: it needs no access to our folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog

from bot.conversations.once import Refused
from bot.words import say

CHUNK = 256 * 1024
SECONDS = 60.0
"""A scanner that takes longer for one file is taken to be away."""
AGAIN = 60.0
"""Seconds after which somebody whose file could not be looked at may try again."""

log = structlog.get_logger(__name__)


class ClamAV:
    """Implements `Scanner`. What it cannot look at is refused, never silently let through."""

    def __init__(self, address: str) -> None:
        """`address`: path of a Unix socket, or `host:port`."""
        self._address = address

    async def check(self, path: Path) -> None:
        """See `Scanner`."""
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._asked(path)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            answer = type(error).__name__
        if answer == "stream: OK":
            return
        if answer.endswith(" FOUND"):
            found = answer.removeprefix("stream: ").removesuffix(" FOUND")
            log.warning("file.infected", found=found)
            raise Refused("file_infected", say("file.infected"))
        log.error("file.not_scanned", cause=answer)
        raise Refused("file_unchecked", say("file.unchecked"), AGAIN)

    async def _asked(self, path: Path) -> str:
        """What clamd says of the file, without the zero byte that ends it."""
        if self._address.startswith("/"):
            reader, writer = await asyncio.open_unix_connection(self._address)
        else:
            host, _, port = self._address.rpartition(":")
            reader, writer = await asyncio.open_connection(host, int(port))
        try:
            await _send(writer, path)
            answer = await reader.readuntil(b"\0")
        finally:
            writer.close()
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")


async def _send(writer: asyncio.StreamWriter, path: Path) -> None:
    """The command, then the file in chunks with their lengths before them; an empty one ends it.

    A scanner that has seen enough answers and closes: then the answer says why, not the pipe.
    """
    writer.write(b"zINSTREAM\0")
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            writer.write(len(chunk).to_bytes(4, "big") + chunk)
            try:
                await writer.drain()
            except (ConnectionResetError, BrokenPipeError):
                return
    writer.write(bytes(4))
