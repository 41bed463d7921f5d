"""What is logged meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from structlog.testing import LogCapture

Line = MutableMapping[str, Any]


@contextmanager
def logged() -> Iterator[Sequence[Line]]:
    """The lines, with what is bound to their context: `structlog.testing` leaves that out."""
    captured, before = LogCapture(), structlog.get_config()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, captured])
    try:
        yield captured.entries
    finally:
        structlog.configure(**before)


def events(lines: Sequence[Line], turn: str) -> list[str]:
    """What happened to a turn."""
    return [str(line["event"]) for line in lines if line.get("turn") == turn]
