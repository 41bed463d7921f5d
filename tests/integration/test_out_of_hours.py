"""Nobody is there: who asks for a person hears when somebody is, and gets the form instead."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core, core
from bot.conversations import log
from bot.desk.hours import SHANGHAI
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import ROOT, Settings
from bot.store.tables import Conversation, Message, ServiceCase, Timer
from tests.integration.service import script, settings


@pytest.fixture
async def closed(tmp_path: Path, database_url: str) -> AsyncIterator[Core]:
    """A service in a district whose desk is closed these three days."""
    data = tmp_path / "data"
    data.mkdir()
    for path in (ROOT / "data").iterdir():
        if path.name != "site.yml":
            (data / path.name).symlink_to(path)
    site = yaml.safe_load((ROOT / "data" / "site.yml").read_text(encoding="utf-8"))
    today = datetime.now(SHANGHAI).date()
    site |= {
        "hours": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), ["9:00-17:00"]),
        "closed": [today + timedelta(days=number) for number in range(3)],
    }
    (data / "site.yml").write_text(yaml.safe_dump(site), encoding="utf-8")
    values = settings(tmp_path, database_url).model_dump() | {"root": tmp_path}
    async with core(Settings.model_validate(values), ScriptedEngine(script)) as parts:
        await parts.runner.start()
        yield parts


async def last(parts: Core, conversation: str) -> Message:
    async with AsyncSession(parts.database.engine) as session:
        return (await log.after(session, conversation, 0))[-1]


async def nobody_was_called(parts: Core, conversation: str) -> None:
    async with AsyncSession(parts.database.engine) as session:
        found = await session.get_one(Conversation, conversation)
        assert found.owner == "bot"
        assert list(await session.scalars(select(ServiceCase))) == []
        assert list(await session.scalars(select(Timer))) == []


async def test_who_presses_for_a_person_hears_when_one_is_there_and_can_open_the_form(
    closed: Core,
) -> None:
    conversation = await closed.inbox.open("web", "visitor")
    await closed.inbox.ask_person(conversation.id, uuid.uuid4().hex)
    told = await last(closed, conversation.id)
    assert told.author == "bot"
    assert "9:00 起有人接待" in told.body["text"]
    assert [choice["title"] for choice in told.body["choices"]] == ["线上人工帮办"]
    await closed.inbox.choose(conversation.id, uuid.uuid4().hex, told.seq, "1")
    await closed.runner.settle(conversation.id)
    assert (await last(closed, conversation.id)).body["text"] == "payload /assistance"
    await nobody_was_called(closed, conversation.id)


async def test_who_asks_in_words_hears_the_same_and_the_assistant_goes_on(closed: Core) -> None:
    conversation = await closed.inbox.open("web", "visitor")
    await closed.inbox.say(conversation.id, uuid.uuid4().hex, "人工")
    await closed.runner.settle(conversation.id)
    assert "9:00 起有人接待" in (await last(closed, conversation.id)).body["text"]
    await nobody_was_called(closed, conversation.id)
    await closed.inbox.say(conversation.id, uuid.uuid4().hex, "那就问助手")
    await closed.runner.settle(conversation.id)
    assert (await last(closed, conversation.id)).body["text"] == "echo 那就问助手"
