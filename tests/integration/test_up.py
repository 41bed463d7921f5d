"""Starting and stopping: one line for what is wrong, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.settings import ROOT
from tests.product import Product, launch, start_product, wait_until_up


def tree(root: Path, target: Path) -> Path:
    """A checkout that shares everything with the real one but data/."""
    target.mkdir()
    for entry in root.iterdir():
        if entry.name not in ("data", ".git", "var"):
            (target / entry.name).symlink_to(entry)
    shutil.copytree(root / "data", target / "data")
    return target


def output(product: Product) -> str:
    product.process.wait(timeout=60)
    return (product.var / "up.log").read_text(encoding="utf-8")


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        product = launch(ROOT, tmp_path, BOT_PORT=port)
        said = output(product)
    assert port in said and "占用" in said
    assert product.process.returncode != 0


@pytest.mark.parametrize(
    ("file", "content", "named"),
    [
        ("matters/tax.yml", "- id: [", "tax.yml"),
        ("matters/ip.yml", "- {id: ip_x_y, core: true}", "ip_x_y"),
        ("site.yml", "district: 1", "site.yml"),
    ],
)
def test_a_broken_data_file_is_named(tmp_path: Path, file: str, content: str, named: str) -> None:
    root = tree(ROOT, tmp_path / "checkout")
    (root / "data" / file).write_text(content, encoding="utf-8")
    said = output(launch(root, tmp_path, BOT_ROOT=str(root)))
    assert named in said
    assert "Traceback" not in said


def test_a_missing_python_is_named(tmp_path: Path) -> None:
    root = tree(ROOT, tmp_path / "checkout")
    (root / "engine").unlink()
    shutil.copytree(ROOT / "engine", root / "engine", ignore=shutil.ignore_patterns(".venv"))
    said = output(
        launch(
            root,
            tmp_path,
            BOT_ROOT=str(root),
            UV_PYTHON_DOWNLOADS="never",
            UV_PYTHON_PREFERENCE="only-managed",
            UV_PYTHON_INSTALL_DIR=str(tmp_path / "none"),
        )
    )
    assert "Python 3.10" in said
    assert "Traceback" not in said


def test_a_second_start_says_that_one_runs(product: Product) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot.cli", "up"],
        cwd=product.root,
        env=product.env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode != 0
    assert str(product.process.pid) in ran.stderr


def test_a_killed_supervisor_leaves_orphans_that_the_next_start_stops(
    product: Product, tmp_path: Path
) -> None:
    first = launch(ROOT, tmp_path)
    wait_until_up(first, 120)
    orphans = [child.pid for child in first.record.children]
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    assert all(psutil.pid_exists(pid) for pid in orphans)

    with start_product(ROOT, tmp_path) as second:
        assert "遗留" in (tmp_path / "up.log").read_text(encoding="utf-8")
        assert not set(orphans) & {child.pid for child in second.record.children}
        family = psutil.Process(second.process.pid).children(recursive=True)
        assert len(family) >= len(orphans)
    gone, alive = psutil.wait_procs(family, timeout=5)
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_a_dead_child_is_started_again(product: Product) -> None:
    before = {child.name: child.pid for child in product.record.children}
    os.kill(before["actions"], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while product.record.children and time.monotonic() < deadline:
        now = {child.name: child.pid for child in product.record.children}
        if now.get("actions") not in (None, before["actions"]):
            break
        time.sleep(0.2)
    assert now["actions"] != before["actions"]
    ran = product.bot("ask", "我要人工帮办", "--json")
    assert '"outcome":"assistance"' in ran.stdout
