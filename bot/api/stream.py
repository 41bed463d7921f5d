"""What a socket has not sent yet, as frames; the visitor's and the staff's read the same log."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.api import frames
from bot.conversations import log as conversation_log
from bot.conversations.ratings import ratings_of
from bot.store.database import Database
from bot.store.tables import Message

PAGE = 200
"""Messages read at once when a client resumes."""


async def unsent(
    database: Database, conversation_id: str, after: int
) -> AsyncIterator[frames.Message]:
    """The messages after a sequence number, in order, read page by page."""
    while True:
        async with database.read() as session:
            messages = await conversation_log.after(session, conversation_id, after, PAGE)
            useful = await ratings_of(session, conversation_id, messages)
        for message in messages:
            yield wire(message, useful.get(message.seq))
            after = message.seq
        if len(messages) < PAGE:
            return


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
