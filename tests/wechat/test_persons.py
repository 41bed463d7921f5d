"""A person in WeChat: leaves and is forgotten, comes back, and links their web page by a code."""

from __future__ import annotations

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import log
from bot.conversations.erasure import FORGET
from bot.conversations.log import conversation_of
from bot.store.audit_tables import AuditEvent
from bot.store.base import Base
from bot.store.tables import Timer
from tests.wechat.conftest import App
from tests.wechat.looks import conversation, tell, words_of
from tests.wechat.platform.mp import MpPlatform, until

ME = "oSecretPerson_ggOC-bXrbNODI"


async def everything(app: App) -> str:
    async def work(db: AsyncSession) -> str:
        tables = Base.metadata.sorted_tables
        return "\n".join([repr((await db.execute(select(table))).all()) for table in tables])

    return await app.parts.database.read(work)


async def gone(app: App, conversation_id: str) -> None:
    """Wait until the person is forgotten."""
    done = select(AuditEvent.id).where(
        AuditEvent.conversation_id == conversation_id, AuditEvent.kind == "forgotten"
    )
    for _ in range(200):
        if await app.parts.database.read(lambda db: db.scalar(done)) is not None:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("not forgotten")


async def test_who_leaves_is_forgotten_and_is_sent_nothing_more(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "我的秘密")
    before = await conversation(app, ME)
    seen = len(mp.people[ME].seen)
    await mp.event(ME, "unsubscribe", EventKey="")
    await gone(app, before)
    for _ in range(100):  # the push itself is worked off a moment later
        stored = await everything(app)
        if ME not in stored:
            break
        await asyncio.sleep(0.1)
    assert [word for word in (ME, "我的秘密") if word in stored] == []
    assert await app.parts.database.read(lambda s: conversation_of(s, "wechat_mp", ME)) is None
    assert len(mp.people[ME].seen) == seen
    rings = select(Timer.kind).where(Timer.kind == FORGET)
    assert await app.parts.database.read(lambda db: db.scalar(rings)) is None


async def test_the_news_that_somebody_left_told_again_makes_nobody_new(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    before = await conversation(app, ME)
    given = mp.fields(ME, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})
    await mp.push(ME, given)
    await gone(app, before)
    await mp.push(ME, given)
    assert await app.parts.database.read(lambda s: conversation_of(s, "wechat_mp", ME)) is None


async def test_who_comes_back_begins_anew(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    before = await conversation(app, ME)
    await mp.event(ME, "unsubscribe", EventKey="")
    await gone(app, before)
    await mp.event(ME, "subscribe", EventKey="")
    await until(lambda: "企业服务" in mp.people[ME].texts[-1])
    assert await conversation(app, ME) != before
    await tell(app, ME, "欢迎回来")
    await until(lambda: mp.people[ME].texts[-1] == "欢迎回来")


async def test_a_code_of_the_web_page_sent_in_wechat_is_answered_and_written_nowhere(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    web = await app.parts.inbox.open("web", "visitor-of-the-page")
    code, _ = await app.parts.codes.give(web.id)
    await mp.says(ME, f"关联{code}")
    await until(lambda: "已经和您在网页上的对话关联" in mp.people[ME].texts[-1])
    assert code not in await everything(app)
    assert await words_of(app, ME) == ["你好", "（关联码）"]
    assert "已经和您的微信关联" in (await _last(app, web.id))


async def _last(app: App, conversation_id: str) -> str:
    entries = await app.parts.database.read(lambda s: log.after(s, conversation_id, 0))
    return str(entries[-1].body["text"])
