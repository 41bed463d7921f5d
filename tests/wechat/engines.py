"""Engines that take their time."""

from __future__ import annotations

import asyncio

from bot.dialogue.engine import Answer, Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from effects import Smalltalk
from tests.integration.service import script


class Gate(ScriptedEngine):
    """Answers when it is let; counts what it was asked."""

    def __init__(self) -> None:
        super().__init__(script)
        self.open = asyncio.Event()
        self.asked: list[str] = []

    async def respond(self, request: Request) -> Answer:
        self.asked.append(request.text or request.payload or "")
        await self.open.wait()
        return await super().respond(request)


def saying(*texts: str) -> ScriptedEngine:
    """Answers everything with the same bubbles."""
    return ScriptedEngine(lambda _: [Reply(text=text, effect=Smalltalk()) for text in texts])
