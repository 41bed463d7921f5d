"""An engine for tests: answers by a script, remembers turn ids, can be away."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue.engine import Answer, EngineUnavailable, Reply, Request

Script = Callable[[Request], list[Reply]]


class ScriptedEngine:
    """Calls `script` once a turn id."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._answers: dict[str, Answer] = {}
        self.available = True
        self.ranking: list[tuple[str, float]] = []
        """What every text is ranked as."""

    async def respond(self, request: Request) -> Answer:
        if not self.available:
            raise EngineUnavailable("switched off")
        if request.turn_id not in self._answers:
            replies = self._script(request)
            self._answers[request.turn_id] = Answer(turn_id=request.turn_id, replies=replies)
        return self._answers[request.turn_id]

    async def rank(self, text: str) -> list[tuple[str, float]]:
        if not self.available:
            raise EngineUnavailable("switched off")
        return self.ranking

    async def model(self) -> str:
        if not self.available:
            raise EngineUnavailable("switched off")
        return "scripted"

    async def close(self) -> None:
        return None
