"""What staff write for each other about a conversation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.hub import Hub, NoteNews
from bot.conversations.log import now
from bot.store.database import after_commit
from bot.store.tables import CaseNote, Staff


@dataclass(frozen=True)
class NoteRead:
    """A note and who wrote it."""

    id: str
    at: datetime
    author_name: str
    text: str


async def keep_note(
    session: AsyncSession, hub: Hub, conversation_id: str, staff_id: str, key: str, text: str
) -> None:
    """Keep a note, once a key, and tell colleagues who follow the conversation."""
    if await session.scalar(select(CaseNote.id).where(CaseNote.key == key)) is not None:
        return
    note = CaseNote(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        staff_id=staff_id,
        key=key,
        at=now(),
        text=text,
    )
    session.add(note)
    news = NoteNews(note.id)
    after_commit(session, lambda: hub.publish(conversation_id, news))


async def notes_of(session: AsyncSession, *only: ColumnElement[bool]) -> Sequence[NoteRead]:
    """Those for which `only` holds, the oldest first."""
    rows = await session.execute(
        select(CaseNote.id, CaseNote.at, Staff.name, CaseNote.text)
        .join(Staff, Staff.id == CaseNote.staff_id)
        .where(*only)
        .order_by(CaseNote.at, CaseNote.id)
    )
    return [NoteRead(*row) for row in rows]
