"""Contacts that are one person: a link between two of them, and whoever is reached by links.

Nothing is moved. Each contact keeps its channel, its conversation and what was told there; a link
that is undone leaves everything as it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.store.person_tables import ContactLink
from bot.store.tables import Contact, Conversation
from bot.words import say

How = Literal["staff", "code"]


async def same_person(
    session: AsyncSession, contact_id: str, how: How | None = None
) -> Sequence[str]:
    """The contact and all that are linked with it, directly or not; `how`: by such links only."""
    found = select(Contact.id.label("id")).where(Contact.id == contact_id)
    person = found.cte("person", recursive=True)
    other = case(
        (ContactLink.first == person.c.id, ContactLink.second), else_=ContactLink.first
    ).label("id")
    touching = or_(ContactLink.first == person.c.id, ContactLink.second == person.c.id)
    next_ones = select(other).join(person, touching).where(ContactLink.undone_at.is_(None))
    if how is not None:
        next_ones = next_ones.where(ContactLink.how == how)
    # UNION, not UNION ALL: it ends although links may form a circle.
    person = person.union(next_ones)
    return (await session.scalars(select(person.c.id))).all()


async def link(
    session: AsyncSession,
    one: Conversation,
    other: Conversation,
    how: How,
    staff_id: str | None = None,
) -> ContactLink:
    """Say that both are one person's, with its lines in the audit. Raises Refused."""
    if one.id == other.id:
        raise Refused("same_conversation", say("person.same_conversation"))
    if one.forgotten_at or other.forgotten_at:
        raise Refused("forgotten", say("person.forgotten"))
    # In one order for everybody, so that of two who link the same at once the second one sees it.
    both = sorted((one.contact_id, other.contact_id))
    await session.execute(
        select(Contact.id).where(Contact.id.in_(both)).order_by(Contact.id).with_for_update()
    )
    if other.contact_id in await same_person(session, one.contact_id):
        raise Refused("linked_already", say("person.linked_already"))
    made = ContactLink(
        id=str(uuid.uuid4()),
        first=one.contact_id,
        second=other.contact_id,
        how=how,
        at=now(),
        staff_id=staff_id,
    )
    session.add(made)
    for conversation in (one, other):
        detail = {"link": made.id, "how": how}
        record(session, "linked", detail=detail, conversation=conversation.id, staff=staff_id)
    await session.flush()
    return made
