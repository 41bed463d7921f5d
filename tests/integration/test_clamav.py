"""Files are looked at by clamd where one is set: the real one if it is here, else one that speaks
its protocol. What could not be looked at is refused, never let through."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.app import Core, application
from bot.conversations.clamav import ClamAV
from bot.conversations.files import Files
from tests.integration.service import settings
from tests.integration.sockets import Client
from tests.integration.test_files import PDF, PNG, messages, on_disk, send, visitor

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED = PDF + EICAR


class Clamd:
    """The INSTREAM command as clamd documents it; infected is what holds EICAR's text."""

    def __init__(self, most: int = 25 * 1024**2) -> None:
        self.seen: list[bytes] = []
        self._most = most

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readuntil(b"\0") != b"zINSTREAM\0":
            writer.write(b"UNKNOWN COMMAND\0")
        else:
            writer.write(await self._answer(reader))
        await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
            if len(content) > self._most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0"


@asynccontextmanager
async def scanned(parts: Core, tmp_path: Path, address: str) -> AsyncIterator[Client]:
    chosen = settings(tmp_path, "")
    most = chosen.file_megabytes * 1024**2
    looked_at = replace(parts, files=Files(chosen.files_folder, most, ClamAV(address)))
    async with Client(TestServer(application(chosen, looked_at))) as client:
        yield client


@pytest.fixture
async def clamd(tmp_path: Path) -> AsyncIterator[Clamd]:
    scanner = Clamd()
    async with await asyncio.start_unix_server(scanner.serve, tmp_path / "clamd.ctl"):
        yield scanner


async def refused(client: Client, content: bytes) -> tuple[int, str]:
    session = await visitor(client)
    answer = await send(client, session, content, "a.pdf")
    assert len(await messages(client, session)) == 1
    return answer.status, (await answer.json())["code"]


async def test_a_clean_file_is_looked_at_whole_and_kept(
    parts: Core, tmp_path: Path, clamd: Clamd
) -> None:
    large = PNG * 80
    async with scanned(parts, tmp_path, str(tmp_path / "clamd.ctl")) as client:
        assert (await send(client, await visitor(client), large)).status == 200
    assert clamd.seen == [large]


async def test_an_infected_file_is_refused_and_leaves_nothing(
    parts: Core, tmp_path: Path, clamd: Clamd
) -> None:
    async with scanned(parts, tmp_path, str(tmp_path / "clamd.ctl")) as client:
        assert await refused(client, INFECTED) == (415, "file_infected")
    assert on_disk(tmp_path) == []


async def test_over_tcp_it_is_the_same(parts: Core, tmp_path: Path) -> None:
    server = await asyncio.start_server(Clamd().serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with scanned(parts, tmp_path, f"127.0.0.1:{port}") as client:
            assert await refused(client, INFECTED) == (415, "file_infected")
            assert (await send(client, await visitor(client), PDF)).status == 200


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1"])
async def test_without_its_scanner_a_file_is_refused_for_now(
    parts: Core, tmp_path: Path, address: str
) -> None:
    async with scanned(parts, tmp_path, address) as client:
        session = await visitor(client)
        answer = await send(client, session, PDF)
        assert (answer.status, (await answer.json())["code"]) == (503, "file_unchecked")
        assert int(answer.headers["Retry-After"]) > 0
    assert on_disk(tmp_path) == []


async def test_a_file_that_is_too_large_for_the_scanner_is_not_let_through(
    parts: Core, tmp_path: Path
) -> None:
    path = tmp_path / "clamd.ctl"
    server = await asyncio.start_unix_server(Clamd(most=1000).serve, path)
    async with server, scanned(parts, tmp_path, str(path)) as client:
        assert await refused(client, PDF * 4) == (503, "file_unchecked")
    assert on_disk(tmp_path) == []


async def test_a_scanner_that_hangs_up_or_talks_nonsense_lets_nothing_through(
    parts: Core, tmp_path: Path
) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"stream: OKAY\0")
        writer.close()

    path = tmp_path / "clamd.ctl"
    server = await asyncio.start_unix_server(nonsense, path)
    async with server, scanned(parts, tmp_path, str(path)) as client:
        assert (await refused(client, PDF))[1] == "file_unchecked"


async def test_the_real_clamd_finds_what_its_list_names(parts: Core, tmp_path: Path) -> None:
    daemon = shutil.which("clamd", path="/usr/sbin:/usr/bin")
    if daemon is None:
        pytest.skip("clamd is not installed; the others speak its protocol")
    signatures = tmp_path / "signatures"
    signatures.mkdir()
    named = f"{hashlib.md5(INFECTED).hexdigest()}:{len(INFECTED)}:Test.File\n"
    (signatures / "test.hdb").write_text(named)
    path = tmp_path / "real.ctl"
    config = tmp_path / "clamd.conf"
    config.write_text(f"DatabaseDirectory {signatures}\nLocalSocket {path}\nForeground yes\n")
    process = await asyncio.create_subprocess_exec(
        daemon, "-c", str(config), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            if path.exists():
                break
            await asyncio.sleep(0.1)
        async with scanned(parts, tmp_path, str(path)) as client:
            assert await refused(client, INFECTED) == (415, "file_infected")
            assert (await send(client, await visitor(client), PDF)).status == 200
    finally:
        process.terminate()
        await process.wait()
