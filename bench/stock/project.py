"""A whole stock Rasa project made of our data, to measure the product's turns against.

From the checkout; `RASA` is the absolute path of `engine/.venv/bin/rasa`, and the engine's
environment was synchronised with `--group bench`:

    engine/.venv/bin/python -m bench.stock.project --out FOLDER [--each N] [--epochs N]
    cd FOLDER && RASA train --fixed-model-name stock-dialogue

    # our action server, as `bot up` starts it, in the application's environment
    SANIC_HOST=127.0.0.1 .venv/bin/python -m rasa_sdk --actions actions -p 5055

    cd FOLDER && ACTIONS_URL=http://127.0.0.1:5055/webhook \
        REDIS_HOST=127.0.0.1 REDIS_PORT=6379 REDIS_DB=9 \
        RASA run --enable-api -i 127.0.0.1 -p 5005 -m models/stock-dialogue.tar.gz

A turn is `POST /webhooks/rest/webhook {"sender", "message"}`. CORS is off unless asked for.

It differs from the product where stock Rasa has no such thing:

* Labels are flat intents. The matter is kept by a `from_intent` mapping each, so a question about
  a facet goes on about the last matter; the facet itself is not read.
* There are no entities: no component of the documented pipeline finds codes or names of matters.
* Doubt is `FallbackClassifier` with the documented values instead of our decision.
* Without our reading the actions are never sure of free words. Fields are filled by plain texts
  all the same, but only buttons (`/cancel`, `/handoff`) leave the form, and `action_clarify` has
  no matters to offer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bench.examples import EACH
from bench.worker import FLAT, flat_examples

FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
"""As Rasa's documentation and `rasa init` have it."""
ENDPOINTS = {
    "action_endpoint": {"url": "${ACTIONS_URL}"},
    "tracker_store": {
        "type": "redis",
        "url": "${REDIS_HOST}",
        "port": "${REDIS_PORT}",
        "db": "${REDIS_DB}",
    },
}


def write_project(out: Path, each: int | None, epochs: int | None) -> None:
    """Write what `rasa train` and `rasa run` look for into a folder, which is made if need be.

    Args:
        each: at most so many examples a label; None for all.
        epochs: of DIET; None for those of bench/stock/config.yml.
    """
    examples = flat_examples(each)
    files = {
        "config.yml": config(epochs),
        "domain.yml": domain(examples),
        "data/nlu.yml": nlu(examples),
        "data/rules.yml": rules(examples),
        "endpoints.yml": ENDPOINTS,
        "credentials.yml": {"rest": None},
    }
    (out / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        written = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (out / name).write_text(written, encoding="utf-8")


def config(epochs: int | None) -> Any:
    """The measured pipeline, and the fallback that a dialogue needs."""
    whole = _read("bench/stock/config.yml")
    if epochs is not None:
        diet = next(part for part in whole["pipeline"] if part["name"] == "DIETClassifier")
        diet["epochs"] = epochs
    whole["pipeline"].append(FALLBACK)
    return whole


def domain(labels: Iterable[str]) -> Any:
    """Our domain with flat intents, each matter's setting the slot `matter`."""
    whole = _read("domain.yml")
    matters = _matters(labels)
    named = (next(iter(intent)) for intent in whole["intents"])
    intents = [flat for intent in named for flat in matters.get(intent, [intent])]
    whole["intents"] = [{intent: {"use_entities": []}} for intent in intents]
    whole["slots"]["matter"]["mappings"] += [
        {"type": "from_intent", "intent": label, "value": label.split(FLAT)[1]}
        for found in matters.values()
        for label in found
    ]
    return whole


def nlu(examples: dict[str, list[str]]) -> Any:
    """Every label once, with its examples."""
    blocks = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts))}
        for label, texts in examples.items()
    ]
    return {"version": "3.1", "nlu": blocks}


def rules(labels: Iterable[str]) -> Any:
    """Our rules; where one names a domain of matters it names all its flat intents instead."""
    whole = _read("data/rules/rules.yml")
    matters = _matters(labels)
    for rule in whole["rules"]:
        for step in rule["steps"]:
            if "or" in step:
                named = [choice["intent"] for choice in step["or"]]
                step["or"] = [
                    {"intent": flat} for intent in named for flat in matters.get(intent, [intent])
                ]
    return whole


def _matters(labels: Iterable[str]) -> dict[str, list[str]]:
    """Flat intents of matters by the intent that Rasa sees of them in the product."""
    found: dict[str, list[str]] = {}
    for label in labels:
        if FLAT in label:
            found.setdefault(label.split(FLAT)[0], []).append(label)
    return found


def _read(path: str) -> Any:
    return yaml.safe_load(Path(path).read_text(encoding="utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=EACH, help="at most so many examples a label")
    parser.add_argument("--epochs", type=int, help="of DIET, unless those of the configuration")
    chosen = parser.parse_args()
    write_project(chosen.out, chosen.each, chosen.epochs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
