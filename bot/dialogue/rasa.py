"""The Rasa implementation of the port: the only place that knows Rasa's URLs and payloads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.dialogue.engine import (
    Answer,
    EngineRefused,
    EngineUnavailable,
    Reading,
    Request,
)
from tracing import onwards
from understanding.reading import matter_of


class EngineHttp:
    """JSON over HTTP with the shared token; failures as the port names them."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        """`timeout` in seconds for one request."""
        self._url = url
        self._headers = {"X-Engine-Token": token}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON of the answer. Raises EngineUnavailable and EngineRefused."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout)
        try:
            async with self._session.request(method, self._url + path, **options) as response:
                if response.status == 502:  # what it stands on is away: as if it were away itself
                    raise EngineUnavailable("status 502")
                if response.status >= 500:
                    raise EngineUnavailable(f"status {response.status}", reached=True)
                if response.status >= 400:
                    raise EngineRefused(f"status {response.status}", response.status)
                return await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise EngineUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class _Parsed(BaseModel):
    reading: Reading


_readings: TypeAdapter[list[_Parsed]] = TypeAdapter(list[_Parsed])


class RasaEngine:
    """One model: talks to `engine/components/channel.py`."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._http = EngineHttp(url, token, timeout)

    async def respond(self, request: Request) -> Answer:
        body = request.model_dump(exclude_none=True)
        answer = await self._http.call("POST", "/webhooks/bot/turn", json=body, headers=onwards())
        try:
            return Answer.model_validate(answer)
        except ValidationError as error:
            raise EngineRefused(f"unreadable answer: {error.error_count()} faults") from error

    async def rank(self, text: str) -> list[tuple[str, float]]:
        [reading] = await self.readings([text])
        return [(matter, share) for label, share in reading.ranking if (matter := matter_of(label))]

    async def readings(self, texts: Sequence[str]) -> list[Reading]:
        """How each text is read, in no conversation. Raises EngineUnavailable or EngineRefused."""
        asked = {"texts": list(texts)}
        parsed = await self._http.call("POST", "/webhooks/bot/readings", json=asked)
        try:
            return [found.reading for found in _readings.validate_python(parsed)]
        except ValidationError as error:
            raise EngineRefused(f"unreadable reading: {error.error_count()} faults") from error

    async def model(self) -> str:
        return str((await self._http.call("GET", "/webhooks/bot/model"))["model"])

    async def close(self) -> None:
        await self._http.close()
