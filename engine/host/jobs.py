"""Trainings and cross-validations: one at a time, each a process group of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from understanding.progress import MARK, RESULT

Kind = Literal["train", "cross"]
State = Literal["running", "done", "failed", "cancelled"]
KEPT_LOGS = 50
LOG_PART = 64 * 1024
"""Bytes of a log that one answer holds."""
NICE = 15
"""Visitors are answered first."""
_FILE = re.compile(r"data/(nlu|rules|lexicon|matters)/[a-z0-9_-]+\.yml")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ID = re.compile(r"[0-9a-f-]{36}")


class Busy(Exception):
    """Another one runs."""


class UnknownJob(LookupError):
    """Never heard of it, or of before the last start."""


class BadJob(ValueError):
    """What was sent is no job."""


@dataclass
class Job:
    """How far one of them is."""

    id: str
    kind: Kind
    state: State = "running"
    stage: str = "import"
    done: int = 0
    total: int = 1
    result: dict[str, Any] = field(default_factory=dict)
    last: str = ""
    started: float = field(default_factory=time.monotonic)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        shown = ("id", "kind", "state", "stage", "done", "total", "result", "last")
        seconds = time.monotonic() - self.started
        return {name: getattr(self, name) for name in shown} | {"seconds": round(seconds, 1)}


class Jobs:
    """Runs `engine.train` and `engine.crossval` over a copy of the data."""

    def __init__(self, root: Path, state: Path, models: Path, environment: Mapping[str, str]):
        self._root = root
        self._state = state / "jobs"
        self._models = models
        self._environment = environment
        self._jobs: dict[str, Job] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, id_: str, kind: Kind, files: Mapping[str, str] | None) -> Job:
        """Begin with these data, or with those of the checkout; again: the job as it is.

        Raises Busy and BadJob.
        """
        if id_ in self._jobs:
            return self._jobs[id_]
        if not _ID.fullmatch(id_) or kind not in ("train", "cross"):
            raise BadJob("id or kind")
        wrong = [name for name in files or () if not _FILE.fullmatch(name)]
        if wrong or (files is not None and not files):
            raise BadJob(f"files {wrong[:1]}")
        if self._task is not None and not self._task.done():
            raise Busy
        job = self._jobs[id_] = Job(id_, kind)
        self._task = asyncio.create_task(self._run(job, files))
        return job

    def get(self, id_: str) -> Job:
        """Raises UnknownJob."""
        if id_ not in self._jobs:
            raise UnknownJob(id_)
        return self._jobs[id_]

    def cancel(self, id_: str) -> Job:
        """Kill it and all that it started; nothing happens when it has ended. Raises UnknownJob."""
        job = self.get(id_)
        if job.state == "running":
            job.state = "cancelled"
            self._kill()
        return job

    def log(self, id_: str, after: int) -> tuple[str, int]:
        """A part of the log from this byte on, and where the next one begins. Raises UnknownJob."""
        if not _ID.fullmatch(id_) or not self._log(id_).exists():
            raise UnknownJob(id_)
        with self._log(id_).open("rb") as file:
            file.seek(after)
            part = file.read(LOG_PART)
        if len(part) == LOG_PART:  # cut where a line ends, never inside a character
            part = part[: part.rfind(b"\n") + 1] or part
        return part.decode("utf-8", "replace"), after + len(part)

    async def stop(self) -> None:
        """Kill what runs; whoever wanted it asks again."""
        if self._task is not None and not self._task.done():
            self._kill()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _log(self, id_: str) -> Path:
        return self._state / f"{id_}.log"

    def _kill(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    async def _run(self, job: Job, files: Mapping[str, str] | None) -> None:
        folder = self._state / job.id
        ended: State = "failed"
        try:
            await asyncio.to_thread(self._prepare, folder, files)
            if job.state == "running":
                ended = await self._follow(job, folder)
        except OSError as error:
            job.last = f"{type(error).__name__}: {error}"
        finally:
            self._kill()
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            if job.state == "running":
                job.state = ended

    def _prepare(self, folder: Path, files: Mapping[str, str] | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for old in sorted(self._state.glob("*.log"), key=os.path.getmtime)[:-KEPT_LOGS]:
            old.unlink(missing_ok=True)
        for name in ("config.yml", "domain.yml"):
            shutil.copy(self._root / name, folder / name)
        if files is None:
            shutil.copytree(self._root / "data", folder / "data")
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")

    async def _follow(self, job: Job, folder: Path) -> State:
        modules = {
            "train": ("engine.train", "--out", str(self._models.absolute())),
            "cross": ("engine.crossval",),
        }
        process = self._process = await asyncio.create_subprocess_exec(
            *("nice", "-n", str(NICE), sys.executable, "-m", *modules[job.kind]),
            # Threads that wait do not spin: visitors are answered beside it.
            env=dict(self._environment)
            | {"TMPDIR": str(folder.absolute()), "OMP_WAIT_POLICY": "PASSIVE"},
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=1 << 20,
        )
        with contextlib.suppress(OSError):
            # Where the kernel shares the processor out by sessions, being nice counts only among
            # the processes of one; a training has its own. Elsewhere there is no such file.
            Path(f"/proc/{process.pid}/autogroup").write_text(str(NICE), encoding="ascii")
        assert process.stdout is not None
        with self._log(job.id).open("a", encoding="utf-8", buffering=1) as log:
            async for line in process.stdout:
                self._hear(job, line.decode("utf-8", "replace"), log)
        code = await process.wait()
        return "done" if code == 0 and job.result else "failed"

    def _hear(self, job: Job, line: str, log: Any) -> None:
        if line.startswith(MARK):
            step = json.loads(line.removeprefix(MARK))
            if step["stage"] != job.stage or step["done"] == step["total"]:
                log.write(f"{step['stage']} {step['done']}/{step['total']}\n")
            job.stage, job.done, job.total = step["stage"], step["done"], max(step["total"], 1)
        elif line.startswith(RESULT):
            job.result = json.loads(line.removeprefix(RESULT))
        else:
            # Of a bar that was drawn over itself only the last state, and no colours.
            said = _COLOUR.sub("", line.rstrip().rsplit("\r", 1)[-1])
            log.write(f"{said}\n")
            job.last = said.strip()[:300] or job.last
