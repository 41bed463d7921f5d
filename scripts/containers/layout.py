"""The services of docker-compose.yml, built and brought up in a folder of their own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil

PROJECT = "assistant-check"
SECRETS = ("BOT_SECRET", "ENGINE_TOKEN", "POSTGRES_PASSWORD", "BOT_METRICS_TOKEN")
REPLICAS = """
COMPOSE_PROFILES=replicas
ENGINE_URL=http://rasa:5005,http://rasa2:5005
"""
SCALE = ("--scale", "app=2", "--scale", "actions=2")
SERVICE = {"valkey": "redis"}
"""Services that are called otherwise than what runs in them."""


class Layout:
    """One copy of the project with a `.env`, and the containers that were made of it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._root = root
        self._env: dict[str, str] = {}

    def prepare(self) -> None:
        """The files that are or will be in the repository, and `.env` as its example says."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=self._root, check=True, capture_output=True, text=True)
        for name in names.stdout.splitlines():
            if (self._root / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self._root / name, self.folder / name)
        example = (self.folder / ".env.example").read_text(encoding="utf-8")
        for name in SECRETS:
            self._env[name] = secrets.token_urlsafe(32)
            example = example.replace(f"\n{name}=\n", f"\n{name}={self._env[name]}\n")
        (self.folder / ".env").write_text(example + REPLICAS, encoding="utf-8")
        # Only so are the registries reached from here; elsewhere `docker compose build` is enough.
        build = {"build": {"network": "host"}}
        services = dict.fromkeys(("proxy", "app", "actions", "train", "rasa", "rasa2"), build)
        services["maintenance"] = build
        content = json.dumps({"services": services})
        (self.folder / "build.yml").write_text(content, encoding="utf-8")

    def compose(self, *arguments: str, stdin: str | None = None) -> str:
        """`docker-compose …`; what it printed. Raises CalledProcessError."""
        files = ("-f", "docker-compose.yml", "-f", "build.yml")
        done = subprocess.run(
            ["docker-compose", "-p", PROJECT, *files, *arguments],
            cwd=self.folder,
            env=os.environ | {"DOCKER_BUILDKIT": "0", "COMPOSE_HTTP_TIMEOUT": "600"},
            input=stdin,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def up(self) -> None:
        """Start everything, two of each part that keeps nothing."""
        self.compose("up", "--detach", "--no-build", *SCALE)

    def remove(self, *volumes: str) -> None:
        """Volumes and all that is in them. Raises CalledProcessError."""
        names = [f"{PROJECT}_{volume}" for volume in volumes]
        subprocess.run(["docker", "volume", "rm", *names], check=True, stdout=subprocess.DEVNULL)

    def wait(self, seconds: float) -> float:
        """Return when each service that runs is well; the seconds that it took."""
        began = time.monotonic()
        while unwell := [one["Name"] for one in self.containers() if not _well(one)]:
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not well after {seconds:.0f} s: {unwell}")
            time.sleep(1)
        return time.monotonic() - began

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """What `docker inspect` tells of the containers, of one service or of all."""
        label = f"label=com.docker.compose.project={PROJECT}"
        narrower = ("--filter", f"label=com.docker.compose.service={service}") if service else ()
        listing = ["docker", "ps", "--all", "--quiet", "--filter", label, *narrower]
        found = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split()
        if not found:
            return []
        inspect = ["docker", "inspect", *found]
        told = subprocess.run(inspect, check=True, capture_output=True, text=True).stdout
        return list(json.loads(told))

    def alike(self, what: str) -> list[int]:
        """Numbers, on this machine, of the living processes of a service (tests.faults.chaos)."""
        found = []
        names = [SERVICE.get(what, what), *(["rasa2"] if what == "rasa" else [])]
        for one in (container for name in names for container in self.containers(name)):
            if one["State"]["Running"] and psutil.pid_exists(one["State"]["Pid"]):
                # The container's first process is the init that docker gives it.
                found += [child.pid for child in psutil.Process(one["State"]["Pid"]).children()]
        return found

    def address(self, service: str) -> str:
        """Where a service is reached from this machine only."""
        networks = self.containers(service)[0]["NetworkSettings"]["Networks"]
        return str(next(iter(networks.values()))["IPAddress"])

    @property
    def database_url(self) -> str:
        password = self._env["POSTGRES_PASSWORD"]
        return f"postgresql+asyncpg://bot:{password}@{self.address('postgres')}:5432/bot"


def _well(container: dict[str, Any]) -> bool:
    """A service that ends has ended without a fault; another answers its health check."""
    state: dict[str, Any] = container["State"]
    if container["Config"]["Labels"]["com.docker.compose.oneoff"] == "True":
        return True
    if "Health" in state:
        return bool(state["Health"]["Status"] == "healthy")
    return (state["Status"], state["ExitCode"]) == ("exited", 0)
