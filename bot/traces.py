"""The spans of a turn in the application; the engine and the actions add theirs.

A turn's id is its trace, in the logs and at the collector. So a turn that another process takes
over, and a message that is sent the day after, belong to it without a column that says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from opentelemetry.trace import SpanKind, get_current_span

import tracing
from tracing import Attributes, Tracing

SERVICE = "assistant-app"

log = structlog.get_logger(__name__)


class Traces:
    """Does nothing unless a collector is named."""

    def __init__(self, endpoint: str = "", headers: str = "") -> None:
        self._tracing = Tracing(SERVICE, endpoint, headers, _notice)

    def received(self, turn: str, channel: str, since: int) -> None:
        """A visitor's words are stored, and this turn will answer them: the trace begins."""
        about = {"channel": channel}
        self._tracing.begin(UUID(turn), "receive", SpanKind.CONSUMER, since, about)

    @contextmanager
    def turn(self, turn: str) -> Iterator[None]:
        """One try to answer."""
        with self._tracing.span("turn", within=tracing.of(UUID(turn))):
            yield

    def outcome(self, outcome: str) -> None:
        """How the try ended, inside of `turn`."""
        get_current_span().set_attribute("turn.outcome", outcome)

    @contextmanager
    def engine(self) -> Iterator[None]:
        """The engine is asked, inside of `turn`."""
        with self._tracing.span("engine", SpanKind.CLIENT):
            yield

    def delivered(
        self, turn: str, channel: str, state: str, attempt: int, since: int, fault: str = ""
    ) -> None:
        """An attempt to send a message of this turn has ended in this state."""
        about: Attributes = {
            "channel": channel,
            "delivery.state": state,
            "delivery.attempt": attempt,
        }
        within = tracing.of(UUID(turn))
        self._tracing.past("deliver", SpanKind.PRODUCER, within, since, about, fault)

    async def stop(self) -> None:
        """Send what is left to the collector, for a moment."""
        await asyncio.to_thread(self._tracing.stop)


def _notice(fault: str) -> None:
    if fault:
        log.warning("traces.not_exported", cause=fault)
    else:
        log.info("traces.exported_again")
