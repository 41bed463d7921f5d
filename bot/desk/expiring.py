"""For how long conversations, tickets, their files and what was sent are kept.

Nothing goes that somebody still works on: a case that is open, a call that is owed, an open ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.conversations.bodies import TextBody
from bot.conversations.erasure import discard_files, forget_later
from bot.conversations.expiring import ExpiringRows
from bot.conversations.files import Files
from bot.conversations.log import now
from bot.conversations.once import locked
from bot.conversations.outbox import State
from bot.desk.forgetting import blank_tickets, blanked, discard_ticket_files
from bot.store.tables import Attachment, Conversation, Delivery, Message, ServiceCase
from bot.store.ticket_tables import Ticket, TicketFile
from bot.store.wecom_tables import WecomSent
from bot.words import say

SETTLED: tuple[State, ...] = ("sent", "uncertain", "failed")
"""Nothing happens with these deliveries any more, unless somebody has one sent once more."""


def in_work(conversation_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Somebody has something to do with this conversation."""
    # Aliases: the query around it may be about tickets or cases itself.
    case, ticket = aliased(ServiceCase), aliased(Ticket)
    owed = and_(case.follow_up_due_at.is_not(None), case.followed_up_at.is_(None))
    cases = select(case.id).where(
        case.conversation_id == conversation_id, or_(case.closed_at.is_(None), owed)
    )
    tickets = select(ticket.id).where(
        ticket.conversation_id == conversation_id, ticket.closed_at.is_(None)
    )
    return or_(cases.exists(), tickets.exists())


class SilentConversations(ExpiringRows):
    """Whoever has not been heard of is forgotten, with everything, as if they had asked for it.

    A conversation in which a ticket was made belongs to the ticket: it stays as long.
    """

    name = "conversations"
    most = 5

    def __init__(self, period: timedelta, tickets: timedelta | None) -> None:
        """`tickets`: for how long tickets are kept; None: for ever."""
        super().__init__(period)
        self._tickets = tickets

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        last = and_(
            Message.conversation_id == Conversation.id, Message.seq == Conversation.last_seq
        )
        gone = false() if self._tickets is None else Ticket.closed_at < now() - self._tickets
        kept = select(Ticket.id).where(Ticket.conversation_id == Conversation.id, ~gone)
        return (
            select(Conversation.id)
            .outerjoin(Message, last)
            .where(
                Conversation.owner == "bot",
                Conversation.forgotten_at.is_(None),
                func.coalesce(Message.at, Conversation.created_at) < since,
                ~in_work(Conversation.id),
                ~kept.exists(),
            )
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`. What takes long, timers do, one conversation at a time."""
        still = await _held(session, found, self.over_now().where(Conversation.id.in_(found)))
        for conversation in still:
            await forget_later(session, conversation, "expired")
        return len(still)


class ExpiringWithFiles(ExpiringRows):
    """Rows that go together with what lies on the disk."""

    def __init__(self, period: timedelta, files: Files) -> None:
        super().__init__(period)
        self._files = files


class ClosedTickets(ExpiringWithFiles):
    """Of an old ticket stays what the figures and the number need, and not whose it was."""

    name = "tickets"
    most = 20

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        return select(Ticket.id).where(
            Ticket.closed_at < since, ~blanked(), ~in_work(Ticket.conversation_id)
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""
        of = select(Ticket.conversation_id).where(Ticket.id.in_(found))
        conversations = (await session.scalars(of)).all()
        still = await _held(session, conversations, self.over_now().where(Ticket.id.in_(found)))
        await blank_tickets(session, self._files, Ticket.id.in_(still))
        return len(still)


class SentFiles(ExpiringWithFiles):
    """Files of conversations; the log says that there was one."""

    name = "files"
    most = 20

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        return (
            select(Attachment.id)
            .join(Message, _named_by(Message))
            .where(Message.at < since, ~in_work(Attachment.conversation_id))
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""
        of = select(Attachment.conversation_id).where(Attachment.id.in_(found))
        conversations = (await session.scalars(of)).all()
        query = self.over_now().where(Attachment.id.in_(found))
        still = await _held(session, conversations, query)
        naming = select(Attachment.id).where(_named_by(Message), Attachment.id.in_(still))
        await session.execute(
            update(Message)
            .where(naming.exists())
            .values(body=TextBody(text=say("file.expired")).model_dump(mode="json"))
            .execution_options(synchronize_session=False)
        )
        return await discard_files(session, self._files, Attachment.id.in_(still))


class TicketFiles(ExpiringWithFiles):
    """Files that staff put on tickets, from the end of the ticket on."""

    name = "files"
    most = 20

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        return (
            select(TicketFile.id)
            .join(Ticket, Ticket.id == TicketFile.ticket_id)
            .where(Ticket.closed_at < since, ~in_work(Ticket.conversation_id))
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`."""
        of = select(Ticket.conversation_id).join(TicketFile, TicketFile.ticket_id == Ticket.id)
        conversations = (await session.scalars(of.where(TicketFile.id.in_(found)))).all()
        query = self.over_now().where(TicketFile.id.in_(found))
        still = await _held(session, conversations, query)
        return await discard_ticket_files(session, self._files, TicketFile.id.in_(still))


class SettledDeliveries(ExpiringRows):
    """What arrived outside, and what is known not to or never will be: the log keeps the words."""

    name = "outbox"

    def over(self, since: datetime) -> Select[Any]:
        """See `ExpiringRows`."""
        return select(Delivery.id).where(
            Delivery.state.in_(SETTLED),
            Delivery.updated_at < since,
            ~in_work(Delivery.conversation_id),
        )

    async def remove(self, session: AsyncSession, found: Sequence[Any]) -> int:
        """See `Expiring`. Held one after the other: somebody may have one sent once more."""
        query = self.over_now().where(Delivery.id.in_(found)).order_by(Delivery.id)
        still = (await session.scalars(query.with_for_update(of=Delivery))).all()
        await session.execute(delete(WecomSent).where(WecomSent.delivery_id.in_(still)))
        await session.execute(delete(Delivery).where(Delivery.id.in_(still)))
        return len(still)


async def _held(
    session: AsyncSession, conversations: Sequence[str], query: Select[Any]
) -> Sequence[Any]:
    """What the query finds when nobody else changes these conversations any more."""
    # In one order for everybody who holds several.
    for conversation in sorted(set(conversations)):
        await locked(session, conversation)
    return (await session.scalars(query)).all()


def _named_by(message: type[Message]) -> ColumnElement[bool]:
    return and_(
        message.conversation_id == Attachment.conversation_id, message.seq == Attachment.seq
    )
