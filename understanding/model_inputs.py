"""What a trained model is made of: its input files, their fingerprint, its label responses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml


def fingerprint(root: Path) -> str:
    """Sixteen hex digits that change whenever a training could give another model."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _inputs(root: Path) -> Iterable[Path]:
    yield from (root / name for name in ("config.yml", "domain.yml", "engine/uv.lock"))
    for folder in ("data/nlu", "data/rules", "data/lexicon", "data/matters"):
        yield from sorted((root / folder).glob("*.yml"))
    for folder in ("understanding", "engine", "engine/components"):
        yield from sorted((root / folder).glob("*.py"))


def label_responses(root: Path) -> dict[str, Any]:
    """A domain fragment that gives every label its response, which Rasa asks of such labels."""
    responses: dict[str, Any] = {}
    for path in sorted((root / "data" / "matters").glob("*.yml")):
        for matter in yaml.safe_load(path.read_text(encoding="utf-8")):
            effect = {"type": "answer", "matter": matter["id"]}
            responses[f"utter_{path.stem}/{matter['id']}"] = [{"custom": effect}]
    return {"version": "3.1", "responses": responses}
