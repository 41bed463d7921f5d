"""What a start writes down, so that a later one finds what was left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bot.supervisor import record
from bot.supervisor.record import Record, Running, read, running, stop_groups

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
PARENT = (
    "import subprocess, sys, time; "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print(child.pid, flush=True); time.sleep(60)"
)
Start = Callable[[str], tuple[subprocess.Popen[str], str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a program as leader of a group and gives the first line that it says."""
    started: list[subprocess.Popen[str]] = []

    def begin(program: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", program]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    yield begin
    for process in started:
        with process:
            process.kill()


def me() -> Running:
    return running(os.getpid(), "me")


def test_a_written_record_is_read_again(tmp_path: Path) -> None:
    written = Record(supervisor=me(), children=[me()], urls={"app": "http://127.0.0.1:8080"})
    written.write(tmp_path / "run" / "processes.json")
    assert read(tmp_path / "run" / "processes.json") == written


def test_a_record_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "processes.json"
    Record(supervisor=me(), urls={"a" * 900: "b"}).write(path)
    Record(supervisor=me()).write(path)
    assert read(path) == Record(supervisor=me())
    assert list(tmp_path.iterdir()) == [path]


def test_a_record_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "processes.json"
    Record(supervisor=me(), urls={"token": "secret"}).write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_file_there_is_no_record(tmp_path: Path) -> None:
    assert read(tmp_path / "processes.json") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"supervisor": 7}'])
def test_a_damaged_file_is_no_record(tmp_path: Path, content: str) -> None:
    path = tmp_path / "processes.json"
    path.write_text(content, encoding="utf-8")
    assert read(path) is None


def test_a_running_process_is_alive() -> None:
    assert me().alive


def test_another_process_with_the_same_number_is_not_the_one() -> None:
    assert not me().model_copy(update={"started": me().started - 60}).alive


def test_a_process_that_has_ended_is_not_alive(start: Start) -> None:
    process, _ = start(SLEEP)
    described = running(process.pid, "sleeper")
    process.kill()
    process.wait()
    assert not described.alive


def test_a_dead_process_that_nobody_has_fetched_is_not_alive(start: Start) -> None:
    process, _ = start(SLEEP)
    described = running(process.pid, "sleeper")
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not described.alive


def test_a_group_is_stopped_with_its_children(start: Start) -> None:
    process, child = start(PARENT)
    described = [running(process.pid, "parent"), running(int(child), "child")]
    stop_groups(described[:1])
    assert not any(one.alive for one in described)


def test_a_process_that_does_not_listen_is_killed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "STOP_SECONDS", 0.2)
    process, _ = start(DEAF)
    stop_groups([running(process.pid, "deaf")])
    assert process.wait(timeout=10) < 0


def test_a_stranger_with_an_old_number_is_left_alone(start: Start) -> None:
    process, _ = start(SLEEP)
    described = running(process.pid, "sleeper")
    stop_groups([described.model_copy(update={"started": described.started - 60})])
    assert psutil.pid_exists(process.pid)
    assert described.alive
