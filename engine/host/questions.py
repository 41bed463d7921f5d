"""Fixed questions: what a new model must read as the old one does, before it is served."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

FILE = "data/questions.tsv"
LEAST = 0.8
"""Share of the questions on which a new model agrees with the old one, or is right."""


@dataclass(frozen=True)
class Question:
    """What somebody may ask, and the label that it has."""

    text: str
    label: str


def read_questions(root: Path) -> list[Question]:
    """The questions of a checkout: `text<TAB>label`; none when it has no such file."""
    path = root / FILE
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [Question(text, label) for text, label, *_ in (row for row in rows if len(row) > 1)]


async def disagreement(
    http: aiohttp.ClientSession, new: str, old: str | None, questions: Collection[Question]
) -> str:
    """What is wrong with the new model's readings; nothing when they may be served.

    Raises aiohttp.ClientError when one of the two does not answer.
    """
    agreed = 0
    for question in questions:
        label = await _label(http, new, question.text)
        agreed += label == question.label or (
            old is not None and label == await _label(http, old, question.text)
        )
    return f"{agreed}/{len(questions)}" if agreed < LEAST * len(questions) else ""


async def _label(http: aiohttp.ClientSession, url: str, text: str) -> Any:
    async with http.post(f"{url}/webhooks/bot/parse", json={"text": text}) as answer:
        answer.raise_for_status()
        return (await answer.json())["reading"]["label"]
