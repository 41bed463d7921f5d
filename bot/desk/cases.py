"""The open cases as staff see them in their lists."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnExpressionArgument, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.owner import Owner
from bot.desk.access import may_see, seen_cases
from bot.desk.accounts import SEES_ALL, Member
from bot.store.database import Database
from bot.store.tables import Contact, Conversation, ServiceCase, Staff

IN_TURN: tuple[ColumnExpressionArgument[Any], ...] = (
    ServiceCase.priority.desc(),
    ServiceCase.queued_at,
    ServiceCase.id,
)
"""The order in which a group's cases are taken."""


@dataclass(frozen=True)
class Case:
    """A conversation that waits for staff or is held by one, and the open case of it."""

    conversation: str
    owner: Owner
    assignee: str | None
    assignee_name: str | None
    last_seq: int
    channel: str
    group: str
    priority: int
    contact_name: str | None
    enterprise_name: str | None
    reason: str
    matter: str | None
    summary: str
    queued_at: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None


_CASES = (
    select(
        Conversation.id,
        Conversation.owner,
        Conversation.assignee,
        Staff.name,
        Conversation.last_seq,
        Conversation.channel,
        ServiceCase.group,
        ServiceCase.priority,
        Contact.name,
        Contact.enterprise_name,
        ServiceCase.reason,
        ServiceCase.matter,
        ServiceCase.summary,
        ServiceCase.queued_at,
        ServiceCase.claimed_at,
        ServiceCase.first_reply_at,
    )
    .join(Contact, Contact.id == Conversation.contact_id)
    .join(ServiceCase, ServiceCase.conversation_id == Conversation.id)
    .outerjoin(Staff, Staff.id == Conversation.assignee)
    .where(ServiceCase.closed_at.is_(None))
)
"""Open cases, with who asks and the name of who holds them: the fields of `Case`.

Columns, not entities: a console that opens, and every claim, reads all that waits.
"""


def _case(columns: Sequence[Any]) -> Case:
    return Case(*columns)


@dataclass(frozen=True)
class _Latest:
    """The latest case of a conversation: itself while it is open, and whose group's it is."""

    open: Case | None
    group: str


class Cases:
    """Reads them."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._about_to_be_read: dict[Sequence[str], asyncio.Task[Mapping[str, _Latest]]] = {}

    async def seen_by(self, member: Member) -> list[Case]:
        """What waits in the member's groups, and what they hold; of who sees all, everything."""
        wanted = or_(Conversation.owner == "queue", Conversation.assignee == member.id)
        query = _CASES.where(seen_cases(member)).order_by(*IN_TURN)
        if member.role not in SEES_ALL:
            query = query.where(wanted)
        return [_case(row) for row in await self._db.read(lambda s: s.execute(query))]

    async def now(self, member: Member, conversations: Sequence[str]) -> dict[str, Case | None]:
        """What became of these cases, as far as it is the member's business.

        None: it is closed. What the member may not see is left out. Every socket hears of every
        change: those that hear of it in the same moment share one reading. A reading that has
        begun is shared with nobody, for it may be of before the change.
        """
        wanted = tuple(conversations)
        reading = self._about_to_be_read.get(wanted)
        if reading is None:
            reading = asyncio.create_task(self._read(wanted))
            self._about_to_be_read[wanted] = reading
        found = await asyncio.shield(reading)
        return {
            name: latest.open
            for name, latest in found.items()
            if may_see(member, latest.group, latest.open.assignee if latest.open else None)
        }

    async def _read(self, conversations: Sequence[str]) -> Mapping[str, _Latest]:
        await asyncio.sleep(0)  # the others of this moment come along
        del self._about_to_be_read[conversations]

        async def work(session: AsyncSession) -> Mapping[str, _Latest]:
            cases = await open_cases(session, conversations)
            found = {case.conversation: _Latest(case, case.group) for case in cases}
            if closed := [name for name in conversations if name not in found]:
                groups = await session.execute(
                    select(ServiceCase.conversation_id, ServiceCase.group)
                    .where(ServiceCase.conversation_id.in_(closed))
                    .order_by(ServiceCase.queued_at)
                )
                found |= {name: _Latest(None, group) for name, group in groups}
            return found

        return await self._db.read(work)


async def open_cases(session: AsyncSession, conversations: Sequence[str]) -> list[Case]:
    """Those of these conversations that have one."""
    rows = await session.execute(_CASES.where(Conversation.id.in_(conversations)))
    return [_case(row) for row in rows]


async def waiting_in_turn(session: AsyncSession) -> dict[str, list[str]]:
    """The conversations that wait, by group, in the order in which they are taken."""
    rows = await session.execute(
        select(ServiceCase.group, Conversation.id)
        .join(Conversation, ServiceCase.conversation_id == Conversation.id)
        .where(Conversation.owner == "queue", ServiceCase.closed_at.is_(None))
        .order_by(*IN_TURN)
    )
    waiting = defaultdict[str, list[str]](list)
    for group, conversation in rows:
        waiting[group].append(conversation)
    return waiting
