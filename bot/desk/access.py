"""Who sees what: staff the cases of their groups, the other roles those of every group."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.accounts import SEES_ALL, Member
from bot.store.database import Database
from bot.store.tables import AccessRecord, Conversation, ServiceCase
from bot.words import say


def may_see(member: Member, group: str, assignee: str | None = None) -> bool:
    """Whether the member may read what belongs to this group, or is held by `assignee`."""
    return member.role in SEES_ALL or group in member.groups or assignee == member.id


def recorded(member: Member, conversation_id: str, what: str) -> AccessRecord:
    """That the member read what is not in their hands."""
    return AccessRecord(at=now(), staff_id=member.id, conversation_id=conversation_id, what=what)


def seen_cases(member: Member) -> ColumnElement[bool]:
    """The same as a condition on cases joined with their conversations."""
    if member.role in SEES_ALL:
        return true()
    own = Conversation.assignee == member.id
    return or_(ServiceCase.group.in_(member.groups), own)


class Access:
    """The one gate to what stands in a conversation."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def read(self, member: Member, conversation_id: str, what: str) -> Conversation:
        """The conversation, for reading; kept on record unless the member holds it.

        Raises Refused when there is none, or none that this member may see: never said which.
        """

        async def work(session: AsyncSession) -> Conversation:
            return await read(session, member, conversation_id, what)

        return await self._db.write(work)

    async def may(self, member: Member, conversation_id: str) -> bool:
        """Whether the member may see it now; nothing goes on record."""
        found = visible(member).where(Conversation.id == conversation_id)
        query = found.with_only_columns(Conversation.id)
        return await self._db.read(lambda session: session.scalar(query)) is not None


async def read(
    session: AsyncSession, member: Member, conversation_id: str, what: str
) -> Conversation:
    """The same within a transaction: what is refused afterwards is not on record."""
    found = await seen(session, member, conversation_id)
    if found.assignee != member.id:
        session.add(recorded(member, conversation_id, what))
    return found


async def seen(session: AsyncSession, member: Member, conversation_id: str) -> Conversation:
    """The conversation, for what the member wants to do with it; nothing goes on record.

    Raises Refused like `Access.read`.
    """
    query = visible(member).where(Conversation.id == conversation_id)
    found = await session.scalar(query)
    if found is None:
        raise Refused("unknown_conversation", say("desk.unknown"))
    return found


async def not_held(session: AsyncSession, member: Member, conversation_id: str) -> Refused:
    """What is told to a member who does not hold the conversation, and may not even see it."""
    try:
        await seen(session, member, conversation_id)
    except Refused as unknown:
        return unknown
    return Refused("not_yours", say("desk.not_yours"))


def visible(member: Member) -> Select[Conversation]:
    """The conversations that the member may see."""
    query = select(Conversation)
    if member.role in SEES_ALL:
        return query
    of_groups = (
        select(ServiceCase.id)
        .where(ServiceCase.conversation_id == Conversation.id, ServiceCase.group.in_(member.groups))
        .exists()
    )
    return query.where(or_(Conversation.assignee == member.id, of_groups))
