"""Progress of a training as JSON lines on standard output, read by whoever started it."""

from __future__ import annotations

import json
import sys
from typing import Any

MARK = "@progress "
RESULT = "@result "
STAGES = {
    "import": (0.0, 0.05),
    "encode": (0.05, 0.5),
    "names": (0.5, 0.65),
    "classify": (0.65, 0.95),
    "write": (0.95, 1.0),
}
"""Share of the whole training at which a stage begins and ends."""


def share(stage: str, done: int, total: int) -> float:
    """How much of a training is behind one at this step."""
    begin, end = STAGES.get(stage, (0.0, 1.0))
    return begin + (end - begin) * done / max(total, 1)


def report(stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps of a stage are finished."""
    _say(MARK, {"stage": stage, "done": done, "total": total})


def result(found: dict[str, Any]) -> None:
    """Say what came of it all."""
    _say(RESULT, found)


def _say(mark: str, told: dict[str, Any]) -> None:
    sys.stdout.write(mark + json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
