"""What staff do with a conversation: take it, speak, put it back into the queue, close it.

Every step is one transaction with its line in the log; who may do it is decided there by
compare-and-set, so that of fifty who take a conversation at once one wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Row, Select, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.hub import Hub, StateNews
from bot.conversations.log import Entry, now
from bot.conversations.once import Received, Refused, Work, locked, once
from bot.conversations.owner import Owner, OwnerConflict, change_owner
from bot.conversations.spoken import spoken
from bot.desk.accounts import Member
from bot.desk.handover import change_open_case
from bot.desk.waiting import StillWaiting
from bot.store.database import Database, after_commit
from bot.store.tables import Conversation, ServiceCase, Staff
from bot.words import say

Disposition = Literal["resolved", "filed_first_time", "returned", "ticket", "no_answer", "spam"]
"""How a case ended: helped; the first filing was accepted; a filing came back; a ticket goes on;
the enterprise fell silent; not meant for us."""


@dataclass(frozen=True)
class Case:
    """A conversation that waits for staff or is held by one, and the open case of it."""

    conversation: str
    owner: Owner
    assignee: str | None
    assignee_name: str | None
    last_seq: int
    reason: str
    matter: str | None
    summary: str
    queued_at: datetime
    claimed_at: datetime | None
    first_reply_at: datetime | None


class Desk:
    """The one way in for staff."""

    def __init__(self, database: Database, hub: Hub, waiting: StillWaiting) -> None:
        self._db = database
        self._hub = hub
        self._waiting = waiting

    async def open_cases(self, member: Member) -> list[Case]:
        """What waits, the longest waiting first, and what this member holds."""
        wanted = or_(Conversation.owner == "queue", Conversation.assignee == member.id)
        query = _cases().where(wanted).order_by(ServiceCase.queued_at)
        return [_case(row) for row in await self._db.read(lambda s: s.execute(query))]

    async def case(self, conversation_id: str) -> Case | None:
        """The open case of a conversation, if staff have or should have it."""
        query = _cases().where(Conversation.id == conversation_id)
        rows = await self._db.read(lambda session: session.execute(query))
        return next((_case(row) for row in rows), None)

    async def claim(self, member: Member, conversation_id: str, key: str) -> Received:
        """Take a waiting conversation. Refused when somebody else has it or nobody waits."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await locked(session, conversation_id)
            try:
                await change_owner(session, conversation_id, "queue", "staff")
            except OwnerConflict:
                raise Refused("taken", say("desk.taken")) from None
            await self._assign(session, conversation_id, member.id)
            await self._waiting.over(session, conversation_id)
            await change_open_case(session, conversation_id, claimed_at=now(), claimed_by=member.id)
            text = say("handoff.joined", name=member.name)
            return await self._notice(session, conversation_id, own, text, "joined")

        return await self._once(conversation_id, own, work)

    async def say(self, member: Member, conversation_id: str, key: str, text: str) -> Received:
        """Speak to the enterprise. Refused unless the member holds the conversation."""
        words = spoken(text)
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            answered = await _held(session, conversation_id, member)
            if not answered:
                unanswered = ServiceCase.first_reply_at.is_(None)
                await change_open_case(session, conversation_id, unanswered, first_reply_at=now())
            entry = Entry("staff", TextBody(text=words), own, author_name=member.name)
            return await self._append(session, conversation_id, entry)

        return await self._once(conversation_id, own, work)

    async def read(self, member: Member, conversation_id: str, seq: int) -> None:
        """The member has seen the messages up to `seq`; the visitor is told.

        What is not theirs, not there yet or known already changes nothing.
        """

        async def work(session: AsyncSession) -> None:
            moved = await session.scalar(
                update(Conversation)
                .where(
                    Conversation.id == conversation_id,
                    Conversation.assignee == member.id,
                    Conversation.last_seq >= seq,
                    Conversation.staff_read < seq,
                )
                .values(staff_read=seq)
                .returning(Conversation.id)
            )
            if moved is not None:
                after_commit(session, lambda: self._hub.publish(conversation_id, StateNews()))

        await self._db.write(work)

    async def hand_back(self, member: Member, conversation_id: str, key: str) -> Received:
        """Put the conversation back into the queue, where it keeps its place."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            await change_owner(session, conversation_id, "staff", "queue")
            await self._assign(session, conversation_id, None)
            await self._waiting.queued(session, conversation_id)
            await change_open_case(session, conversation_id, claimed_at=None, claimed_by=None)
            text = say("handoff.requeued", name=member.name)
            return await self._notice(session, conversation_id, own, text, "queued")

        return await self._once(conversation_id, own, work)

    async def close(
        self, member: Member, conversation_id: str, key: str, disposition: Disposition
    ) -> Received:
        """End the case; the assistant speaks again."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            await change_owner(session, conversation_id, "staff", "bot")
            await self._assign(session, conversation_id, None)
            await change_open_case(
                session, conversation_id, closed_at=now(), disposition=disposition
            )
            text = say("handoff.returned")
            return await self._notice(session, conversation_id, own, text, "returned")

        return await self._once(conversation_id, own, work)

    async def _once(self, conversation_id: str, key: str, work: Work) -> Received:
        try:
            return await once(self._db, conversation_id, key, work)
        except LookupError:
            raise Refused("unknown_conversation", say("desk.unknown")) from None

    async def _append(self, session: AsyncSession, conversation_id: str, entry: Entry) -> Received:
        message = await self._hub.append(session, conversation_id, entry)
        return Received(message.seq, None)

    async def _notice(
        self, session: AsyncSession, conversation_id: str, key: str, text: str, event: str
    ) -> Received:
        body = NoticeBody(text=text, event=event)
        return await self._append(session, conversation_id, Entry("system", body, key))

    async def _assign(
        self, session: AsyncSession, conversation_id: str, staff_id: str | None
    ) -> None:
        await session.execute(
            update(Conversation).where(Conversation.id == conversation_id).values(assignee=staff_id)
        )
        self._hub.owner_changed(session, conversation_id)


