"""The folder of a backup that is made or put back; what killed ones left goes with the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

NAMES = ("database", "archive", "dump.sql", "anew.sql")
"""What such a folder holds, besides what SQLite lays beside a database."""


@contextmanager
def workplace(beside: Path, prefix: str) -> Iterator[Path]:
    """A new folder, on the same disk as `beside`, until this ends.

    Whoever works in one holds a lock on it, which ends with the process however that ends. So what
    nobody holds was left by one that was killed.
    """
    with ExitStack() as held:
        with _locked(beside) as alone:
            if alone:
                _clean(beside, prefix)
            made = Path(tempfile.mkdtemp(dir=beside, prefix=prefix))
            held.callback(shutil.rmtree, made, ignore_errors=True)
            held.enter_context(_locked(made))
        yield made


def _clean(beside: Path, prefix: str) -> None:
    """Remove what was left; never what merely is called like it."""
    for folder in beside.glob(f"{prefix}????????"):
        if folder.is_dir() and not folder.is_symlink():
            with _locked(folder, wait=False) as free:
                if free and all(one.name.startswith(NAMES) for one in folder.iterdir()):
                    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Whether the folder is held by nobody else; some networks' disks know no locks, then False."""
    descriptor = -1
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor >= 0 and _lock(descriptor, wait=wait)
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _lock(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
