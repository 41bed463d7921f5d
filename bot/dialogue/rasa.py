"""The Rasa implementation of the port: the only place that knows Rasa's URLs and payloads."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from pydantic import ValidationError

from bot.dialogue.engine import Answer, EngineRefused, EngineUnavailable, Reading, Request
from understanding.reading import matter_of


class RasaEngine:
    """Talks to `engine/components/channel.py` over HTTP."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        """`timeout` in seconds for one turn."""
        self._url = url
        self._headers = {"X-Engine-Token": token}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def respond(self, request: Request) -> Answer:
        body = request.model_dump(exclude_none=True)
        answer = await self._call("POST", "/webhooks/bot/turn", json=body)
        try:
            return Answer.model_validate(answer)
        except ValidationError as error:
            raise EngineRefused(f"unreadable answer: {error.error_count()} faults") from error

    async def rank(self, text: str) -> list[tuple[str, float]]:
        parsed = await self._call("POST", "/webhooks/bot/parse", json={"text": text})
        try:
            reading = Reading.model_validate(parsed["reading"])
        except (ValidationError, KeyError, TypeError) as error:
            raise EngineRefused(f"unreadable reading: {type(error).__name__}") from error
        return [(matter, share) for label, share in reading.ranking if (matter := matter_of(label))]

    async def model(self) -> str:
        return str((await self._call("GET", "/webhooks/bot/model"))["model"])

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        try:
            async with self._session.request(method, self._url + path, **options) as response:
                if response.status == 502:  # what it stands on is away: as if it were away itself
                    raise EngineUnavailable("status 502")
                if response.status >= 500:
                    raise EngineUnavailable(f"status {response.status}", reached=True)
                if response.status >= 400:
                    raise EngineRefused(f"status {response.status}")
                return await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise EngineUnavailable(type(error).__name__) from error
