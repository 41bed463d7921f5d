"""The application with its database and a script in the engine's place, as a process.

For what is measured of the desk no model has to be trained: the engine only echoes.
"""

from __future__ import annotations

import asyncio
import sys

from bot.dialogue.engine import Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.server import serve
from bot.settings import Settings
from effects import Smalltalk


def _echo(request: Request) -> list[Reply]:
    return [Reply(text=request.text or "", effect=Smalltalk())]


if __name__ == "__main__":
    sys.exit(asyncio.run(serve(Settings(), ScriptedEngine(_echo))))
