"""Several engines as one: a conversation stays with one of them while that one lives."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping

from bot.dialogue.engine import Answer, DialogueEngine, EngineUnavailable, Request


class EnginePool:
    """Spreads conversations over engines by rendezvous hashing.

    Every replica of the application chooses alike without talking to the others, and when an
    engine goes or comes only its own conversations move. The trackers are in Redis, so an engine
    takes over where the other one stopped.
    """

    def __init__(self, engines: Mapping[str, DialogueEngine]) -> None:
        """`engines` by a name that is the same in every replica: their addresses."""
        self._engines = dict(engines)
        self._away: set[str] = set()

    async def respond(self, request: Request) -> Answer:
        """Ask the conversation's engine; one that is away is passed over from the next try on."""
        name = self._chosen(request.conversation_id)
        try:
            return await self._engines[name].respond(request)
        except EngineUnavailable as error:
            if not error.reached:
                self._away.add(name)
            raise

    async def rank(self, text: str) -> list[tuple[str, float]]:
        """The same engine for the same text, because it keeps its latest readings."""
        return await self._engines[self._chosen(text)].rank(text)

    async def model(self) -> str:
        """Look at every engine; the version of the first one that answers."""
        names = list(self._engines)
        looks = (self._engines[name].model() for name in names)
        found = await asyncio.gather(*looks, return_exceptions=True)
        answers = dict(zip(names, found, strict=True))
        self._away = {name for name, answer in answers.items() if isinstance(answer, Exception)}
        for answer in found:
            if isinstance(answer, str):
                return answer
        raise EngineUnavailable("none of the engines answers")

    async def close(self) -> None:
        await asyncio.gather(*(engine.close() for engine in self._engines.values()))

    def _chosen(self, key: str) -> str:
        living = [name for name in self._engines if name not in self._away] or list(self._engines)
        return max(living, key=lambda name: weight(name, key))


def weight(name: str, key: str) -> bytes:
    """How much a name speaks for a key: the same in every process, and spread evenly."""
    return hashlib.blake2b(f"{name}\n{key}".encode(), digest_size=8).digest()
