"""A person talks on 公众号 and sees every answer once, in order, whatever the platform does."""

from __future__ import annotations

from tests.collector import collecting
from tests.logged import events, logged
from tests.wechat.conftest import App, Running
from tests.wechat.engines import saying
from tests.wechat.looks import deliveries, last_delivery
from tests.wechat.platform.mp import MpPlatform, until

ME, OTHER = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "oR5Gjjl_eiZoUpGozMo7dbBJ362A"


async def test_a_quick_answer_goes_back_at_once_and_costs_no_quota(
    mp: MpPlatform, app: App
) -> None:
    await mp.says(ME, "你好")
    person = mp.people[ME]
    assert "echo 你好" in person.texts[0]
    assert [seen.how for seen in person.seen] == ["passive"]
    assert mp.called("/cgi-bin/message/custom/send") == []


def counted(app: App, state: str) -> float | None:
    labels = {"channel": "wechat_mp", "state": state}
    registry = app.parts.metrics.registry
    return registry.get_sample_value("bot_delivery_attempts_total", labels)


async def test_an_answer_at_once_is_counted_as_sent_once_also_when_it_is_asked_for_again(
    mp: MpPlatform, app: App
) -> None:
    query, body = mp.request(ME, {"MsgType": "text", "Content": "你好"})
    for _ in range(2):
        await mp.send(ME, query, body)
        assert mp.people[ME].seen[-1].how == "passive"
        assert counted(app, "sent") == len(await deliveries(app))
    assert counted(app, "waiting") is None


async def test_of_an_answer_in_parts_the_first_is_counted_as_waiting_for_the_others(
    mp: MpPlatform, run: Running
) -> None:
    async with run(saying("x" * 2049, "很长" * 900)) as app:
        await mp.event(ME, "subscribe")
        before = counted(app, "sent") or 0
        await mp.says(ME, "你好")
        await last_delivery(app, "sent")
        assert [seen.how for seen in mp.people[ME].seen[1:]] == ["passive", "custom"]
        stored = len(await deliveries(app))
        await until(lambda: counted(app, "sent") == stored)
        assert counted(app, "waiting") == stored - before > 0


async def test_an_answer_at_once_is_in_the_log_with_its_turn(mp: MpPlatform, app: App) -> None:
    with logged() as lines:
        await mp.says(ME, "你好")
    (turn,) = {str(line["turn"]) for line in lines if line["event"] == "inbox.received"}
    assert events(lines, turn) == ["inbox.received", "turns.ended", "delivery.sent"]


async def test_an_answer_at_once_is_the_end_of_its_turns_trace(
    mp: MpPlatform, run: Running
) -> None:
    with collecting() as collector:
        async with run(traces_endpoint=collector.endpoint) as app:
            await mp.says(ME, "你好")
            await last_delivery(app, "sent")
        (trace,) = {span.trace for span in collector.spans}
        spans = {span.name: span for span in collector.of(trace)}
    assert spans.keys() == {"receive", "turn", "engine", "deliver"}
    assert spans["deliver"].parent == spans["turn"].parent == spans["receive"].id
    assert spans["receive"].about["channel"] == spans["deliver"].about["channel"] == "wechat_mp"
    assert spans["deliver"].about["delivery.state"] == "sent"


async def test_choices_can_be_pressed(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    assert [title for _, title in mp.people[ME].seen[-1].options] == ["再说一遍"]
    await mp.presses(ME, 1)
    assert mp.people[ME].texts[-1] == "payload /help"


async def test_a_new_follower_is_welcomed(mp: MpPlatform, app: App) -> None:
    await mp.event(ME, "subscribe", EventKey="")
    assert "企业服务" in mp.people[ME].texts[0]
    await until(lambda: len(mp.people[ME].seen) == 1)
