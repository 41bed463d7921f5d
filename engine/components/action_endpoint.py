"""Action calls over one kept session; a failed call fails the whole turn."""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from engine.components.turn import current_turn

REJECTED = 400
"""Status by which the action server rejects an execution; that is part of the dialogue."""


class ActionEndpoint(EndpointConfig):
    """Rasa swallows the failure of an action and goes on without its events.

    The failure is noted on the turn, and the tracker store refuses to keep such a turn.
    """

    def __init__(self, url: str, timeout: float) -> None:
        """Timeout in seconds for one call."""
        super().__init__(url)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._kept: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        if self._kept is None:
            self._kept = aiohttp.ClientSession(timeout=self._timeout)
        for owned in ("headers", "timeout"):  # Rasa's timeout of five minutes would win over ours
            kwargs.pop(owned, None)
        try:
            async with self._kept.request(method, self.url, compress=compress, **kwargs) as answer:
                if answer.status >= 400:
                    raise ClientResponseError(
                        answer.status, answer.reason or "", await answer.text()
                    )
                return await answer.json()
        except Exception as error:
            turn = current_turn.get()
            rejected = isinstance(error, ClientResponseError) and error.status == REJECTED
            if turn and not rejected:
                turn.failure = f"action server: {type(error).__name__}"
                turn.away = isinstance(error, aiohttp.ClientConnectionError)
            raise

    async def close(self) -> None:
        """Close the kept session."""
        if self._kept is not None:
            await self._kept.close()
