"""Pictures and documents of conversations: kept outside every web root, under ids nobody can guess.

What a file is, its bytes say, not its name. It belongs to one conversation, and only who may read
that conversation gets it.
"""

from __future__ import annotations

import asyncio
import os
import unicodedata
import uuid
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import puremagic

from bot.conversations.once import Refused
from bot.store.disk import put_in_place, to_disk
from bot.words import say

KINDS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
"""What may be sent, and how its name ends."""
HEAD = 512
"""Bytes that tell what a file is."""
LONGEST_NAME = 80


@dataclass(frozen=True)
class Kept:
    """A file that is on the disk; its name is fit to be shown."""

    id: str
    name: str
    media: str
    size: int


class Scanner(Protocol):
    """Looks for malware."""

    async def check(self, path: Path) -> None:
        """Raises Refused for a file that is infected, or that could not be looked at."""
        ...


class Files:
    """The folder of files. Replicas share it as they share the database."""

    def __init__(self, folder: Path, most: int, scanner: Scanner | None = None) -> None:
        """`most`: bytes of one file."""
        self.most = most
        self._folder = folder
        self._scanner = scanner

    async def keep(self, name: str, content: AsyncIterable[bytes]) -> Kept:
        """Write a file to the disk for good.

        Raises Refused for one that is empty, too large, of a kind that is not taken, infected, or
        not looked at by the scanner that there is; nothing stays of it then, nor when the sender
        breaks off.
        """
        file_id = uuid.uuid4().hex
        coming = self._folder / "coming" / file_id
        try:
            with await asyncio.to_thread(_created, coming) as file:
                head, size = await self._write(file, content)
                media = media_of(head)
                await asyncio.to_thread(to_disk, file)
            if self._scanner is not None:
                await self._scanner.check(coming)
            await asyncio.to_thread(put_in_place, coming, self.path(file_id))
        except BaseException:
            await asyncio.to_thread(coming.unlink, missing_ok=True)
            raise
        return Kept(file_id, shown_name(name, media), media, size)

    async def _write(self, file: BinaryIO, content: AsyncIterable[bytes]) -> tuple[bytes, int]:
        """The first bytes, and how many there were."""
        head, size = b"", 0
        async for chunk in content:
            size += len(chunk)
            if size > self.most:
                raise self.too_large()
            head += chunk[: HEAD - len(head)]
            await asyncio.to_thread(file.write, chunk)
        return head, size

    def too_large(self) -> Refused:
        """Says how large a file may be."""
        text = say("file.too_large", megabytes=self.most // 1024**2)
        return Refused("file_too_large", text)

    async def discard(self, file_id: str) -> None:
        """Remove a file that no message names."""
        await asyncio.to_thread(self.path(file_id).unlink, missing_ok=True)

    def path(self, file_id: str) -> Path:
        """Where a file lies; some hundred folders, so that none gets too long."""
        return self._folder / file_id[:2] / file_id


def media_of(head: bytes) -> str:
    """The kind of a file by its first bytes. Raises Refused for one that is not taken."""
    media = ""
    with suppress(puremagic.PureError, ValueError):
        media = puremagic.from_string(head, mime=True)
    if media not in KINDS:
        raise Refused("file_kind", say("file.kind"))
    return media


def shown_name(name: str, media: str) -> str:
    """The last part of a name without what could mislead, ending as its kind ends."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Control characters, and those that turn the reading direction: "exe.gnp" must not look png.
    seen = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip(" .")
    stem = os.path.splitext(seen)[0][:LONGEST_NAME].strip(" .")
    return (stem or say("file.unnamed")) + KINDS[media]


def _created(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")
