"""The published examples that the channels are held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "vectors"


def vectors(file: str, *kinds: str) -> list[Any]:
    """The entries of these kinds as test parameters, named as their authors named them."""
    entries = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))["vectors"]
    return [pytest.param(v, id=v["id"]) for v in entries if v["kind"] in kinds]
