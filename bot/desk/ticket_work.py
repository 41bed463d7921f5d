"""What staff do with tickets: open one for a conversation, change it, note something on it.

What the enterprise is to know is written into its conversation in the same transaction, whoever
owns the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import Kind
from bot.conversations.hub import DESK, CaseNews, Hub
from bot.conversations.log import Entry, now
from bot.conversations.once import Received, Refused, locked, once
from bot.conversations.spoken import spoken
from bot.desk.access import may_see, read, recorded
from bot.desk.accounts import ANSWERS, Member
from bot.desk.ticket_book import OPEN, HistoryLine, TicketLine, outside, read_ticket, unknown
from bot.desk.ticket_opening import Opened, Priority, TicketOpening, Told, audited
from bot.desk.tickets import card, state_card
from bot.knowledge.matters import Knowledge
from bot.store.database import Database, after_commit
from bot.store.tables import Contact, Message, ServiceCase, Staff
from bot.store.ticket_tables import Ticket, TicketEvent
from bot.words import say

Values = Mapping[str, str | bool | None]
"""New values by field: `state`, `priority`, `complex`, `assignee`."""
Detail = tuple[TicketLine, Sequence[HistoryLine]]
CHINA = 86


@dataclass(frozen=True)
class Asked:
    """What a member of staff writes into a new ticket; what is empty is taken from the contact."""

    matter: str | None
    question: str
    enterprise_name: str | None
    uscc: str | None
    contact_name: str | None
    phone: str | None
    preferred_time: str | None
    priority: Priority
    complex: bool
    mine: bool


class TicketWork:
    """Changes tickets, each change with its line in the history."""

    def __init__(
        self, database: Database, hub: Hub, knowledge: Knowledge, opening: TicketOpening
    ) -> None:
        self._db = database
        self._hub = hub
        self._knowledge = knowledge
        self._opening = opening

    async def open(self, member: Member, conversation_id: str, key: str, asked: Asked) -> Detail:
        """A ticket of this conversation, made once a key.

        Raises Refused for a conversation that the member does not see and for what no ticket can
        be without.
        """
        # A blank, which no key holds, keeps it apart from the keys of what the member says.
        own = f"{member.id[:8]} {key}"

        async def work(session: AsyncSession) -> Received:
            await locked(session, conversation_id)
            # What is left out is taken from the contact: a ticket tells as much as a look does.
            conversation = await read(session, member, conversation_id, "ticket")
            contact = await session.get_one(Contact, conversation.contact_id)
            told = self._told(asked, contact)
            group: str = self._knowledge.group(asked.matter)
            if asked.matter is None:
                group = await _group_of_case(session, conversation_id) or group
            how = _how(asked, member, group)
            ticket = await self._opening.open(session, conversation, told, how)
            # The desk calls the case by who is known to have it.
            known = CaseNews(conversation_id)
            after_commit(session, lambda: self._hub.publish(DESK, known))
            text = say("ticket.opened_by_staff", number=ticket.number)
            entry = Entry("system", card(self._knowledge, ticket, text), own)
            return Received((await self._hub.append(session, conversation_id, entry)).seq, None)

        try:
            received = await once(self._db, conversation_id, own, work)
        except LookupError:
            raise Refused("unknown_conversation", say("desk.unknown")) from None

        async def made(session: AsyncSession) -> Detail:
            message = await session.get_one(Message, (conversation_id, received.seq))
            return await read_ticket(session, None, str(message.body["number"]))

        return await self._db.read(made)

    async def change(self, member: Member, number: str, version: int, values: Values) -> Detail:
        """Give fields new values, unless somebody changed the ticket after `version`.

        The enterprise is told of a new state. Raises Refused; nothing is changed then.
        """

        async def work(session: AsyncSession) -> Detail:
            ticket = await locked_ticket(session, member, number)
            if ticket.version != version:
                raise Refused("changed", say("desk.ticket_changed"))
            changed = {name: new for name, new in values.items() if getattr(ticket, name) != new}
            await _check(session, changed)
            for name, new in changed.items():
                before = getattr(ticket, name)
                session.add(_event(ticket, member, name, before, new))
                setattr(ticket, name, new)
                detail = {"field": name, "before": before, "after": new}
                closed = name == "state" and new not in OPEN
                kind: Kind = "ticket_closed" if closed else "ticket_changed"
                audited(session, ticket, kind, detail, member.id)
            if changed:
                ticket.version += 1
                self._follow(ticket, changed)
                await session.flush()
            if "state" in changed:
                label = say(f"ticket.states.{ticket.state}")
                text = say("ticket.told_state", number=ticket.number, state=label)
                await self._tell(session, ticket, text)
            return await _shown(session, member, number)

        return await self._db.write(work)

    async def note(
        self, member: Member, number: str, key: str, text: str, *, public: bool
    ) -> Detail:
        """Write a note, once a key; a public one is told to the enterprise. Raises Refused."""
        words = spoken(text)
        own = f"{member.id[:8]} {key}"

        async def work(session: AsyncSession) -> Detail:
            ticket = await locked_ticket(session, member, number)
            known = select(TicketEvent.id).where(
                TicketEvent.ticket_id == ticket.id, TicketEvent.key == own
            )
            if await session.scalar(known) is None:
                session.add(
                    TicketEvent(
                        ticket_id=ticket.id,
                        at=now(),
                        staff_id=member.id,
                        kind="note",
                        text=words,
                        public=public,
                        key=own,
                    )
                )
                audited(session, ticket, "ticket_changed", {"field": "note"}, member.id)
                await session.flush()
                if public:
                    told = say("ticket.told_note", number=ticket.number, text=words)
                    await self._tell(session, ticket, told)
            return await _shown(session, member, number)

        return await self._db.write(work)

    def _follow(self, ticket: Ticket, changed: Values) -> None:
        """What follows from new values."""
        if "state" in changed:
            ticket.closed_at = None if ticket.state in OPEN else now()
        if "complex" in changed:
            ticket.due_at = self._opening.due_at(ticket.created_at, ticket.complex)

    async def _tell(self, session: AsyncSession, ticket: Ticket, text: str) -> None:
        """Say it in the conversation."""
        entry = Entry("system", state_card(ticket, text))
        await self._hub.append(session, ticket.conversation_id, entry)

    def _told(self, asked: Asked, contact: Contact) -> Told:
        enterprise = asked.enterprise_name or contact.enterprise_name
        name = asked.contact_name or contact.name
        phone = asked.phone or contact.phone
        if not (enterprise and name and phone):
            raise Refused("contact_missing", say("desk.contact_missing"))
        if asked.matter is not None and asked.matter not in self._knowledge.matters:
            raise Refused("unknown_matter", say("desk.unknown_matter"))
        return Told(
            matter=asked.matter,
            question=spoken(asked.question),
            enterprise_name=enterprise,
            uscc=asked.uscc or contact.uscc,
            contact_name=name,
            phone=_phone(phone),
            preferred_time=asked.preferred_time,
        )


def _how(asked: Asked, member: Member, group: str) -> Opened:
    """By this member, and in their hands unless they want it otherwise or it is another group's."""
    own = group in member.groups and member.role in ANSWERS
    return Opened(
        source="staff",
        staff_id=member.id,
        priority=asked.priority,
        complex=asked.complex,
        group=group,
        assignee=member.id if asked.mine and own else None,
    )


