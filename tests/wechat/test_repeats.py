"""The platform repeats, hurries and crosses its pushes; a person's words count once."""

from __future__ import annotations

import asyncio

import pytest

from tests.wechat.conftest import App, Running
from tests.wechat.engines import Gate, saying
from tests.wechat.looks import deliveries, last_delivery, tell, words_of
from tests.wechat.platform.common import deliver
from tests.wechat.platform.mp import MpPlatform, until

ME, OTHER = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "oR5Gjjl_eiZoUpGozMo7dbBJ362A"
TEXT = {"MsgType": "text", "Content": "你好"}


@pytest.mark.parametrize("repeats", [3, 4])
@pytest.mark.usefixtures("hurried")
async def test_a_slow_answer_is_acknowledged_and_sent_once(
    mp: MpPlatform, run: Running, repeats: int
) -> None:
    engine = Gate()
    async with run(engine) as app:
        mp.deliveries = repeats
        pushed = await mp.says(ME, "你好")
        assert [(one.status, one.body) for one in pushed.answers] == [(200, "success")]
        await until(lambda: mp.people[ME].typing)
        engine.open.set()
        await until(lambda: mp.people[ME].seen)
        await last_delivery(app, "sent")
        assert len(mp.people[ME].seen) == 1
        assert engine.asked == ["你好"]


async def test_a_repeat_after_a_lost_answer_gets_the_same_bytes(mp: MpPlatform, app: App) -> None:
    query, body = mp.request(ME, TEXT)
    first, second = [await deliver(mp.target, query, body, 40.0, 1) for _ in range(2)]
    assert first.answers[0].body == second.answers[0].body != "success"
    assert await words_of(app, ME) == ["你好"]
    assert mp.called("/cgi-bin/message/custom/send") == []


async def test_a_repeat_with_a_new_signature_is_a_repeat(mp: MpPlatform, app: App) -> None:
    fields = TEXT | {"MsgId": "6054768590064713728", "CreateTime": str(int(mp.now()))}
    bodies = [await mp.push(ME, fields) for _ in range(2)]
    assert bodies[0].answers[0].body == bodies[1].answers[0].body
    assert await words_of(app, ME) == ["你好"]


@pytest.mark.usefixtures("hurried")
async def test_a_repeat_after_success_gets_success_and_nothing_more_is_sent(
    mp: MpPlatform, run: Running
) -> None:
    engine = Gate()
    async with run(engine) as app:
        query, body = mp.request(ME, TEXT)
        mp.allow(ME, (5, 3600.0))
        await mp.send(ME, query, body)
        engine.open.set()
        await until(lambda: mp.people[ME].seen)
        await last_delivery(app, "sent")
        again = await mp.send(ME, query, body)
        assert again.answers[0].body == "success"
        assert len(mp.people[ME].seen) == 1


async def test_an_answer_for_which_the_platform_did_not_wait_is_sent_once(
    mp: MpPlatform, run: Running
) -> None:
    engine = Gate()
    async with run(engine) as app:
        mp.limit = 0.3
        pushed = await mp.says(ME, "你好")
        assert (pushed.answers, pushed.timeouts) == ([], 3)
        engine.open.set()
        await last_delivery(app, "sent")
        shown = [seen for seen in mp.people[ME].seen if seen.how != "error"]
        assert [seen.how for seen in shown] == ["custom"]
        assert (engine.asked, "echo 你好" in shown[0].text) == (["你好"], True)


async def test_a_repeat_after_a_time_out_gets_the_answer_or_the_person_does(
    mp: MpPlatform, run: Running
) -> None:
    engine = Gate()
    async with run(engine) as app:
        query, body = mp.request(ME, TEXT)
        mp.allow(ME, (5, 3600.0))
        first = await deliver(mp.target, query, body, 0.3, 1)
        again = asyncio.create_task(mp.send(ME, query, body))
        engine.open.set()
        assert (first.timeouts, len((await again).answers)) == (1, 1)
        await last_delivery(app, "sent")
        assert "".join(mp.people[ME].texts).count("echo 你好") == 1
        assert await words_of(app, ME) == ["你好"]


async def test_two_workers_with_the_same_push_at_once_answer_once(
    mp: MpPlatform, run: Running
) -> None:
    async with run() as one, run() as two:
        for number in range(5):
            query, body = mp.request(ME, TEXT | {"Content": f"第{number}句"})
            mp.allow(ME, (5, 3600.0))
            both = await asyncio.gather(
                *(deliver(app.url, query, body, 40.0, 1) for app in (one, two))
            )
            answers = {pushed.answers[0].body for pushed in both} - {"success"}
            assert len(answers) <= 1
        await last_delivery(one, "sent")
        assert await words_of(one, ME) == [f"第{number}句" for number in range(5)]
        assert len(await words_of(one, ME, "bot")) == 6  # the welcome, and one answer each
        assert {row.state for row in await deliveries(one)} == {"sent"}


async def test_two_people_may_have_the_same_message_id(mp: MpPlatform, app: App) -> None:
    for person in (ME, OTHER):
        await mp.says(person, "你好", MsgId="6054768590064713728")
    assert await words_of(app, ME) == await words_of(app, OTHER) == ["你好"]
    assert len(mp.people[OTHER].seen) == 1


async def test_events_of_one_second_are_told_apart(mp: MpPlatform, app: App) -> None:
    at = {"CreateTime": str(int(mp.now()))}
    await mp.event(ME, "LOCATION", Latitude="31.19", Longitude="121.43", **at)
    for key in ("公司注册", "商标注册", "商标注册"):
        await mp.event(ME, "CLICK", EventKey=key, **at)
    assert await words_of(app, ME) == ["公司注册", "商标注册"]


async def test_what_one_person_says_quickly_stays_in_order(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    said = [f"第{number}句" for number in range(4)]
    tasks = []
    for text in said:
        tasks.append(asyncio.create_task(mp.says(ME, text)))
        await asyncio.sleep(0.05)
    await asyncio.gather(*tasks)
    await last_delivery(app, "sent")
    assert (await words_of(app, ME))[1:] == said
    shown = "\n".join(mp.people[ME].texts)
    places = [shown.find(f"echo {text}") for text in said]
    assert -1 not in places and places == sorted(places)
    assert all(shown.count(f"echo {text}") == 1 for text in said)


@pytest.mark.usefixtures("hurried")
async def test_a_restart_between_acknowledging_and_answering_loses_nothing(
    mp: MpPlatform, run: Running
) -> None:
    async with run(Gate()):
        assert (await mp.says(ME, "你好")).answers[0].body == "success"
    assert mp.people[ME].seen == []
    async with run() as app:
        await until(lambda: "echo 你好" in "".join(mp.people[ME].texts))
        await last_delivery(app, "sent")
    assert "".join(mp.people[ME].texts).count("echo 你好") == 1


async def test_several_bubbles_are_one_message(mp: MpPlatform, run: Running) -> None:
    async with run(saying("一", "二", "三")):
        await mp.says(ME, "你好")
        assert mp.people[ME].texts[0].endswith("一\n\n二\n\n三")


async def test_what_staff_write_together_goes_out_together_and_says_who(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    await tell(app, ME, "一", "二")
    await last_delivery(app, "sent")
    assert mp.people[ME].texts[1:] == ["一\n\n二"]
