"""`python -m scripts.containers --work DIR`: docker-compose.yml for real, with stand-ins.

For a machine that reaches no image registry. Needs root, Debian's docker.io, docker-compose and
debootstrap, the Pythons of the Dockerfiles, and 20 GB (several times that where Docker has no
overlay file system); the first training is inside. What the base images are made of is printed
first. Then: two of each part, who is reached from outside, rights, an answer by the proxy, the
fault run of tests/faults with kill -9 inside the containers, and a backup that is restored into
empty volumes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.containers.checks import CHECKS
from scripts.containers.layout import PROJECT, Layout
from scripts.containers.stand_ins import make

ROOT = Path(__file__).resolve().parents[2]
FIRST_SECONDS = 3600.0
"""A first start trains."""


@contextmanager
def daemon(folder: Path) -> Iterator[None]:
    """Docker with a place of its own, unless DOCKER_HOST names one."""
    if os.environ.get("DOCKER_HOST"):
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    host = f"unix://{folder / 'docker.sock'}"
    places = ["--data-root", f"{folder / 'data'}", "--exec-root", f"{folder / 'exec'}"]
    command = ["dockerd", *places, "--pidfile", f"{folder / 'pid'}"]
    with (folder / "dockerd.log").open("wb") as log:
        process = subprocess.Popen([*command, "--host", host], stdout=log, stderr=log)
    try:
        while not (folder / "docker.sock").exists():
            if process.poll() is not None:
                raise RuntimeError(f"dockerd ended; see {folder / 'dockerd.log'}")
            time.sleep(0.2)
        os.environ["DOCKER_HOST"] = host
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def check(work: Path) -> None:
    """Everything, told line by line. Raises what failed."""
    for name, what in make(ROOT, work / "stand-ins").items():
        tell(f"stand-in for {name}: {what}")
    layout = Layout(ROOT, work / PROJECT)
    layout.prepare()
    began = time.monotonic()
    layout.compose("build")
    tell(f"built in {time.monotonic() - began:.0f} s")
    layout.up()
    tell(f"up and well after {layout.wait(FIRST_SECONDS):.0f} s, two of each part")
    for one in CHECKS:
        tell(f"{one.__name__}: {asyncio.run(one(layout))}")
    layout.compose("down", "--volumes")


def tell(line: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder")
    work = parser.parse_args().work.resolve()
    with daemon(work / "docker"):
        check(work)
    sys.exit(0)
