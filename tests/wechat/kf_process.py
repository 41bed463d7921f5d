"""One replica in a process that a test can kill: `kf_process VAR DATABASE API PORT`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.dialogue.scripted import ScriptedEngine
from bot.server import serve
from tests.integration.service import script
from tests.wechat.kf_service import kf_settings


def main(var: str, database_url: str, url: str, port: str) -> None:
    """Serve until it is killed."""
    settings = kf_settings(Path(var), database_url, url, port=int(port))
    asyncio.run(serve(settings, ScriptedEngine(script)))


if __name__ == "__main__":
    main(*sys.argv[1:])
