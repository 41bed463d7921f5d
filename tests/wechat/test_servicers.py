"""The account's own servicers take over, where that is configured: our assistant is silent then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.wechat_mp import sessions
from bot.store.tables import Conversation
from tests.wechat.conftest import App, Running
from tests.wechat.looks import conversation, tell, words_of
from tests.wechat.platform.mp import MpPlatform, until

ME, ANNA = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "anna@example"


async def owner(app: App) -> str:
    where = await conversation(app, ME)
    found = await app.parts.database.read(lambda session: session.get(Conversation, where))
    assert found is not None
    return found.owner


async def test_a_servicer_who_is_there_gets_the_person(mp: MpPlatform, run: Running) -> None:
    mp.online = [ANNA]
    async with run(wechat_mp_handoff="account") as app:
        await mp.says(ME, "人工")
        await until(lambda: mp.people[ME].servicer == ANNA)
        await mp.event(ME, "kf_create_session", KfAccount=ANNA)
        seen = len(mp.people[ME].seen)
        await mp.says(ME, "在吗")
        assert (await owner(app), len(mp.people[ME].seen)) == ("staff", seen)
        mp.people[ME].servicer = ""
        await mp.event(ME, "kf_close_session", KfAccount=ANNA)
        await mp.says(ME, "谢谢")
        assert (await owner(app), mp.people[ME].texts[-1]) == ("bot", "echo 谢谢")
        assert await words_of(app, ME) == ["人工", "在吗", "谢谢"]


async def test_a_session_that_ended_silently_is_noticed_with_the_next_message(
    mp: MpPlatform, run: Running
) -> None:
    mp.online = [ANNA]
    async with run(wechat_mp_handoff="account") as app:
        await mp.says(ME, "人工")
        await until(lambda: mp.people[ME].servicer == ANNA)
        await mp.event(ME, "kf_create_session", KfAccount=ANNA)
        mp.people[ME].servicer = ""
        await mp.says(ME, "你好")
        assert (await owner(app), mp.people[ME].texts[-1]) == ("bot", "echo 你好")


async def test_with_nobody_there_the_desk_takes_over(mp: MpPlatform, run: Running) -> None:
    mp.online = [ANNA]
    mp.play("/customservice/kfsession/create", 65415)
    async with run(wechat_mp_handoff="account") as app:
        await mp.says(ME, "人工")
        await until(lambda: len(mp.people[ME].seen) > 1)
        assert await owner(app) == "queue"


async def test_a_list_that_nobody_can_read_does_not_end_the_search(
    mp: MpPlatform, run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "AGAIN", timedelta(0))
    mp.online = [ANNA]
    mp.odd_lists = [[{"nobody": 1}], "none"]
    async with run(wechat_mp_handoff="account"):
        await mp.says(ME, "人工")
        await until(lambda: mp.people[ME].servicer == ANNA)


async def test_otherwise_our_own_staff_answer_from_the_desk(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "人工")
    assert await owner(app) == "queue"
    await tell(app, ME, "我是王老师")
    await until(lambda: "我是王老师" in mp.people[ME].texts[-1])
    assert mp.called("/customservice/kfsession/create") == []
