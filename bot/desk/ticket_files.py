"""Pictures and documents of a ticket; the enterprise does not see them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.files import Kept
from bot.conversations.log import now
from bot.conversations.once import Received, Refused
from bot.desk.access import may_see, recorded
from bot.desk.accounts import Member
from bot.desk.ticket_book import unknown
from bot.desk.ticket_opening import audited
from bot.desk.ticket_work import locked_ticket
from bot.store.database import Database
from bot.store.ticket_tables import Ticket, TicketEvent, TicketFile
from bot.words import say


class TicketFiles:
    """For who may see the ticket."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add(self, member: Member, number: str, key: str, kept: Kept) -> Received:
        """Put a kept file on a ticket, once a key. Raises Refused."""
        own = f"{member.id[:8]} {key}"

        async def work(session: AsyncSession) -> Received:
            ticket = await locked_ticket(session, member, number)
            known = await session.scalar(
                select(TicketEvent.id).where(
                    TicketEvent.ticket_id == ticket.id, TicketEvent.key == own
                )
            )
            if known is not None:
                return Received(known, None, repeat=True)
            session.add(
                TicketFile(
                    id=kept.id,
                    ticket_id=ticket.id,
                    name=kept.name,
                    media=kept.media,
                    size=kept.size,
                )
            )
            line = TicketEvent(
                ticket_id=ticket.id,
                at=now(),
                staff_id=member.id,
                kind="file",
                after=kept.id,
                text=kept.name,
                public=False,
                key=own,
            )
            session.add(line)
            detail = {"field": "file", "after": kept.id}
            audited(session, ticket, "ticket_changed", detail, member.id)
            await session.flush()
            return Received(line.id, None)

        return await self._db.write(work)

    async def read(self, member: Member, number: str, file_id: str) -> TicketFile:
        """A file of this ticket, on record for who sees all. Raises Refused."""

        async def work(session: AsyncSession) -> TicketFile:
            ticket = await session.scalar(select(Ticket).where(Ticket.number == number))
            if ticket is None or not may_see(member, ticket.group):
                raise unknown()
            found = await session.get(TicketFile, file_id)
            if found is None or found.ticket_id != ticket.id:
                raise Refused("unknown_file", say("desk.unknown_file"))
            if ticket.group not in member.groups and ticket.assignee != member.id:
                session.add(recorded(member, ticket.conversation_id, "file"))
            return found

        return await self._db.write(work)
