"""What is proposed while typing and on the first screen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.app import Core
from bot.conversations.log import now
from bot.conversations.suggestions import Suggestions
from bot.dialogue.engine import Reply
from bot.dialogue.scripted import ScriptedEngine
from bot.store.tables import Turn
from effects import Answer
from tests.integration.service import script, service
from tests.integration.sockets import Client

PATH = "/api/visitor/suggestions"
MATTERS = {"材料": "reg_company_setup", "刻章": "reg_seal", "旧事": "tax_real_name"}
AGED = update(Turn).where(Turn.text == "旧事").values(done_at=now() - timedelta(days=2))


def suggestions(parts: Core) -> Suggestions:
    return Suggestions(parts.knowledge, parts.engine, parts.database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_types_part_of_a_name_is_offered_the_matters_called_so(
    tmp_path: Path, database_url: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        named = await suggestions(parts).typed("公章")
        titles = [parts.knowledge.matters[found.matter].title for found in named]
    assert [found.title for found in named] == titles
    assert 1 <= len(named) <= 3
    assert "reg_seal" in [found.matter for found in named]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_no_name_holds_is_read_by_the_engine_and_the_unlikely_left_out(
    tmp_path: Path, database_url: str
) -> None:
    engine = ScriptedEngine(script)
    engine.ranking = [("reg_seal", 0.6), ("gone", 0.2), ("tax_real_name", 0.04)]
    async with service(tmp_path, database_url, engine) as parts:
        found = await suggestions(parts).typed("那个红色的东西丢了")
    assert [suggestion.matter for suggestion in found] == ["reg_seal"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_the_engine_names_are_still_found(tmp_path: Path, database_url: str) -> None:
    engine = ScriptedEngine(script)
    engine.available = False
    async with service(tmp_path, database_url, engine) as parts:
        assert await suggestions(parts).typed("实名与办税员绑定")
        assert await suggestions(parts).typed("那个红色的东西丢了") == []


@pytest.mark.parametrize("typed", ["", "公", "  ", "/h", "／handoff"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_single_character_and_a_command_propose_nothing(
    tmp_path: Path, database_url: str, typed: str
) -> None:
    async with service(tmp_path, database_url) as parts:
        assert await suggestions(parts).typed(typed) == []


async def test_the_matters_answered_most_in_a_day_come_first(
    tmp_path: Path, database_url: str
) -> None:
    engine = ScriptedEngine(lambda request: [Reply(effect=Answer(matter=MATTERS[request.text]))])
    async with service(tmp_path, database_url, engine) as parts:
        assert await suggestions(parts).popular() == []
        for visitor, words in (("a", "材料"), ("b", "刻章"), ("c", "刻章"), ("d", "旧事")):
            conversation = await parts.inbox.open("web", visitor)
            await parts.inbox.say(conversation.id, visitor * 8, words)
            await parts.runner.settle(conversation.id)
        await parts.database.write(lambda session: session.execute(AGED))
        found = await suggestions(parts).popular()
    assert [suggestion.matter for suggestion in found] == ["reg_seal", "reg_company_setup"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_visitor_asks_over_http_and_gets_no_more_than_it_may(
    client: Client, parts: Core
) -> None:
    session = await (await client.post("/api/visitor/session", json={})).json()
    bearer = {"Authorization": f"Bearer {session['token']}"}

    async def ask(body: object, headers: dict[str, str]) -> tuple[int, Any]:
        answer = await client.post(PATH, json=body, headers=headers)
        return answer.status, await answer.json()

    assert await ask({}, bearer) == (200, {"suggestions": []})
    status, found = await ask({"text": "公章"}, bearer)
    assert status == 200 and {"reg_seal"} <= {one["matter"] for one in found["suggestions"]}
    assert (await ask({"text": "公章"}, {}))[0] == 401
    assert (await ask({"text": "公章"}, bearer | {"Origin": "https://evil.example"}))[0] == 403
    for wrong in ({"text": "长" * 201}, {"text": 1}, {"more": 1}, []):
        assert (await ask(wrong, bearer))[0] == 400
    answers = [(await ask({}, bearer))[0] for _ in range(30)]
    assert answers[-1] == 429
