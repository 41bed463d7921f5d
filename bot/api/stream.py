"""Where a socket is in a log; the visitor's and the staff's sockets read the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.api import frames
from bot.conversations import log as conversation_log
from bot.conversations.hub import Stored
from bot.conversations.ratings import ratings_of
from bot.store.database import Database
from bot.store.tables import Message

PAGE = 50
"""Messages read at once when a client resumes."""


class Reader:
    """Gives every message of a conversation after a sequence number once and in order."""

    __slots__ = ("_conversation", "_db", "given")

    def __init__(self, database: Database, conversation_id: str, after: int) -> None:
        self._db = database
        self._conversation = conversation_id
        self.given = after

    async def told(self, news: Stored) -> AsyncIterator[frames.Message]:
        """The messages of this news; if one before them is missing, or none came along, the log."""
        for message in news.messages:
            if message.seq == self.given + 1:
                self.given = message.seq
                yield wire(message, None)
        if not news.messages or news.messages[-1].seq > self.given:
            async for found in self.rest():
                yield found

    async def rest(self) -> AsyncIterator[frames.Message]:
        """What the log holds beyond, read page by page."""
        while True:
            messages, useful = await self._db.read(self._page)
            for message in messages:
                self.given = message.seq
                yield wire(message, useful.get(message.seq))
            if len(messages) < PAGE:
                return

    async def _page(self, session: AsyncSession) -> tuple[Sequence[Message], dict[int, bool]]:
        messages = await conversation_log.after(session, self._conversation, self.given, PAGE)
        return messages, await ratings_of(session, self._conversation, messages)


def wire(message: Message, useful: bool | None) -> frames.Message:
    """A stored message and its rating as clients see them; payloads stay here."""
    return frames.Message.model_validate(
        {
            "seq": message.seq,
            "at": message.at,
            "author": message.author,
            "author_name": message.author_name,
            "key": message.key,
            "body": message.body,
            "useful": useful,
        }
    )
