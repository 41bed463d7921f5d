"""Where the inbox's items come from: turns, ratings, hand-overs, what staff settled on, tickets.

Each source finds rows by the time at which they became interesting, and says what was seen in one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import AnswerRating, Contact, Conversation, Message, ServiceCase, Turn
from bot.store.ticket_tables import Ticket

Reason = Literal["low", "clarified", "fallen_back", "useless", "handed_off", "staff", "disagrees"]
LOW = 0.6
"""Probability below which an answer is looked at; it is given from 0.4."""
BEFORE_HANDOFF = timedelta(minutes=10)
"""What was said so long before a hand-over may have been its cause."""
READ = ("answered", "clarified", "fallback", "out_of_scope", "smalltalk")
"""Outcomes of turns whose text is a question; what is typed into a form is personal."""


@dataclass(frozen=True)
class Sighting:
    """A sentence that was said, and why somebody should look at it; not masked yet."""

    source: str
    at: datetime
    channel: str
    text: str
    reasons: frozenset[Reason]
    names: Sequence[str | None] = ()
    enterprises: Sequence[str | None] = ()
    result: dict[str, Any] = field(default_factory=dict)
    outcome: str | None = None
    staff_matter: str | None = None

    @property
    def label(self) -> str | None:
        """How the assistant read it."""
        ranking = self.result.get("ranking") or []
        return str(ranking[0][0]) if ranking else None


Found = Sequence[tuple[str, datetime]]
"""Ids of rows with their times."""
Load = Callable[[AsyncSession, str], Awaitable[Sighting | None]]


@dataclass(frozen=True)
class Source:
    """A kind of rows: those from a time on, and what was seen in one of them."""

    name: str
    ids: Callable[[datetime], Select[str, datetime]]
    load: Load


def _turns(since: datetime) -> Select[str, datetime]:
    return select(Turn.id, Turn.done_at).where(  # type: ignore[return-value]
        Turn.done_at >= since,
        Turn.state == "done",
        Turn.text.is_not(None),
        Turn.outcome.in_(READ),
    )


async def _turn(session: AsyncSession, turn_id: str) -> Sighting | None:
    turn = await session.get(Turn, turn_id)
    return await _seen(session, turn, frozenset()) if turn is not None else None


async def _seen(
    session: AsyncSession,
    turn: Turn,
    reasons: frozenset[Reason],
    staff_matter: str | None = None,
) -> Sighting | None:
    """What a turn's text is, with the reasons of its own reading."""
    if turn.text is None or turn.outcome not in READ or turn.done_at is None:
        return None
    conversation = await session.get(Conversation, turn.conversation_id)
    if conversation is None:
        return None
    contact = await session.get(Contact, conversation.contact_id)
    return Sighting(
        source=f"turn:{turn.id}",
        at=turn.done_at,
        channel=conversation.channel,
        text=turn.text,
        reasons=reasons | _own(turn),
        names=[contact.name] if contact else [],
        enterprises=[contact.enterprise_name] if contact else [],
        result=turn.result or {},
        outcome=turn.outcome,
        staff_matter=staff_matter,
    )


def _own(turn: Turn) -> frozenset[Reason]:
    if turn.outcome == "fallback":
        return frozenset({"fallen_back"})
    if turn.outcome == "clarified":
        return frozenset({"clarified"})
    low = float((turn.result or {}).get("confidence") or 0.0) < LOW
    return frozenset({"low"}) if low and turn.outcome == "answered" else frozenset()


def _ratings(since: datetime) -> Select[str, datetime]:
    return (
        select(Turn.id, AnswerRating.rated_at)
        .join(
            Message,
            (Message.conversation_id == AnswerRating.conversation_id)
            & (Message.seq == AnswerRating.seq),
        )
        .join(Turn, Turn.id == Message.turn_id)
        .where(AnswerRating.rated_at >= since, AnswerRating.useful.is_(False))
    )


async def _rated(session: AsyncSession, turn_id: str) -> Sighting | None:
    turn = await session.get(Turn, turn_id)
    return await _seen(session, turn, frozenset({"useless"})) if turn is not None else None


def _queued(since: datetime) -> Select[str, datetime]:
    return select(ServiceCase.id, ServiceCase.queued_at).where(ServiceCase.queued_at >= since)


async def _handed_off(session: AsyncSession, case_id: str) -> Sighting | None:
    case = await session.get(ServiceCase, case_id)
    turn = await _asked_before(session, case) if case is not None else None
    return await _seen(session, turn, frozenset({"handed_off"})) if turn is not None else None


async def _asked_before(session: AsyncSession, case: ServiceCase) -> Turn | None:
    """The last question before a hand-over."""
    return await session.scalar(
        select(Turn)
        .where(
            Turn.conversation_id == case.conversation_id,
            Turn.created_at <= case.queued_at,
            Turn.created_at >= case.queued_at - BEFORE_HANDOFF,
            Turn.text.is_not(None),
            Turn.state == "done",
            Turn.outcome.in_(READ),
        )
        .order_by(Turn.seq.desc())
        .limit(1)
    )


def _closed(since: datetime) -> Select[str, datetime]:
    return select(ServiceCase.id, ServiceCase.closed_at).where(  # type: ignore[return-value]
        ServiceCase.closed_at >= since
    )


async def _settled(session: AsyncSession, case_id: str) -> Sighting | None:
    """The question before a hand-over whose matter staff found to be another one."""
    case = await session.get(ServiceCase, case_id)
    turn = await _asked_before(session, case) if case is not None else None
    if case is None or turn is None:
        return None
    matter = await _matter_of_staff(session, case)
    if matter is None or matter == (turn.result or {}).get("matter"):
        return None
    return await _seen(session, turn, frozenset({"staff"}), matter)


async def _matter_of_staff(session: AsyncSession, case: ServiceCase) -> str | None:
    """The matter of the ticket that staff opened, else of the last card that they sent."""
    end = case.closed_at or case.queued_at
    ticket = await session.scalar(
        select(Ticket.matter)
        .where(
            Ticket.conversation_id == case.conversation_id,
            Ticket.source == "staff",
            Ticket.created_at >= case.queued_at,
            Ticket.created_at <= end,
            Ticket.matter.is_not(None),
        )
        .order_by(Ticket.created_at.desc())
        .limit(1)
    )
    if ticket is not None:
        return ticket
    return await session.scalar(
        select(Message.body["matter"].as_string())
        .where(
            Message.conversation_id == case.conversation_id,
            Message.author == "staff",
            Message.at >= case.queued_at,
            Message.at <= end,
            Message.body["kind"].as_string() == "answer",
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )


def _tickets(since: datetime) -> Select[str, datetime]:
    return select(Ticket.id, Ticket.created_at).where(
        Ticket.created_at >= since, Ticket.source == "staff", Ticket.matter.is_not(None)
    )


async def _ticket(session: AsyncSession, ticket_id: str) -> Sighting | None:
    """How staff themselves put what the enterprise wants."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None:
        return None
    conversation = await session.get(Conversation, ticket.conversation_id)
    return Sighting(
        source=f"ticket:{ticket.id}",
        at=ticket.created_at,
        channel=conversation.channel if conversation else "",
        text=ticket.question,
        reasons=frozenset({"staff"}),
        names=[ticket.contact_name],
        enterprises=[ticket.enterprise_name],
        staff_matter=ticket.matter,
    )


SOURCES = (
    Source("turns", _turns, _turn),
    Source("ratings", _ratings, _rated),
    Source("queued", _queued, _handed_off),
    Source("closed", _closed, _settled),
    Source("tickets", _tickets, _ticket),
)