async def _group_of_case(session: AsyncSession, conversation_id: str) -> str | None:
    """Who has the open case of the conversation: theirs is a ticket without a matter."""
    group: str | None = await session.scalar(
        select(ServiceCase.group).where(ServiceCase.open_in(conversation_id))
    )
    return group


async def _shown(session: AsyncSession, member: Member, number: str) -> Detail:
    """The ticket as it is now; who sees it because they see all leaves a record."""
    found = await read_ticket(session, member, number)
    if outside(member, found[0]):
        session.add(recorded(member, found[0].conversation, "ticket"))
    return found


async def locked_ticket(session: AsyncSession, member: Member, number: str) -> Ticket:
    """The ticket, held against other writers; its conversation first, as everywhere else.

    Raises Refused.
    """
    query = select(Ticket.conversation_id, Ticket.group).where(Ticket.number == number)
    found = (await session.execute(query)).one_or_none()
    if found is None or not may_see(member, found.group):
        raise unknown()
    await locked(session, found.conversation_id)
    return (
        await session.scalars(select(Ticket).where(Ticket.number == number).with_for_update())
    ).one()


async def _check(session: AsyncSession, changed: Values) -> None:
    if changed.get("state") == "accepted":
        raise Refused("state", say("desk.ticket_not_back"))
    assignee = changed.get("assignee")
    if assignee is not None:
        query = select(Staff.id).where(Staff.id == assignee, Staff.active)
        if await session.scalar(query) is None:
            raise Refused("unknown_staff", say("desk.unknown_staff"))


def _event(
    ticket: Ticket, member: Member, kind: str, before: str | bool | None, after: str | bool | None
) -> TicketEvent:
    return TicketEvent(
        ticket_id=ticket.id,
        at=now(),
        staff_id=member.id,
        kind=kind,
        before=_written(before),
        after=_written(after),
        public=kind == "state",
    )


def _written(value: str | bool | None) -> str | None:
    return str(value).lower() if isinstance(value, bool) else value


def _phone(text: str) -> str:
    """A number that can exist, as the form writes it down. Raises Refused."""
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise Refused("phone", say("desk.phone")) from None
    if not phonenumbers.is_valid_number(number):
        raise Refused("phone", say("desk.phone"))
    national = number.country_code == CHINA
    formats = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(number, formats.NATIONAL if national else formats.E164)
    return re.sub(r"\s", "", written)
