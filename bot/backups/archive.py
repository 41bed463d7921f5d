"""The file of a backup: a ZIP whose last part, `manifest.json`, says what the others must be."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, Field, ValidationError

from bot.backups.workplace import workplace
from bot.store.disk import put_in_place, to_disk
from bot.words import say

MANIFEST = "manifest.json"
DATABASE = "database"
BLOCK = 1 << 20
Kind = Literal["sqlite", "postgresql"]


class BackupFault(Exception):
    """Why nothing was saved, or nothing was changed; a sentence that says what to do."""


class Part(BaseModel):
    """One file of the backup."""

    name: str = Field(
        pattern=r"^(database|secret|files/[0-9a-f]{32}|models/([0-9a-f]{64}\.tar\.gz|[0-9a-f]+\.json))$"
    )
    size: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds."""

    format: Literal[1] = 1
    made_at: datetime
    database: Kind
    migration: str
    audit: tuple[int, str] = Field(description="Last line of the audit: its place and its hash")
    absent: list[str] = Field(description="Names of what the database tells of and nobody found")
    parts: list[Part]

    def named(self, folder: str) -> list[Part]:
        """The parts below this folder."""
        return [part for part in self.parts if part.name.startswith(f"{folder}/")]


class Writer:
    """Adds parts to a backup that is being made."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        """`folder`: a place for what is to be put in, until the backup is made."""
        self._archive = archive
        self.folder = folder
        self.parts: list[Part] = []

    def add(self, name: str, file: Path) -> bool:
        """Put a file in; False when it is not there."""
        try:
            content = file.open("rb")
        except FileNotFoundError:
            return False
        # Only the database is worth packing: pictures, documents and models are packed already.
        packed = zipfile.ZIP_DEFLATED if name == DATABASE else zipfile.ZIP_STORED
        entry = zipfile.ZipInfo(name)
        entry.compress_type = packed
        with content, self._archive.open(entry, "w", force_zip64=True) as to:
            size, sha256 = _copied(content, to)
        self.parts.append(Part(name=name, size=size, sha256=sha256))
        return True

    def end(self, manifest: Manifest) -> None:
        """Write down what it holds."""
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup, there as a whole or not at all, and readable by its owner only."""
    if path.exists():
        raise BackupFault(say("backup.exists", file=path))
    try:
        with workplace(path.parent, ".backup-") as folder:
            part = folder / "archive"
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
                with zipfile.ZipFile(file, "w") as archive:
                    yield Writer(archive, folder)
                to_disk(file)
            put_in_place(part, path)
    except OSError as error:
        raise BackupFault(say("backup.unwritten", file=path, cause=error.strerror)) from error


class Reader:
    """A backup whose parts were all held against what its manifest says of them."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def take(self, name: str, into: Path) -> None:
        """Write a part to a file on the disk."""
        with self._archive.open(name) as content, into.open("wb") as to:
            shutil.copyfileobj(content, to, BLOCK)
            to_disk(to)


@contextmanager
def checked(path: Path) -> Iterator[Reader]:
    """Raises BackupFault unless the backup is whole and of a format that is known."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            damaged = [part.name for part in manifest.parts if not _holds(archive, part)]
            if damaged:
                raise BackupFault(say("backup.damaged", file=path, part=damaged[0]))
            yield Reader(archive, manifest)
    except OSError as error:
        raise BackupFault(say("backup.unread", file=path, cause=error.strerror)) from error
    except (zipfile.BadZipFile, KeyError, ValidationError) as error:
        raise BackupFault(say("backup.no_backup", file=path)) from error


def _holds(archive: zipfile.ZipFile, part: Part) -> bool:
    try:
        with archive.open(part.name) as content:
            return _copied(content, None) == (part.size, part.sha256)
    except (zipfile.BadZipFile, KeyError, EOFError):
        return False


def _copied(content: IO[bytes], to: IO[bytes] | None) -> tuple[int, str]:
    """Size and SHA-256 of what was read, and written if there is a place for it."""
    size, found = 0, hashlib.sha256()
    while block := content.read(BLOCK):
        size += len(block)
        found.update(block)
        if to is not None:
            to.write(block)
    return size, found.hexdigest()
