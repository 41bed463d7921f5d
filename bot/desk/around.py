"""What is known around a conversation: who asks, what the assistant understood, what was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.once import Refused
from bot.conversations.outbox import resend
from bot.conversations.undelivered import Undelivered, undelivered
from bot.desk.access import seen_cases
from bot.desk.accounts import SEES_ALL, Member
from bot.desk.notes import NoteRead, notes_of
from bot.desk.persons import Linked, Person, others_of, person_of
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.store.tables import (
    CaseNote,
    Contact,
    Conversation,
    Delivery,
    RoutingDecision,
    ServiceCase,
    Staff,
    Turn,
)
from bot.store.ticket_tables import Ticket
from bot.words import say

READINGS = 10
EARLIER = 20


@dataclass(frozen=True)
class Read:
    """How the assistant understood one message."""

    text: str
    matter: str | None
    title: str | None
    confidence: float | None
    facet: str | None
    slots: dict[str, str]
    outcome: str | None
    model: str | None


@dataclass(frozen=True)
class Past:
    """A hand-over of before, here or in another conversation of the same person."""

    channel: str
    reason: str
    matter: str | None
    summary: str
    queued_at: datetime
    closed_at: datetime | None
    disposition: str | None
    staff_name: str | None


@dataclass(frozen=True)
class Brief:
    """A ticket of the same enterprise."""

    channel: str
    number: str
    state: str
    state_label: str
    matter: str | None
    question: str
    created_at: datetime


@dataclass(frozen=True)
class Decision:
    """Who got the open case or lost it, and why."""

    at: datetime
    kind: str
    reason: str
    staff_name: str | None


@dataclass(frozen=True)
class Surroundings:
    """Everything around a conversation but its messages."""

    conversation: str
    channel: str
    contact_name: str | None
    phone: str | None
    enterprise_name: str | None
    uscc: str | None
    readings: Sequence[Read]
    cases: Sequence[Past]
    tickets: Sequence[Brief]
    notes: Sequence[NoteRead]
    decisions: Sequence[Decision]
    undelivered: Sequence[Undelivered]
    persons: Sequence[Person]
    links: Sequence[Linked]


class Around:
    """Reads it, for who may see the conversation, which the caller checks."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self._db = database
        self._knowledge = knowledge

    async def of(self, member: Member, conversation: Conversation) -> Surroundings:
        """The surroundings as they are now, of the same person's other conversations what the
        member may see. Raises DatabaseUnavailable."""

        async def work(session: AsyncSession) -> Surroundings:
            contact = await session.get(Contact, conversation.contact_id)
            others, links = await others_of(session, member, conversation)
            every = [conversation.id, *(other.id for other in others)]
            return Surroundings(
                conversation=conversation.id,
                channel=conversation.channel,
                contact_name=contact.name if contact else None,
                phone=contact.phone if contact else None,
                enterprise_name=contact.enterprise_name if contact else None,
                uscc=contact.uscc if contact else None,
                readings=await self._readings(session, conversation.id),
                cases=await _cases(session, member, conversation.id, every),
                tickets=await _tickets(session, member, conversation.id, every),
                notes=await notes_of(session, CaseNote.conversation_id == conversation.id),
                decisions=await _decisions(session, conversation.id),
                undelivered=await undelivered(session, conversation.id),
                persons=[await person_of(session, member, other) for other in others],
                links=links,
            )

        return await self._db.read(work)

    async def resend(self, conversation: Conversation, delivery_id: str) -> None:
        """Send what did not arrive once more. Raises Refused when that is not open here."""

        async def work(session: AsyncSession) -> None:
            row = await session.get(Delivery, delivery_id)
            mine = row is not None and row.conversation_id == conversation.id
            if not mine or not await resend(session, delivery_id):
                raise Refused("not_resendable", say("undelivered.not_resendable"))

        await self._db.write(work)

    async def note(self, note_id: str) -> Sequence[NoteRead]:
        """One note, if it is there."""
        return await self._db.read(lambda session: notes_of(session, CaseNote.id == note_id))

    async def _readings(self, session: AsyncSession, conversation_id: str) -> list[Read]:
        rows = await session.execute(
            select(Turn.text, Turn.payload, Turn.outcome, Turn.result)
            .where(Turn.conversation_id == conversation_id, Turn.text.is_not(None))
            .order_by(Turn.seq.desc())
            .limit(READINGS)
        )
        return [self._read(text or "", outcome, result or {}) for text, _, outcome, result in rows]

    def _read(self, text: str, outcome: str | None, result: dict[str, Any]) -> Read:
        matter = result.get("matter")
        known = self._knowledge.matters.get(matter or "")
        slots = {name: str(value) for name, value in (result.get("slots") or {}).items() if value}
        return Read(
            text=text,
            matter=matter,
            title=known.title if known else None,
            confidence=result.get("confidence"),
            facet=result.get("facet"),
            slots=slots,
            outcome=outcome,
            model=result.get("model"),
        )


async def _cases(
    session: AsyncSession, member: Member, own: str, conversations: Sequence[str]
) -> list[Past]:
    rows = await session.execute(
        select(ServiceCase, Staff.name, Conversation.channel)
        .join(Conversation, Conversation.id == ServiceCase.conversation_id)
        .outerjoin(Staff, Staff.id == ServiceCase.claimed_by)
        .where(ServiceCase.conversation_id.in_(conversations), ServiceCase.closed_at.is_not(None))
        .where(or_(ServiceCase.conversation_id == own, seen_cases(member)))
        .order_by(ServiceCase.queued_at.desc())
        .limit(EARLIER)
    )
    return [
        Past(
            channel=channel,
            reason=case.reason,
            matter=case.matter,
            summary=case.summary,
            queued_at=case.queued_at,
            closed_at=case.closed_at,
            disposition=case.disposition,
            staff_name=name,
        )
        for case, name, channel in rows
    ]


async def _tickets(
    session: AsyncSession, member: Member, own: str, conversations: Sequence[str]
) -> list[Brief]:
    rows = await session.execute(
        select(Ticket, Conversation.channel)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(Ticket.conversation_id.in_(conversations), _seen_ticket(member, own))
        .order_by(Ticket.created_at.desc())
        .limit(EARLIER)
    )
    return [
        Brief(
            channel=channel,
            number=ticket.number,
            state=ticket.state,
            state_label=say(f"ticket.states.{ticket.state}"),
            matter=ticket.matter,
            question=ticket.question,
            created_at=ticket.created_at,
        )
        for ticket, channel in rows
    ]


def _seen_ticket(member: Member, own: str) -> ColumnElement[bool]:
    """Of the conversation itself all of them, of another one those of the member's groups."""
    if member.role in SEES_ALL:
        return true()
    return or_(Ticket.conversation_id == own, Ticket.group.in_(member.groups))


async def _decisions(session: AsyncSession, conversation_id: str) -> list[Decision]:
    rows = await session.execute(
        select(RoutingDecision.at, RoutingDecision.kind, RoutingDecision.reason, Staff.name)
        .join(ServiceCase, ServiceCase.id == RoutingDecision.case_id)
        .outerjoin(Staff, Staff.id == RoutingDecision.staff_id)
        .where(ServiceCase.open_in(conversation_id))
        .order_by(RoutingDecision.id)
    )
    return [Decision(*row) for row in rows]
