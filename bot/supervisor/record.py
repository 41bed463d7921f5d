"""What runs, on disk: so that a later start finds what a killed one left behind."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import psutil
from pydantic import BaseModel, ValidationError

STOP_SECONDS = 10.0


class Running(BaseModel):
    """A process, told apart from a later one with the same number by its start time."""

    name: str
    pid: int
    started: float

    @property
    def alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1.0
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class Record(BaseModel):
    """The supervisor, its children, and where to reach them."""

    supervisor: Running
    children: list[Running] = []
    urls: dict[str, str] = {}
    token: str = ""
    """Shared by application and engine; the file is readable by its owner only."""

    def write(self, path: Path) -> None:
        """Replace the file as a whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(self.model_dump_json(indent=1), encoding="utf-8")
        part.replace(path)


def read(path: Path) -> Record | None:
    """The record of the latest start, if there is a readable one."""
    try:
        return Record.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def running(pid: int, name: str) -> Running:
    """Describe a living process."""
    return Running(name=name, pid=pid, started=psutil.Process(pid).create_time())


def stop_groups(processes: list[Running]) -> None:
    """End the process groups of these leaders: asked first, killed after a while."""
    members: list[psutil.Process] = []
    for process in processes:
        if process.alive:
            leader = psutil.Process(process.pid)
            members.extend([leader, *leader.children(recursive=True)])
            _signal(process.pid, signal.SIGTERM)
    _, left = psutil.wait_procs(members, timeout=STOP_SECONDS)
    for member in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
