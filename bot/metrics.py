"""What is counted as it happens. Each application has a registry of its own, so that several can
live in one process."""

from __future__ import annotations

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram

EngineFault = Literal["away", "failed", "refused"]
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """Labels are words of the program only: outcomes, channels, states; never whose it was."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Histogram(
            "bot_turn_seconds",
            "From a visitor's stored words until the turn's end was stored, by outcome",
            ["outcome"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._engine = Histogram(
            "bot_engine_seconds",
            "What the engine took to answer a turn",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._faults = Counter(
            "bot_engine_faults",
            "Turns that the engine did not answer at this try, by cause",
            ["cause"],
            registry=self.registry,
        )
        self._sends = Counter(
            "bot_delivery_attempts",
            "Messages handed to an outside platform, by channel and the state afterwards",
            ["channel", "state"],
            registry=self.registry,
        )

    def turn_ended(self, outcome: str, seconds: float) -> None:
        """A turn's end was stored, so long after the visitor's words."""
        self._turns.labels(outcome).observe(seconds)

    def engine_answered(self, seconds: float) -> None:
        """The engine gave an answer."""
        self._engine.observe(seconds)

    def engine_failed(self, cause: EngineFault) -> None:
        """The engine gave none."""
        self._faults.labels(cause).inc()

    def sent(self, channel: str, state: str) -> None:
        """An attempt to send has ended: sent, failed, uncertain, or waiting for another one."""
        self._sends.labels(channel, state).inc()
