"""The command line, run as people run it, over a database of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT


def environment(database_url: str, var: Path) -> dict[str, str]:
    """Settings by which a command touches nothing else."""
    own = {"DATABASE_URL": database_url, "BOT_VAR": str(var), "BOT_CACHE": str(var / "cache")}
    return {**os.environ, **own}


def bot(
    database_url: str, var: Path, *arguments: str, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run `bot …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=ROOT,
        env=environment(database_url, var) | extra,
        capture_output=True,
        text=True,
        check=False,
    )
