"""Token buckets by key, in this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

KEYS = 10_000
"""Keys remembered; the one that was quiet longest is forgotten first."""


class RateLimit:
    """`burst` at once, then `per_second` on average, for each key."""

    def __init__(
        self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = float(burst)
        self._rate = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 when this one may pass, else the seconds to wait."""
        at = self._clock()
        tokens, last = self._buckets.pop(key, (self._burst, at))
        tokens = min(self._burst, tokens + (at - last) * self._rate)
        allowed = tokens >= 1.0
        self._buckets[key] = (tokens - 1.0 if allowed else tokens, at)
        if len(self._buckets) > KEYS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1.0 - tokens) / self._rate
