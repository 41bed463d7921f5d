"""What the desk removes of a person: a running case ends, records lose who it was about.

A ticket (帮办单) is an official record: number, matter, state, dates and history stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.files import Files
from bot.conversations.hub import Hub
from bot.conversations.log import now
from bot.conversations.owner import change_owner
from bot.desk.assignment import change_open_case, decided
from bot.desk.holding import Holding
from bot.store.tables import CaseNote, Conversation, ServiceCase
from bot.store.ticket_tables import Ticket, TicketEvent, TicketFile
from bot.words import say

ENDED = "forgotten"
"""Disposition of the case that ran."""


class DeskForgetter:
    """Implements `Forgetter` for cases, notes and tickets."""

    def __init__(self, hub: Hub, holding: Holding, files: Files) -> None:
        self._hub = hub
        self._holding = holding
        self._files = files

    async def forget(self, session: AsyncSession, conversation: Conversation) -> Mapping[str, int]:
        """End what runs, then blank what was written about the person."""
        await self._end_case(session, conversation)
        return {
            "cases": await _blank_cases(session, conversation.id),
            "notes": await _blank_notes(session, conversation.id),
            **await blank_tickets(
                session, self._files, (Ticket.conversation_id == conversation.id) & ~blanked()
            ),
        }

    async def _end_case(self, session: AsyncSession, conversation: Conversation) -> None:
        if conversation.owner == "staff":
            await self._holding.ended(session, conversation.id, ENDED, conversation.assignee)
        elif conversation.owner == "queue":
            await change_owner(session, conversation.id, "queue", "bot")
            await decided(session, conversation.id, "closed", ENDED, None)
            await change_open_case(session, conversation.id, closed_at=now(), disposition=ENDED)
            self._hub.owner_changed(session, conversation.id)


async def _blank_cases(session: AsyncSession, conversation_id: str) -> int:
    changed = await session.scalars(
        update(ServiceCase)
        .where(ServiceCase.conversation_id == conversation_id)
        .values(
            summary="",
            grade_reason=None,
            grade_comment=None,
            follow_up_due_at=None,
            follow_up_note=None,
        )
        .returning(ServiceCase.id)
    )
    return len(changed.all())


async def _blank_notes(session: AsyncSession, conversation_id: str) -> int:
    changed = await session.scalars(
        update(CaseNote)
        .where(CaseNote.conversation_id == conversation_id)
        .values(text=say("forgotten.message"))
        .returning(CaseNote.id)
    )
    return len(changed.all())


def blanked() -> ColumnElement[bool]:
    """A ticket that says of nobody whose it was, and has not been worked on since."""
    said = select(TicketEvent.id).where(
        TicketEvent.ticket_id == Ticket.id,
        TicketEvent.kind == "forgotten",
        TicketEvent.at >= Ticket.closed_at,
    )
    return said.exists()


async def blank_tickets(
    session: AsyncSession, files: Files, which: ColumnElement[bool]
) -> Mapping[str, int]:
    """Remove from these tickets whatever says who asked for what, and how many there were."""
    changed = await session.scalars(
        update(Ticket)
        .where(which)
        .values(
            question=say("forgotten.message"),
            enterprise_name="",
            uscc=None,
            contact_name="",
            phone="",
            preferred_time=None,
            version=Ticket.version + 1,
        )
        .returning(Ticket.id)
        .execution_options(synchronize_session=False)
    )
    tickets = changed.all()
    gone = await discard_ticket_files(session, files, TicketFile.ticket_id.in_(tickets))
    written = TicketEvent.ticket_id.in_(tickets), TicketEvent.text.is_not(None)
    await session.execute(update(TicketEvent).where(*written).values(text=None))
    at = now()
    session.add_all(
        TicketEvent(ticket_id=ticket, at=at, kind="forgotten", public=False) for ticket in tickets
    )
    return {"tickets": len(tickets), "ticket_files": gone}


async def discard_ticket_files(
    session: AsyncSession, files: Files, which: ColumnElement[bool]
) -> int:
    """Remove these files, their names, and the way to them; the history says that they were there.

    The bytes go first, as those of files in conversations do.
    """
    found = (await session.scalars(select(TicketFile.id).where(which))).all()
    for file_id in found:
        await files.discard(file_id)
    named = TicketEvent.kind == "file", TicketEvent.after.in_(found)
    await session.execute(update(TicketEvent).where(*named).values(after=None, text=None))
    await session.execute(delete(TicketFile).where(TicketFile.id.in_(found)))
    return len(found)
