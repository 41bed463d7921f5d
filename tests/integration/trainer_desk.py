"""A small checkout with real examples, a service over it, and people who train."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.app import Core, core
from bot.desk.accounts import Member, NewAccount, Role
from bot.dialogue.engine import Answer, Reading, Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import ROOT, Settings
from effects import Answer as AnswerEffect
from effects import Clarify, Fallback, Handoff
from tests.integration.sockets import Client

PASSWORD = "a long pass phrase"
TRAINER = "/api/staff/trainer"
LABELS = ("registration/reg_seal", "tax/tax_new_taxpayer", "out_of_scope", "greet")
EACH = 30
SEAL, TAX = LABELS[:2]


def key() -> str:
    return uuid.uuid4().hex


def small_checkout(root: Path) -> Path:
    """The data of the product, but of four labels only, and no more than thirty lines of each."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("nlu"))
    for name in ("engine/components", "understanding"):
        (root / name).mkdir(parents=True)
    for name in ("config.yml", "domain.yml", "endpoints.yml", "engine/uv.lock"):
        shutil.copy(ROOT / name, root / name)
    (root / "data" / "nlu").mkdir()
    left = dict.fromkeys(LABELS, EACH)
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        blocks = []
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            kept = block["examples"].splitlines()[: left.get(block["intent"], 0)]
            if kept:
                left[block["intent"]] -= len(kept)
                blocks.append(block | {"examples": "\n".join(kept) + "\n"})
        if blocks:
            written = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
            (root / "data" / "nlu" / path.name).write_text(written, encoding="utf-8")
    return root


class Misreading(ScriptedEngine):
    """Reads every text as it is told to."""

    def __init__(self) -> None:
        super().__init__(_said)
        self.label, self.confidence, self.version = SEAL, 0.9, "model-1"

    async def respond(self, request: Request) -> Answer:
        answer = await super().respond(request)
        ranking = [(self.label, self.confidence), ("out_of_scope", 0.05)]
        reading = Reading(
            label=self.label, confidence=self.confidence, decision="sure", ranking=ranking
        )
        return answer.model_copy(update={"reading": reading, "model": self.version})


def _said(request: Request) -> list[Reply]:
    """A mark at the end of a text says what comes of it."""
    text = request.text or ""
    if text.endswith("？？"):
        return [Reply(effect=Clarify(matters=["reg_seal", "tax_new_taxpayer"]))]
    if text.endswith("！！"):
        return [Reply(text="没听懂", effect=Fallback())]
    if text == "人工":
        return [Reply(effect=Handoff(reason="asked", matter=None, summary=""))]
    return [Reply(effect=AnswerEffect(matter="reg_seal"))]


@asynccontextmanager
async def training_service(
    folder: Path, database_url: str, root: Path, **values: Any
) -> AsyncIterator[tuple[Core, Misreading]]:
    """A core over the small checkout, its runner started, the inbox swept by hand."""
    given = {"root": root, "cache": root / "cache", "var": folder, "database_url": database_url}
    settings = Settings.model_validate(
        {**given, "redis_url": "", "demo_port": None, "secret": "s" * 40, **values}
    )
    engine = Misreading()
    async with core(settings, engine) as parts:
        await parts.runner.start()
        yield parts, engine


async def person(parts: Core, name: str, role: Role = "trainer") -> tuple[Member, dict[str, str]]:
    """A member and the headers of their session."""
    await parts.accounts.add(NewAccount(name, name, PASSWORD, role))
    member, token, _ = await parts.accounts.sign_in(name, PASSWORD)
    return member, {"Authorization": f"Bearer {token}"}


async def said(parts: Core, text: str, channel: str = "web", visitor: str | None = None) -> str:
    """The conversation in which a visitor said this and got an answer."""
    conversation = await parts.inbox.open(channel, visitor or key())
    await parts.inbox.say(conversation.id, key(), text)
    await parts.runner.settle(conversation.id)
    return conversation.id


async def got(client: Client, headers: dict[str, str], path: str, **asked: Any) -> Any:
    """What a trainer reads."""
    answer = await client.get(f"{TRAINER}{path}", headers=headers, params=asked)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def sent(client: Client, headers: dict[str, str], path: str, **values: Any) -> Any:
    """What comes of what a trainer sends: the answer, or `(status, code)` of a refusal."""
    answer = await client.post(f"{TRAINER}{path}", headers=headers, json=values)
    told = await answer.json()
    return told if answer.status == 200 else (answer.status, told["code"])


async def corrected(
    client: Client, headers: dict[str, str], item: dict[str, Any], **values: Any
) -> Any:
    """An item labelled; every warning confirmed."""
    example = {"text": item["text"], "label": TAX, "facets": None, "entities": []} | values
    decision = {"version": item["version"], "kind": "label", "example": example, "confirm": True}
    return await sent(client, headers, f"/inbox/{item['id']}/decision", **decision)
