"""Staff see in words why a message did not arrive, and may send it again."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import aiohttp

from bot.desk.accounts import NewAccount
from tests.wechat.conftest import App
from tests.wechat.looks import conversation, last_delivery, tell
from tests.wechat.platform.mp import MpPlatform

ME, PASSWORD = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "correct horse battery"
SEND = "/cgi-bin/message/custom/send"


async def test_a_failed_message_is_seen_and_sent_again(mp: MpPlatform, app: App) -> None:
    account = NewAccount("boss", "王老师", PASSWORD, "supervisor", frozenset())
    await app.parts.accounts.add(account)
    _, token, _ = await app.parts.accounts.sign_in("boss", PASSWORD)
    headers = {"Authorization": f"Bearer {token}"}
    await mp.says(ME, "人工")
    mp.play(SEND, 45015)
    await tell(app, ME, "一")
    await last_delivery(app, "failed")
    where = f"{app.url.removesuffix('/channels/wechat')}/api/staff/conversations"
    where = f"{where}/{await conversation(app, ME)}"
    async with aiohttp.ClientSession(headers=headers) as session:
        detail = await _json(session.get(where))
        (found,) = detail["undelivered"]
        assert (found["state"], found["resendable"]) == ("failed", True)
        assert "48 小时" in found["reason"]
        again = {"delivery": found["id"]}
        await _json(session.post(f"{where}/resend", json=again))
        await last_delivery(app, "sent")
        assert (await _json(session.get(where)))["undelivered"] == []
        async with session.post(f"{where}/resend", json=again) as refused:
            assert refused.status == 409
        nowhere = {"delivery": uuid.uuid4().hex}
        async with session.post(f"{where}/resend", json=nowhere) as refused:
            assert refused.status == 409
    assert mp.people[ME].texts[-1].endswith("一")


async def test_what_waits_says_for_what(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    mp.people[ME].grants = [[0.0, mp.now() + 3600]]
    await tell(app, ME, "一")
    where = await conversation(app, ME)
    database = app.parts.database
    from bot.conversations.undelivered import undelivered  # noqa: PLC0415

    while not (found := await database.read(lambda session: undelivered(session, where))):
        await asyncio.sleep(0.05)
    assert (found[0].state, found[0].resendable) == ("waiting", False)
    assert "再说一句话" in found[0].reason


async def _json(asked: Any) -> Any:
    async with asked as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()
