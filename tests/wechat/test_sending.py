"""Sending by the API: within the quota, once, and visibly when it did not work."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.wechat_mp import webhook
from bot.conversations.log import now
from bot.conversations.outbox import resend
from bot.store.tables import Contact
from tests.wechat.conftest import App, Running
from tests.wechat.engines import Gate, saying
from tests.wechat.looks import conversation, deliveries, last_delivery, tell, words_of
from tests.wechat.platform.common import Trouble
from tests.wechat.platform.mp import MpPlatform, until

ME = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
PHONE = "13800000000"
SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"


async def test_a_busy_platform_is_asked_again_and_then_it_fails(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    mp.play(SEND, -1)
    await tell(app, ME, "一")
    await last_delivery(app, "sent")
    assert (len(mp.called(SEND)), mp.people[ME].texts[1:]) == (2, ["一"])


@pytest.mark.parametrize(("code", "seconds"), [(45009, 60), (45011, 60)])
async def test_a_limit_of_calls_is_waited_for(
    mp: MpPlatform, app: App, code: int, seconds: int
) -> None:
    await mp.says(ME, "你好")
    mp.play(SEND, code)
    await tell(app, ME, "一")
    await until(lambda: mp.called(SEND))
    while (row := (await deliveries(app))[-1]).error is None:
        await asyncio.sleep(0.05)
    assert (row.state, row.error) == ("waiting", str(code))
    assert row.due_at > now() + timedelta(seconds=seconds * 0.8)


@pytest.mark.parametrize("code", [45015, 40003, 43004, 48002, 48004, 50002, 47001, 45002, 99999])
async def test_what_will_not_change_fails_at_once_and_says_why(
    mp: MpPlatform, app: App, code: int
) -> None:
    await mp.says(ME, "你好")
    mp.play(SEND, code)
    await tell(app, ME, "一")
    row = await last_delivery(app, "failed")
    assert (row.error, len(mp.called(SEND))) == (str(code), 1)


@pytest.mark.parametrize("trouble", ["502", "drop", "lost", "garbage"])
async def test_an_unknown_end_is_uncertain_and_never_repeated_but_by_hand(
    mp: MpPlatform, app: App, trouble: Trouble
) -> None:
    await mp.says(ME, "你好")
    mp.play(SEND, trouble)
    await tell(app, ME, "一")
    row = await last_delivery(app, "uncertain")
    await asyncio.sleep(1.5)
    assert len(mp.called(SEND)) == 1
    assert await app.parts.database.write(lambda session: resend(session, row.id))
    await last_delivery(app, "sent")
    assert len(mp.called(SEND)) == 2


async def test_a_platform_that_never_answers_leaves_it_uncertain(
    mp: MpPlatform, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechat.client.SECONDS", 0.5)
    await mp.says(ME, "你好")
    mp.play(SEND, "hang")
    await tell(app, ME, "一")
    row = await last_delivery(app, "uncertain")
    assert str(row.error).startswith("no_answer")


async def test_five_messages_follow_a_message_and_the_rest_waits_for_the_next(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    for number in range(5):
        await tell(app, ME, f"第{number}条")
        await last_delivery(app, "sent")
    await tell(app, ME, "第六条")
    while (row := (await deliveries(app))[-1]).error is None:
        await asyncio.sleep(0.05)
    assert (row.state, row.error, len(mp.called(SEND))) == ("waiting", "45047", 5)
    await mp.says(ME, "还在吗")
    await last_delivery(app, "sent")
    assert "第六条" in mp.people[ME].texts[-1] and "echo 还在吗" in mp.people[ME].texts[-1]
    assert (mp.people[ME].seen[-1].how, len(mp.called(SEND))) == ("passive", 5)


async def test_the_platform_s_own_count_is_believed(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    mp.people[ME].grants = [[0.0, mp.now() + 3600]]
    await tell(app, ME, "一")
    while (row := (await deliveries(app))[-1]).error is None:
        await asyncio.sleep(0.05)
    assert (row.state, row.error) == ("waiting", "45047")


@pytest.mark.usefixtures("hurried")
async def test_a_choice_allows_answers_for_a_minute_only(mp: MpPlatform, run: Running) -> None:
    engine = Gate()
    async with run(engine) as app:
        await mp.event(ME, "subscribe")
        await until(lambda: mp.people[ME].seen)
        await mp.presses(ME, 1)
        mp.skew = 61.0
        engine.open.set()
        row = await last_delivery(app, "failed")
        assert row.error == "45015"
        mp.skew = 0.0


async def test_staff_who_answer_too_late_are_announced_by_template_once(
    mp: MpPlatform, run: Running
) -> None:
    template = {"template_id": "t", "data": {"thing1": {"value": "工作人员已回复"}}}
    async with run(wechat_mp_template=template) as app:
        await mp.says(ME, "你好")
        mp.skew = 49 * 3600.0
        await tell(app, ME, "一")
        assert (await last_delivery(app, "failed")).error == "told_template"
        assert mp.people[ME].seen[-1].how == "template"
        await tell(app, ME, "二")
        assert (await last_delivery(app, "failed")).error == "45015"
        await tell(app, ME, "三", author="bot")
        await last_delivery(app, "failed")
        assert len(mp.called("/cgi-bin/message/template/send")) == 1


@pytest.mark.parametrize(("status", "code"), [(204, "told_sms"), (500, "45015")])
async def test_without_a_template_the_operator_s_sms_service_gets_the_phone(
    mp: MpPlatform, run: Running, status: int, code: str
) -> None:
    asked: list[dict[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.Response(status=status)

    service = web.Application()
    service.router.add_post("/sms", hook)
    async with (
        TestServer(service) as server,
        run(wechat_mp_sms_url=f"{server.make_url('/sms')}") as app,
    ):
        await mp.says(ME, "你好")
        phone = sa.update(Contact).values(phone=PHONE)
        await app.parts.database.write(lambda session: session.execute(phone))
        mp.skew = 49 * 3600.0
        await tell(app, ME, "一")
        assert (await last_delivery(app, "failed")).error == code
        assert asked == [{"conversation": await conversation(app, ME), "phone": PHONE}]


async def test_without_a_phone_no_sms_is_asked_for(mp: MpPlatform, run: Running) -> None:
    async with run(wechat_mp_sms_url=f"{mp.url}/sms") as app:
        await mp.says(ME, "你好")
        mp.skew = 49 * 3600.0
        await tell(app, ME, "一")
        assert (await last_delivery(app, "failed")).error == "45015"
        assert mp.called("/sms") == []


@pytest.mark.usefixtures("hurried")
async def test_without_leave_to_send_the_answer_waits_for_the_next_message(
    mp: MpPlatform, run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Gate()
    async with run(engine) as app:
        mp.play(SEND, 48001)
        await mp.says(ME, "你好")
        engine.open.set()
        while (row := (await deliveries(app))[-1]).error is None:
            await asyncio.sleep(0.05)
        assert (row.state, row.error) == ("waiting", "48001")
        monkeypatch.setattr(webhook, "WINDOW", 15.0)
        await mp.says(ME, "好了吗")
        assert "echo 你好" in mp.people[ME].texts[0]
        assert mp.people[ME].seen[0].how == "passive"


async def test_an_address_that_is_not_listed_stops_the_calls_for_a_while(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    mp.play(TOKEN, 40164)
    await tell(app, ME, "一")
    while (row := (await deliveries(app))[-1]).error is None:
        await asyncio.sleep(0.05)
    assert (row.state, row.error) == ("waiting", "40164")
    assert row.due_at > now() + timedelta(seconds=200)
    await mp.says("another", "你好")
    await tell(app, "another", "二")
    while (row := (await deliveries(app))[-1]).error is None:
        await asyncio.sleep(0.05)
    assert (row.error, len(mp.called(TOKEN)), mp.called(SEND)) == ("40164", 1, [])


async def test_a_long_text_of_staff_arrives_whole(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    text = "好👨‍👩‍👧‍👦" * 150
    await tell(app, ME, text)
    await last_delivery(app, "sent")
    assert "".join(mp.people[ME].texts[1:]) == text
    assert len(mp.people[ME].texts[1:]) == 3


async def test_after_a_part_went_only_the_rest_is_sent_again(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    text = "一" * 1000
    mp.play(SEND, 0, -1)
    await tell(app, ME, text)
    await last_delivery(app, "sent")
    assert len(mp.called(SEND)) == 3
    assert mp.people[ME].texts[1:] == [text[682:]]  # the platform only said that it had the first


@pytest.mark.parametrize(
    "text", ["a]]></Content><MsgType>b", "👨‍👩‍👧‍👦", "x" * 2047, "x" * 2048, "<b>&amp;"]
)
async def test_words_arrive_as_they_are(mp: MpPlatform, run: Running, text: str) -> None:
    async with run(saying(text)) as app:
        await mp.event(ME, "subscribe")
        await mp.says(ME, "你好")
        await last_delivery(app, "sent")
        assert mp.people[ME].texts[1:] == [text]
        assert await words_of(app, ME, "bot") == [mp.people[ME].texts[0], text]


async def test_the_assistant_s_words_are_two_messages_at_most(mp: MpPlatform, run: Running) -> None:
    async with run(saying("x" * 2049, "很长" * 900)) as app:
        await mp.event(ME, "subscribe")
        await mp.says(ME, "你好")
        await last_delivery(app, "sent")
        assert [seen.how for seen in mp.people[ME].seen[1:]] == ["passive", "custom"]
        assert mp.people[ME].texts[-1].endswith("网页对话里查看。）")
