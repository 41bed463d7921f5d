"""A file in the log: the message that names it, and the row that says what it is."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import FileBody
from bot.conversations.files import Kept
from bot.conversations.hub import Hub
from bot.conversations.log import Author, Entry
from bot.store.tables import Attachment, Message


async def append_file(
    session: AsyncSession,
    hub: Hub,
    conversation_id: str,
    kept: Kept,
    author: Author,
    key: str,
    author_name: str | None = None,
) -> Message:
    """Put a kept file into the conversation."""
    body = FileBody(text=kept.name, file=kept.id, media=kept.media, size=kept.size)
    entry = Entry(author, body, key, author_name=author_name)
    message = await hub.append(session, conversation_id, entry)
    session.add(
        Attachment(
            id=kept.id,
            conversation_id=conversation_id,
            seq=message.seq,
            name=kept.name,
            media=kept.media,
            size=kept.size,
        )
    )
    return message
