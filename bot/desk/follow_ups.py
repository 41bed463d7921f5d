"""Calls that follow a bad grade: due within a working day, listed until somebody has made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.conversations.spoken import spoken
from bot.desk.accounts import SEES_ALL, Member
from bot.store.database import Database
from bot.store.tables import Contact, Conversation, ServiceCase, Staff
from bot.words import say

_Holder, _Caller = aliased(Staff), aliased(Staff)
_Found = Row[ServiceCase, Contact, str, str]


@dataclass(frozen=True)
class FollowUp:
    """A case with a bad grade, and the call that is owed for it."""

    id: str
    conversation: str
    group: str
    matter: str | None
    summary: str
    contact_name: str | None
    enterprise_name: str | None
    phone: str | None
    staff_name: str | None
    grade: int
    reason: str | None
    comment: str | None
    graded_at: datetime
    due_at: datetime
    overdue: bool
    done_at: datetime | None
    done_by: str | None
    note: str | None


def late_call(at: datetime) -> ColumnElement[bool]:
    """The call is owed and was due before this moment."""
    return and_(ServiceCase.follow_up_due_at < at, ServiceCase.followed_up_at.is_(None))


class FollowUps:
    """For who sees every group, and for who held the case: the others learn nothing of them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def page(
        self, member: Member, done: bool, limit: int, offset: int
    ) -> tuple[Sequence[FollowUp], int]:
        """What is owed, the most urgent first, or what was done, the latest first; and how many."""
        called = ServiceCase.followed_up_at
        open_or_done = called.is_not(None) if done else called.is_(None)
        wanted = and_(ServiceCase.follow_up_due_at.is_not(None), open_or_done, _seen(member))
        order = called.desc() if done else ServiceCase.follow_up_due_at

        async def work(session: AsyncSession) -> tuple[Sequence[FollowUp], int]:
            total = await session.scalar(
                select(func.count()).select_from(ServiceCase).where(wanted)
            )
            query = _query().where(wanted).order_by(order, ServiceCase.id)
            rows = await session.execute(query.limit(limit).offset(offset))
            at = now()
            return [_line(row, at) for row in rows], total or 0

        return await self._db.read(work)

    async def done(self, member: Member, case_id: str, note: str) -> FollowUp:
        """Somebody has called, and this came of it. Raises Refused, also when it was done before.

        The same note of the same member again changes nothing: an answer may have been lost.
        """
        words = spoken(note)

        async def work(session: AsyncSession) -> FollowUp:
            owed = and_(ServiceCase.id == case_id, ServiceCase.follow_up_due_at.is_not(None))
            case = await session.scalar(
                select(ServiceCase).where(owed, _seen(member)).with_for_update()
            )
            if case is None:
                raise Refused("unknown_follow_up", say("desk.unknown_follow_up"))
            if case.followed_up_at is None:
                case.followed_up_at, case.followed_up_by = now(), member.id
                case.follow_up_note = words
                await session.flush()
            elif (case.followed_up_by, case.follow_up_note) != (member.id, words):
                raise Refused("followed_up", say("desk.followed_up"))
            row = (await session.execute(_query().where(ServiceCase.id == case_id))).one()
            return _line(row, now())

        return await self._db.write(work)


def _seen(member: Member) -> ColumnElement[bool]:
    return true() if member.role in SEES_ALL else ServiceCase.claimed_by == member.id


def _query() -> Select[ServiceCase, Contact, str, str]:
    return (
        select(ServiceCase, Contact, _Holder.name, _Caller.name)
        .join(Conversation, Conversation.id == ServiceCase.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .outerjoin(_Holder, _Holder.id == ServiceCase.claimed_by)
        .outerjoin(_Caller, _Caller.id == ServiceCase.followed_up_by)
    )


def _line(row: _Found, at: datetime) -> FollowUp:
    case, contact, holder, caller = row
    assert case.grade is not None and case.graded_at is not None
    assert case.follow_up_due_at is not None
    return FollowUp(
        id=case.id,
        conversation=case.conversation_id,
        group=case.group,
        matter=case.matter,
        summary=case.summary,
        contact_name=contact.name,
        enterprise_name=contact.enterprise_name,
        phone=contact.phone,
        staff_name=holder,
        grade=case.grade,
        reason=case.grade_reason,
        comment=case.grade_comment,
        graded_at=case.graded_at,
        due_at=case.follow_up_due_at,
        overdue=case.followed_up_at is None and case.follow_up_due_at < at,
        done_at=case.followed_up_at,
        done_by=caller,
        note=case.follow_up_note,
    )