def _own(member: Member, key: str) -> str:
    """Keys of staff and of the visitor live apart: neither can be taken for the other's."""
    return f"{member.id[:8]}:{key}"


_HELD = (
    select(Conversation.owner, Conversation.assignee, ServiceCase.first_reply_at)
    .outerjoin(
        ServiceCase,
        and_(ServiceCase.conversation_id == Conversation.id, ServiceCase.closed_at.is_(None)),
    )
    .where(Conversation.id == bindparam("conversation"))
    .with_for_update(of=Conversation)
)
"""Built once, because it is asked for with every message."""


async def _held(session: AsyncSession, conversation_id: str, member: Member) -> bool:
    """Hold the conversation against other writers; whether its case seems to have had a reply.

    Of a case that changed while this waited the old state is seen; the conversation is as it is.
    """
    found = (await session.execute(_HELD, {"conversation": conversation_id})).one_or_none()
    if found is None:
        raise LookupError(conversation_id)
    if found.owner != "staff" or found.assignee != member.id:
        raise Refused("not_yours", say("desk.not_yours"))
    return found.first_reply_at is not None


def _cases() -> Select[Conversation, ServiceCase, str]:
    """Conversations with their open case and the name of who holds them."""
    return (
        select(Conversation, ServiceCase, Staff.name)
        .join(ServiceCase, ServiceCase.conversation_id == Conversation.id)
        .outerjoin(Staff, Staff.id == Conversation.assignee)
        .where(ServiceCase.closed_at.is_(None))
    )


def _case(row: Row[Conversation, ServiceCase, str]) -> Case:
    conversation, case, name = row
    return Case(
        conversation=conversation.id,
        owner=cast(Owner, conversation.owner),
        assignee=conversation.assignee,
        assignee_name=name,
        last_seq=conversation.last_seq,
        reason=case.reason,
        matter=case.matter,
        summary=case.summary,
        queued_at=case.queued_at,
        claimed_at=case.claimed_at,
        first_reply_at=case.first_reply_at,
    )
