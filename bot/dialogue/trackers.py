"""What the engine remembers of a conversation, for removing it; and whether it is within reach.

Rasa has no way to do that: a restart keeps every event. So the keys of
`engine/components/tracker_store.py` are deleted where they are.
"""

from __future__ import annotations

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.dialogue.engine import EngineUnavailable

KINDS = ("state", "log")
SECONDS = 5.0


class Trackers:
    """The trackers in Redis."""

    def __init__(self, url: str) -> None:
        """`url` of the engine's Redis; without one they are out of reach and expire by themselves,
        seven days after the last turn."""
        self._redis = (
            Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
            if url
            else None
        )

    async def forget(self, conversation_id: str) -> bool:
        """Remove slots and events of a conversation; False when they are out of reach.

        Raises EngineUnavailable.
        """
        if self._redis is None:
            return False
        try:
            await self._redis.delete(*(f"tracker:{conversation_id}:{kind}" for kind in KINDS))
        except RedisError as error:
            raise EngineUnavailable(type(error).__name__) from error
        return True

    async def ping(self) -> None:
        """Raises EngineUnavailable unless the Redis answers, where there is one."""
        if self._redis is None:
            return
        try:
            await self._redis.ping()
        except RedisError as error:
            raise EngineUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        """Give the connections back."""
        if self._redis is not None:
            await self._redis.aclose()
