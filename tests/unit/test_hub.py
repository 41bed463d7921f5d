"""News reach those who listen; a slow listener holds nobody up and loses only hints."""

from __future__ import annotations

import asyncio

from bot.conversations.hub import LIMIT, Hub, News, Refresh, StateNews, Stored, TypingNews


def waiting(queue: asyncio.Queue[News]) -> list[News]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_news_reach_everybody_who_listens_to_the_conversation() -> None:
    hub = Hub()
    with hub.subscribe("a") as one, hub.subscribe("a") as other:
        hub.publish("a", Stored())
        assert waiting(one) == waiting(other) == [Stored()]


async def test_news_of_another_conversation_are_not_heard() -> None:
    hub = Hub()
    with hub.subscribe("a") as queue:
        hub.publish("b", Stored())
        assert waiting(queue) == []


async def test_news_for_everybody_reach_every_conversation() -> None:
    hub = Hub()
    with hub.subscribe("a") as one, hub.subscribe("b") as other:
        hub.deliver_all(StateNews("助手已恢复。"))
        assert waiting(one) == waiting(other) == [StateNews("助手已恢复。")]


async def test_who_has_left_hears_nothing_more() -> None:
    hub = Hub()
    with hub.subscribe("a") as queue:
        pass
    hub.publish("a", Stored())
    hub.deliver_all(Stored())
    assert waiting(queue) == []


async def test_one_who_leaves_takes_nothing_from_the_others() -> None:
    hub = Hub()
    with hub.subscribe("a") as staying:
        with hub.subscribe("a"):
            pass
        hub.publish("a", Stored())
        assert waiting(staying) == [Stored()]


async def test_news_keep_their_order() -> None:
    hub = Hub()
    news: list[News] = [TypingNews("bot", True), Stored(), TypingNews("bot", False)]
    with hub.subscribe("a") as queue:
        for piece in news:
            hub.publish("a", piece)
        assert waiting(queue) == news


async def test_a_slow_listener_keeps_a_bounded_number_of_news() -> None:
    hub = Hub()
    with hub.subscribe("a") as queue:
        for _ in range(LIMIT * 3):
            hub.publish("a", Stored())
        assert queue.qsize() <= LIMIT


async def test_a_listener_that_could_not_follow_is_told_to_read_again() -> None:
    hub = Hub()
    with hub.subscribe("a") as queue:
        for _ in range(LIMIT):
            hub.publish("a", TypingNews("visitor", True))
        hub.publish("a", Stored())
        assert waiting(queue) == [Refresh()]


async def test_a_slow_listener_takes_nothing_from_a_quick_one() -> None:
    hub = Hub()
    with hub.subscribe("a"), hub.subscribe("a") as quick:
        heard = 0
        for _ in range(LIMIT * 2):
            hub.publish("a", Stored())
            heard += len(waiting(quick))
        assert heard == LIMIT * 2
