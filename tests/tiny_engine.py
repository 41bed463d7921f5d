"""The engine's host with a model of six labels, trained in seconds."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psutil

from bot.settings import ROOT, Settings
from bot.supervisor.prepare import engine_python, prepare_engine
from bot.supervisor.training import engine_environment
from bot.supervisor.up import free_port
from engine.tests.tiny_checkout import write_checkout
from understanding.model_inputs import fingerprint
from understanding.model_store import ModelStore

TOKEN = "a token of the tests"


@dataclass(frozen=True)
class Tiny:
    """A checkout, its models (the second one is the first one packed anew), and how to run it."""

    root: Path
    models: tuple[str, str]
    environment: Mapping[str, str]

    @property
    def store(self) -> ModelStore:
        return ModelStore(self.root / "models")


def train_tiny(root: Path) -> Tiny:
    """Write the checkout and train."""
    settings = Settings().model_copy(update={"cache": root / "cache"})
    prepare_engine(settings)
    write_checkout(root)
    (root / "endpoints.yml").write_bytes((ROOT / "endpoints.yml").read_bytes())
    environment = engine_environment(settings)
    command = [str(engine_python(settings)), "-m", "engine.train", "--out", str(root / "models")]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, timeout=300)
    store = ModelStore(root / "models")
    first = store.made_of(fingerprint(root, ROOT))
    assert first is not None
    return Tiny(root, (first, packed_anew(store, first)), environment)


def packed_anew(store: ModelStore, model: str) -> str:
    """The same model in a file of other bytes."""
    copy = store.folder / "copy.tar.gz"
    with gzip.open(store.verified(model)) as content, gzip.open(copy, "wb", 1) as packed:
        packed.write(content.read())
    try:
        return store.keep(copy, "packed-anew")
    finally:
        copy.unlink()


@dataclass
class Running:
    """A host that runs."""

    url: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """Numbers of the processes that serve models."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in children if _serves(child)]


def _serves(child: psutil.Process) -> bool:
    """Whether it serves a model, and is still there to be asked."""
    with suppress(psutil.NoSuchProcess):
        return "engine.host.worker" in " ".join(child.cmdline())
    return False


@contextmanager
def hosting(tiny: Tiny, state: Path, port: int | None = None, **more: str) -> Iterator[Running]:
    """`python -m engine.serve` while the context is open, ready from the start.

    `more`: further variables of its environment.
    """
    port = port or free_port()
    redis = os.environ["TEST_REDIS_URL"]
    named = {"ENGINE_TOKEN": TOKEN, "ACTIONS_URL": "http://127.0.0.1:1/", "REDIS_URL": redis}
    python = str(engine_python(Settings()))
    folders = ("--models", str(tiny.root / "models"), "--state", str(state))
    command = [python, "-m", "engine.serve", *folders, "--port", str(port)]
    with (state.parent / f"host-{port}.log").open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=tiny.root,
            env=dict(tiny.environment) | named | more,
            stdout=output,
            stderr=output,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _until_ready(url, process)
        yield Running(url, process)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    asked = urllib.request.Request(f"{url}/control/health", headers={"X-Engine-Token": TOKEN})
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(URLError, ConnectionError), urllib.request.urlopen(asked, timeout=5):
            return
        time.sleep(0.3)
    raise RuntimeError("the host is not ready")
