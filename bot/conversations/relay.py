"""News between replicas over Redis.

A hint that is lost loses nothing: whoever was cut off reads the log again when it is back, and
every few seconds while it is not.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import asdict
from typing import Any, get_args

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.conversations.hub import Hub, News, Refresh, for_others

CHANNEL = "conversation-news"
WAITING = 1000
"""News on their way to Redis; beyond that the others are told to read everything again."""
AGAIN = 2.0
"""Seconds between two tries, and between two readings of the log, while Redis is away."""
STOP_AGAIN = 0.1
"""Seconds between two tries to stop."""
QUIET = 5.0
"""Seconds without news after which the connection is checked."""
_KINDS = {kind.__name__: kind for kind in get_args(News)}

log = structlog.get_logger(__name__)


async def tell(url: str, topic: str, news: News) -> None:
    """Tell every replica, from a process that is none. When Redis is away they find out later."""
    try:
        async with Redis.from_url(url, socket_connect_timeout=AGAIN, socket_timeout=AGAIN) as redis:
            await redis.publish(CHANNEL, _said("", topic, news))
    except (RedisError, OSError) as error:
        log.warning("relay.not_sent", cause=type(error).__name__)


def _said(sender: str, topic: str, news: News) -> str:
    """What goes over Redis; an empty topic is all of them."""
    told = asdict(for_others(news))
    return json.dumps({"from": sender, "topic": topic, "kind": type(news).__name__, "news": told})


class Relay:
    """Takes the hub's news to the other replicas and theirs to the hub."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._redis = Redis.from_url(
            url, socket_connect_timeout=AGAIN, socket_timeout=QUIET, health_check_interval=QUIET
        )
        self._hub = hub
        self._me = uuid.uuid4().hex
        self._waiting: asyncio.Queue[tuple[str, News]] = asyncio.Queue(WAITING)
        self._lost = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to send and to listen."""
        self._hub.relay = self._take
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Send no more and listen no more."""
        self._hub.relay = None
        going = set(self._tasks)
        while going:  # the client swallows a cancellation that comes while it connects, say
            for task in going:
                task.cancel()
            _, going = await asyncio.wait(going, timeout=STOP_AGAIN)
        await self._redis.aclose()

    def _take(self, topic: str, news: News) -> None:
        if self._waiting.full():
            self._lost = True
        else:
            self._waiting.put_nowait((topic, news))

    async def _send(self) -> None:
        while True:
            together = [await self._waiting.get()]
            while not self._waiting.empty():
                together.append(self._waiting.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    if self._lost:
                        pipe.publish(CHANNEL, _said(self._me, "", Refresh()))
                    for topic, news in together:
                        pipe.publish(CHANNEL, _said(self._me, topic, news))
                    await pipe.execute()
                self._lost = False
            except (RedisError, OSError) as error:
                self._lost = True
                log.warning("relay.not_sent", cause=type(error).__name__)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    while True:
                        message = await channel.get_message(timeout=QUIET)
                        if message is not None:
                            self._hear(message)
            except (RedisError, OSError) as error:
                log.warning("relay.not_heard", cause=type(error).__name__)
            self._hub.deliver_all(Refresh())
            await asyncio.sleep(AGAIN)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            # What was said before this moment went by unheard, at the start and after a reconnect.
            self._hub.deliver_all(Refresh())
            return
        said = json.loads(message["data"])
        if said["from"] == self._me:
            return
        news = _KINDS[said["kind"]](**said["news"])
        if said["topic"]:
            self._hub.deliver(said["topic"], news)
        else:
            self._hub.deliver_all(news)
