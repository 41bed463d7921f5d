"""News reach those who listen; a slow listener holds nobody up and loses only hints."""

from __future__ import annotations

import asyncio

from bot.conversations.hub import LIMIT, Hub, News, Refresh, StateNews, Stored, TypingNews


async def test_news_reach_everybody_who_listens_to_the_conversation() -> None:
    hub = Hub()
    with hub.subscribe("a") as one, hub.subscribe("a") as other:
        hub.publish("a", Stored())
        assert one.take_all() == other.take_all() == [Stored()]


async def test_news_of_another_conversation_are_not_heard() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        hub.publish("b", Stored())
        assert mailbox.take_all() == []


async def test_news_for_everybody_reach_every_conversation() -> None:
    hub = Hub()
    with hub.subscribe("a") as one, hub.subscribe("b") as other:
        hub.deliver_all(StateNews("助手已恢复。"))
        assert one.take_all() == other.take_all() == [StateNews("助手已恢复。")]


async def test_who_has_left_hears_nothing_more() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        pass
    hub.publish("a", Stored())
    hub.deliver_all(Stored())
    assert mailbox.take_all() == []


async def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    hub = Hub()
    with hub.subscribe("a") as staying:
        with hub.subscribe("a"):
            pass
        hub.publish("a", Stored())
        assert staying.take_all() == [Stored()]


async def test_news_keep_their_order() -> None:
    hub = Hub()
    news: list[News] = [TypingNews("bot", True), Stored(), TypingNews("bot", False)]
    with hub.subscribe("a") as mailbox:
        for piece in news:
            hub.publish("a", piece)
        assert mailbox.take_all() == news


async def test_a_slow_listener_keeps_a_bounded_number_of_news() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        for _ in range(LIMIT * 3):
            hub.publish("a", Stored())
        assert len(mailbox.take_all()) <= LIMIT


async def test_a_listener_that_could_not_follow_is_told_to_read_again() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        for _ in range(LIMIT):
            hub.publish("a", TypingNews("visitor", True))
        hub.publish("a", Stored())
        assert mailbox.take_all() == [Refresh()]


async def test_a_slow_listener_takes_nothing_from_a_quick_one() -> None:
    hub = Hub()
    with hub.subscribe("a"), hub.subscribe("a") as quick:
        heard = 0
        for _ in range(LIMIT * 2):
            hub.publish("a", Stored())
            heard += len(quick.take_all())
        assert heard == LIMIT * 2


async def test_who_waits_for_news_gets_each_in_turn_and_may_stop_waiting() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        tired = asyncio.create_task(mailbox.get())
        await asyncio.sleep(0)
        tired.cancel()
        await asyncio.wait([tired])
        patient = asyncio.create_task(mailbox.get())
        await asyncio.sleep(0)
        hub.publish("a", Stored())
        hub.publish("a", StateNews())
        assert await patient == Stored()
        assert await mailbox.get() == StateNews()
