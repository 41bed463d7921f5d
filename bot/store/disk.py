"""Files that a power cut does not take back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO


def to_disk(file: IO[bytes]) -> None:
    """Return when what was written is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(coming: Path, final: Path) -> None:
    """Give a file that is on the disk its place, and have the folder remember it."""
    final.parent.mkdir(parents=True, exist_ok=True)
    coming.replace(final)
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
