"""Write docs/schemas/*.json: the JSON that the command line prints.

uv run python scripts/schemas.py
"""

from __future__ import annotations

import json
from pathlib import Path

from bot.commands.report import EvaluationReport, TurnReport

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"
MODELS = {"turn.json": TurnReport, "evaluation.json": EvaluationReport}


def text(name: str) -> str:
    """The schema of one file, as it is stored."""
    schema = MODELS[name].model_json_schema(mode="serialization")
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    for name in MODELS:
        (FOLDER / name).write_text(text(name), encoding="utf-8")
