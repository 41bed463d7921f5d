"""Action calls over one kept session; a failed call fails the whole turn."""

from __future__ import annotations

import logging
from typing import Any

import aiohttp
from opentelemetry.trace import Span, SpanKind, StatusCode
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from engine.components.turn import current_turn
from tracing import Tracing, onwards

logger = logging.getLogger(__name__)
logger.setLevel(logging.INFO)  # the actions write no log: this is theirs in the trace of a turn
REJECTED = 400
"""Status by which the action server rejects an execution; that is part of the dialogue."""


class ActionEndpoint(EndpointConfig):
    """Rasa swallows the failure of an action and goes on without its events.

    The failure is noted on the turn, and the tracker store refuses to keep such a turn.
    """

    def __init__(self, url: str, timeout: float, tracing: Tracing) -> None:
        """Timeout in seconds for one call."""
        super().__init__(url)
        self._tracing = tracing
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
        for owned in ("headers", "timeout"):  # Rasa's timeout of five minutes would win over ours
            kwargs.pop(owned, None)
        turn, action = current_turn.get(), (kwargs.get("json") or {}).get("next_action")
        about = (turn.id if turn else None, action)
        try:
            named = {"action.name": str(action)}
            with self._tracing.span("action", SpanKind.CLIENT, attributes=named) as span:
                answered = await self._call(span, method, compress=compress, **kwargs)
            logger.info("action.done turn=%s action=%s", *about)
            return answered
        except Exception as error:
            rejected = isinstance(error, ClientResponseError) and error.status == REJECTED
            if not rejected:
                # Not the error's text: the action server puts into it what it was asked.
                cause = type(error).__name__
                logger.warning("action.failed turn=%s action=%s cause=%s", *about, cause)
            if turn and not rejected:
                turn.failure = f"action server: {type(error).__name__}"
                turn.away = isinstance(error, aiohttp.ClientConnectionError)
            raise

    async def _call(self, span: Span, method: str, **options: Any) -> Any:
        if self._kept is None:
            self._kept = aiohttp.ClientSession(timeout=self._timeout)
        async with self._kept.request(method, self.url, headers=onwards(), **options) as answer:
            if answer.status == REJECTED:
                span.set_status(StatusCode.OK)  # which the exception leaves as it is
            if answer.status >= 400:
                raise ClientResponseError(answer.status, answer.reason or "", await answer.text())
            return await answer.json()

    async def close(self) -> None:
        """Close the kept session."""
        if self._kept is not None:
            await self._kept.close()
