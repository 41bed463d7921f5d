"""Progress of a training as JSON lines on standard output, read by whoever started it."""

from __future__ import annotations

import json
import sys

MARK = "@progress "


def report(stage: str, done: int, total: int) -> None:
    """Say that `done` of `total` steps of a stage are finished."""
    sys.stdout.write(MARK + json.dumps({"stage": stage, "done": done, "total": total}) + "\n")
    sys.stdout.flush()
