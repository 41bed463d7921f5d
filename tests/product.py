"""Starting the product as a person would, in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.supervisor.record import Record, read
from bot.supervisor.up import free_port

START_SECONDS = 1200
"""A first start makes the engine's environment, builds the pages and trains."""


@dataclass
class Product:
    """A running `bot up`."""

    root: Path
    var: Path
    process: subprocess.Popen[bytes]
    port: int
    demo_port: int
    env: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def demo_url(self) -> str:
        return f"http://127.0.0.1:{self.demo_port}/demo/"

    @property
    def record(self) -> Record:
        """What runs, as the supervisor wrote it."""
        found = read(self.var / "run" / "processes.json")
        assert found is not None
        return found

    def alike(self, name: str) -> list[int]:
        """Numbers of the living children of this name, whichever replicas they are."""
        children = self.record.children
        return [c.pid for c in children if c.name.rstrip("0123456789") == name and c.alive]

    def bot(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `bot …` beside the running product."""
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=self.root,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def launch(
    root: Path, var: Path, program: Sequence[str] = ("bot.cli", "up"), **extra: str
) -> Product:
    """Start `bot up`, or a module that starts the parts otherwise, without waiting for it."""
    port, demo_port = free_port(), free_port()
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL",)} | {
        "BOT_VAR": str(var),
        "BOT_PORT": str(port),
        "BOT_DEMO_PORT": str(demo_port),
        **extra,
    }
    output = (var / "up.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", *program], cwd=root, env=env, stdout=output, stderr=output
    )
    output.close()
    return Product(root, var, process, port, demo_port, env)


def wait_until_up(product: Product, seconds: float = START_SECONDS) -> None:
    """Return when `bot up` says that it is up."""
    deadline = time.monotonic() + seconds
    log = product.var / "up.log"
    while "Ctrl-C" not in log.read_text(encoding="utf-8", errors="replace"):
        if product.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.3)


@contextmanager
def beside(product: Product, root: Path, var: Path, **extra: str) -> Iterator[Product]:
    """Another application over the engine of a running product, with its own data and settings."""
    port, demo_port = free_port(), free_port()
    own = {
        "BOT_ROOT": str(root),
        "BOT_VAR": str(var),
        "BOT_PORT": str(port),
        "BOT_DEMO_PORT": str(demo_port),
        "ENGINE_URL": product.record.urls["engine"],
        "ENGINE_TOKEN": product.record.token,
    }
    env = product.env | own | extra
    arguments = [sys.executable, "-m", "bot.cli", "serve"]
    with (var / "serve.log").open("wb") as output:
        process = subprocess.Popen(
            arguments, cwd=product.root, env=env, stdout=output, stderr=output
        )
    try:
        _wait_for(process, port)
        yield Product(product.root, var, process, port, demo_port, env)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(process: subprocess.Popen[bytes], port: int, seconds: float = 120.0) -> None:
    """Return when somebody listens there."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise RuntimeError("the application does not answer")


@contextmanager
def start_product(
    root: Path, var: Path, program: Sequence[str] = ("bot.cli", "up"), **extra: str
) -> Iterator[Product]:
    """`bot up`, or a module that starts the parts otherwise, while the context is open."""
    product = launch(root, var, program, **extra)
    try:
        wait_until_up(product)
        yield product
    finally:
        product.process.send_signal(signal.SIGTERM)
        product.process.wait(timeout=60)
