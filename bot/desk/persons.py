"""Staff say that two conversations are one person's, and take that back.

A member needs to see both conversations, as for everything else; what they may not see is neither
found nor shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.conversations.persons import link, same_person
from bot.desk.access import may_see, read, visible
from bot.desk.accounts import Member
from bot.store.database import Database
from bot.store.person_tables import ContactLink
from bot.store.tables import Contact, Conversation, Message
from bot.store.ticket_tables import Ticket
from bot.words import say

FOUND = 10
SHORTEST, SHORTEST_PHONE = 2, 4


@dataclass(frozen=True)
class Person:
    """Another conversation, for telling whether it is the same person's."""

    conversation: str
    channel: str
    contact_name: str | None
    enterprise_name: str | None
    phone: str | None
    tickets: Sequence[str]
    last_at: datetime | None


@dataclass(frozen=True)
class Linked:
    """A link between two conversations."""

    id: str
    how: str
    at: datetime
    conversations: tuple[str, str]


class Persons:
    """Finds, links and parts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def candidates(
        self, member: Member, conversation_id: str, search: str
    ) -> Sequence[Person]:
        """Conversations that may be the same person's, by name, phone or number of a ticket.

        Raises Refused.
        """
        words = search.strip()
        digits = re.sub(r"[\s-]", "", words)
        shortest = SHORTEST_PHONE if digits.isdigit() else SHORTEST
        if len(digits) < shortest:
            raise Refused("search_short", say("person.search_short"))

        async def work(session: AsyncSession) -> Sequence[Person]:
            own = await read(session, member, conversation_id, "candidates")
            known = await same_person(session, own.contact_id)
            query = (
                visible(member)
                .join(Contact, Contact.id == Conversation.contact_id)
                .where(Conversation.contact_id.not_in(known), Conversation.forgotten_at.is_(None))
                .where(_named(words, digits))
                .order_by(Conversation.created_at.desc())
                .limit(FOUND)
            )
            found = (await session.scalars(query)).all()
            return [await person_of(session, member, one) for one in found]

        return await self._db.write(work)

    async def link(self, member: Member, conversation_id: str, other_id: str) -> Linked:
        """Both are one person's. Raises Refused."""

        async def work(session: AsyncSession) -> Linked:
            one = await read(session, member, conversation_id, "link")
            other = await read(session, member, other_id, "link")
            return _linked(await link(session, one, other, "staff", member.id), one.id, other.id)

        return await self._db.write(work)

    async def unlink(self, member: Member, link_id: str) -> Linked:
        """They are not, after all; everything is as it was before. Raises Refused."""

        async def work(session: AsyncSession) -> Linked:
            found = await session.scalar(
                select(ContactLink)
                .where(ContactLink.id == link_id, ContactLink.undone_at.is_(None))
                .with_for_update()
            )
            if found is None:
                raise Refused("unknown_link", say("person.unknown_link"))
            of = await _conversations(session, member, (found.first, found.second))
            if len(of) < 2:
                raise Refused("unknown_link", say("person.unknown_link"))
            found.undone_at = now()
            for conversation in of:
                detail = {"link": found.id, "how": found.how}
                record(
                    session,
                    "unlinked",
                    detail=detail,
                    conversation=conversation.id,
                    staff=member.id,
                )
            return _linked(found, of[0].id, of[1].id)

        return await self._db.write(work)


async def person_of(session: AsyncSession, member: Member, conversation: Conversation) -> Person:
    """What tells staff whose this conversation is: tickets only of the member's groups."""
    contact = await session.get_one(Contact, conversation.contact_id)
    tickets = await session.execute(
        select(Ticket.number, Ticket.group)
        .where(Ticket.conversation_id == conversation.id)
        .order_by(Ticket.created_at.desc())
    )
    last_at = await session.scalar(
        select(Message.at).where(
            Message.conversation_id == conversation.id, Message.seq == conversation.last_seq
        )
    )
    return Person(
        conversation=conversation.id,
        channel=conversation.channel,
        contact_name=contact.name,
        enterprise_name=contact.enterprise_name,
        phone=contact.phone,
        tickets=[number for number, group in tickets if may_see(member, group)],
        last_at=last_at,
    )


async def others_of(
    session: AsyncSession, member: Member, conversation: Conversation
) -> tuple[Sequence[Conversation], Sequence[Linked]]:
    """The other conversations of the same person, and the links, as far as the member sees them."""
    contacts = await same_person(session, conversation.contact_id)
    seen = await _conversations(session, member, contacts)
    by_contact = {one.contact_id: one.id for one in seen} | {
        conversation.contact_id: conversation.id
    }
    rows = await session.scalars(
        select(ContactLink)
        .where(
            ContactLink.undone_at.is_(None),
            ContactLink.first.in_(by_contact),
            ContactLink.second.in_(by_contact),
        )
        .order_by(ContactLink.at)
    )
    links = [_linked(row, by_contact[row.first], by_contact[row.second]) for row in rows]
    return [one for one in seen if one.id != conversation.id], links


async def _conversations(
    session: AsyncSession, member: Member, contacts: Sequence[str]
) -> Sequence[Conversation]:
    query = visible(member).where(Conversation.contact_id.in_(contacts))
    return (await session.scalars(query.order_by(Conversation.created_at))).all()


def _named(words: str, digits: str) -> ColumnElement[bool]:
    """Whether contact or a ticket has what was typed."""
    conditions = [
        Contact.name.contains(words, autoescape=True),
        Contact.enterprise_name.contains(words, autoescape=True),
        _ticket(Ticket.number == digits.upper()),
    ]
    if digits.isdigit():
        phones = (Contact.phone.endswith(digits), _ticket(Ticket.phone.endswith(digits)))
        conditions.extend(phones)
    return or_(*conditions)


def _ticket(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Ticket.conversation_id == Conversation.id, condition)


def _linked(row: ContactLink, one: str, other: str) -> Linked:
    return Linked(id=row.id, how=row.how, at=row.at, conversations=(one, other))
