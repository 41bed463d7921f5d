"""What a trained model is made of: its input files, their fingerprint, its label responses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

DATA = ("data/nlu", "data/rules", "data/lexicon", "data/matters")
"""The folders of a checkout whose YAML files a training reads."""
_SETTINGS = ("config.yml", "domain.yml")
_CODE = ("understanding", "engine", "engine/components")
SERVING = frozenset(
    {
        "engine/serve.py",
        "engine/crossval.py",
        "engine/components/action_endpoint.py",
        "engine/components/channel.py",
        "engine/components/once.py",
        "engine/components/reader.py",
        "engine/components/tracker_store.py",
        "engine/components/turn.py",
        "understanding/masking.py",
        "understanding/model_store.py",
        "understanding/progress.py",
    }
)
"""No training gives another model because of these: they only serve, or only tell of it.
`engine/host/`, a package of its own, is not looked at either."""


def fingerprint(root: Path, code: Path | None = None) -> str:
    """Sixteen hex digits that change whenever a training could give another model.

    `code`: the checkout whose code trains, where `root` is a folder of data and settings only.
    """
    digest = hashlib.sha256()
    for base, path in _inputs(root, code or root):
        digest.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _inputs(root: Path, code: Path) -> Iterable[tuple[Path, Path]]:
    for name in _SETTINGS:
        yield root, root / name
    yield code, code / "engine/uv.lock"
    for folder in DATA:
        for path in sorted((root / folder).glob("*.yml")):
            yield root, path
    for folder in _CODE:
        for path in sorted((code / folder).glob("*.py")):
            if str(path.relative_to(code)) not in SERVING:
                yield code, path


def label_responses(root: Path) -> dict[str, Any]:
    """A domain fragment that gives every label its response, which Rasa asks of such labels."""
    responses: dict[str, Any] = {}
    for path in sorted((root / "data" / "matters").glob("*.yml")):
        for matter in yaml.safe_load(path.read_text(encoding="utf-8")):
            effect = {"type": "answer", "matter": matter["id"]}
            responses[f"utter_{path.stem}/{matter['id']}"] = [{"custom": effect}]
    return {"version": "3.1", "responses": responses}
