"""The enterprise links web and WeChat itself, by a code that works once and is written nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.keys import SERVICES
from bot.app import Core, application
from bot.conversations.link_codes import DIGITS, LETTERS, WRONG_GUESSES, code_in
from bot.conversations.log import now
from bot.conversations.persons import same_person
from bot.store.base import Base
from bot.store.person_tables import LinkGuess, OneTime
from bot.store.tables import Conversation, Turn
from tests.integration.desk_tickets import key, told
from tests.integration.service import settings
from tests.integration.sockets import Client
from tests.integration.test_files import bearer, visitor

ELSEWHERE = "wechat_mp"
codes = st.lists(
    st.tuples(st.sampled_from(LETTERS), st.sampled_from(DIGITS)), min_size=4, max_size=4
).map(lambda pairs: "".join(letter + digit for letter, digit in pairs))


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    app = application(settings(tmp_path, ""), parts)
    app[SERVICES] = replace(app[SERVICES], linkable=True)
    async with Client(TestServer(app)) as opened:
        yield opened


async def asked(client: Client, session: dict[str, Any]) -> str:
    answer = await client.post("/api/visitor/link", headers=bearer(session))
    assert answer.status == 200, await answer.text()
    return str((await answer.json())["code"])


async def follower(parts: Core) -> str:
    """The conversation of somebody in WeChat."""
    return (await parts.inbox.open(ELSEWHERE, key())).id


async def said(parts: Core, conversation: str, text: str) -> str:
    """What is answered."""
    await parts.inbox.say(conversation, key(), text)
    await parts.runner.settle(conversation)
    return (await told(parts, conversation))[-1]


async def persons(parts: Core, conversation: str) -> int:
    async def work(session: AsyncSession) -> int:
        found = await session.get_one(Conversation, conversation)
        return len(await same_person(session, found.contact_id, "code"))

    return await parts.database.read(work)


async def test_a_code_from_the_page_sent_in_wechat_links_both_and_both_are_told(
    client: Client, parts: Core
) -> None:
    session, wechat = await visitor(client), await follower(parts)
    code = await asked(client, session)
    assert "已经和您在网页上的对话关联" in await said(parts, wechat, code)
    assert "已经和您的微信关联" in (await told(parts, session["conversation"]))[-1]
    assert await persons(parts, wechat) == 2


@pytest.mark.parametrize("typed", ["{}", " {} ", "关联{}", "关联码：{}", "{}。"])
async def test_it_may_be_typed_as_people_type(client: Client, parts: Core, typed: str) -> None:
    code, wechat = await asked(client, await visitor(client)), await follower(parts)
    spaced = f"{code[:4].lower()} {code[4:].lower()}"
    await said(parts, wechat, typed.format(spaced))
    assert await persons(parts, wechat) == 2


@given(codes)
def test_every_code_is_known_as_one(code: str) -> None:
    assert code_in(code) == code_in(f"关联码 {code[:4]}-{code[4:]}") == code


@given(st.text(alphabet="公司注册0123456789AB-BB ", max_size=20))
def test_numbers_of_tickets_phones_and_questions_are_no_codes(text: str) -> None:
    assert code_in(text) is None or any(letter in text for letter in "AB")


@pytest.mark.parametrize(
    "text", ["BB261129123456", "13800138000", "62345678", "91310104MA1FR12345"]
)
def test_what_enterprises_type_is_no_code(text: str) -> None:
    assert code_in(text) is None


@pytest.mark.parametrize("where", ["web", ELSEWHERE])
async def test_the_code_is_written_nowhere(client: Client, parts: Core, where: str) -> None:
    """Neither before it is used nor after, nor when it is sent where it does not belong."""
    session = await visitor(client)
    code = await asked(client, session)
    other = (await parts.inbox.open(where, key())).id
    await said(parts, other, f"关联 {code[:4]}-{code[4:]}")

    async def everything(db: AsyncSession) -> str:
        tables = Base.metadata.sorted_tables
        return "\n".join([repr((await db.execute(select(table))).all()) for table in tables])

    stored = (await parts.database.read(everything)).upper()
    assert code not in stored
    assert f"{code[:4]}-{code[4:]}" not in stored
    turns = await parts.database.read(lambda db: db.scalars(select(Turn.id)))
    assert turns.all() == []  # the engine was not asked


async def test_a_code_works_once(client: Client, parts: Core) -> None:
    code = await asked(client, await visitor(client))
    await said(parts, await follower(parts), code)
    thief = await follower(parts)
    assert "不对" in await said(parts, thief, code)
    assert await persons(parts, thief) == 1


async def test_a_code_that_expired_works_no_more(client: Client, parts: Core) -> None:
    code, wechat = await asked(client, await visitor(client)), await follower(parts)
    over = update(OneTime).values(expires_at=now() - timedelta(seconds=1))
    await parts.database.write(lambda db: db.execute(over))
    assert "不对" in await said(parts, wechat, code)
    assert await persons(parts, wechat) == 1


async def test_a_new_code_ends_the_one_of_before(client: Client, parts: Core) -> None:
    session, wechat = await visitor(client), await follower(parts)
    first = await asked(client, session)
    second = await asked(client, session)
    assert "不对" in await said(parts, wechat, first)
    await said(parts, wechat, second)
    assert await persons(parts, wechat) == 2


async def test_who_guesses_wrong_too_often_waits_even_with_the_right_one(
    client: Client, parts: Core
) -> None:
    code, wechat = await asked(client, await visitor(client)), await follower(parts)
    for _ in range(WRONG_GUESSES):
        await said(parts, wechat, "A2B3C4D5")
    assert "10 分钟后" in await said(parts, wechat, code)
    assert await persons(parts, wechat) == 1
    past = update(LinkGuess).values(at=now() - LinkGuess.WINDOW)
    await parts.database.write(lambda db: db.execute(past))
    await said(parts, wechat, code)
    assert await persons(parts, wechat) == 2


async def test_a_message_delivered_twice_uses_the_code_once(client: Client, parts: Core) -> None:
    code, wechat = await asked(client, await visitor(client)), await follower(parts)
    for _ in range(2):
        await parts.inbox.say(wechat, "the-same-key", code)
    assert [text for text in await told(parts, wechat) if "不对" in text] == []
    assert await persons(parts, wechat) == 2


async def test_codes_are_not_given_without_end(client: Client, parts: Core) -> None:
    session = await visitor(client)
    statuses = [
        (await client.post("/api/visitor/link", headers=bearer(session))).status for _ in range(7)
    ]
    assert statuses == [200] * 5 + [429] * 2


async def test_without_wechat_no_code_is_offered_or_given(parts: Core, tmp_path: Path) -> None:
    app = application(settings(tmp_path, ""), parts)
    async with Client(TestServer(app)) as client:
        session = await visitor(client)
        offer = await client.get("/api/visitor/link", headers=bearer(session))
        given_code = await client.post("/api/visitor/link", headers=bearer(session))
        assert (await offer.json(), given_code.status) == ({"offered": False}, 404)


@pytest.mark.parametrize("method", ["get", "post"])
async def test_nobody_gets_a_code_without_a_token(client: Client, method: str) -> None:
    assert (await client.request(method, "/api/visitor/link")).status == 401


async def test_other_sites_pages_get_no_code(client: Client) -> None:
    headers = bearer(await visitor(client)) | {"Origin": "https://elsewhere.example"}
    assert (await client.post("/api/visitor/link", headers=headers)).status == 403
