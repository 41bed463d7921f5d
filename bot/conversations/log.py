"""The append-only log of a conversation: a sequence without gaps, once an idempotency key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import Body, body_adapter
from bot.store.tables import Contact, ContactIdentity, Conversation, Delivery, Message

Author = Literal["visitor", "bot", "staff", "system"]
WITHIN = frozenset({"web", "cli"})
"""Channels whose clients read the log themselves. On every other one, also one that nobody serves
at the moment, what is not the visitor's own waits in the outbox."""


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Permit:
    """A platform's leave to send one message that its rules would not let pass."""

    code: str
    until: datetime


@dataclass(frozen=True)
class Entry:
    """A message to append. `payloads`: choice id → what the engine gets when it is pressed."""

    author: Author
    body: Body
    key: str | None = None
    turn_id: str | None = None
    author_name: str | None = None
    payloads: dict[str, str] = field(default_factory=dict)
    inward: bool = False
    """For those who read the log: it is not sent to the person, or they have it already."""
    permit: Permit | None = None


async def conversation_of(
    session: AsyncSession, channel: str, external_id: str
) -> Conversation | None:
    """The conversation of this person on this channel, if there is one."""
    return await session.scalar(
        select(Conversation)
        .join(ContactIdentity, ContactIdentity.contact_id == Conversation.contact_id)
        .where(ContactIdentity.channel == channel, ContactIdentity.external_id == external_id)
    )


async def open_conversation(session: AsyncSession, channel: str, external_id: str) -> Conversation:
    """The conversation of this person on this channel, made at the first call."""
    found = await conversation_of(session, channel, external_id)
    if found is not None:
        return found
    contact = Contact(id=str(uuid.uuid4()), created_at=now())
    session.add(contact)
    await session.flush()
    session.add(ContactIdentity(contact_id=contact.id, channel=channel, external_id=external_id))
    conversation = Conversation(
        id=str(uuid.uuid4()),
        contact_id=contact.id,
        channel=channel,
        created_at=now(),
        owner="bot",
        last_seq=0,
    )
    session.add(conversation)
    await session.flush()
    return conversation


# Each once a message: built once, and past the unit of work, which would cost as much again.
_CONVERSATION = cast(Table, Conversation.__table__)
_NEXT = (
    update(_CONVERSATION)
    .where(_CONVERSATION.c.id == bindparam("conversation"))
    .values(last_seq=_CONVERSATION.c.last_seq + 1)
    .returning(
        _CONVERSATION.c.last_seq,
        _CONVERSATION.c.channel,
        _CONVERSATION.c.forgotten_at,
    )
)
_NEXT_OF_EACH = (
    update(_CONVERSATION)
    .where(_CONVERSATION.c.id.in_(bindparam("conversations", expanding=True)))
    .values(last_seq=_CONVERSATION.c.last_seq + 1)
    .returning(
        _CONVERSATION.c.id,
        _CONVERSATION.c.last_seq,
        _CONVERSATION.c.channel,
        _CONVERSATION.c.forgotten_at,
    )
)
_STORE = insert(cast(Table, Message.__table__))
_KNOWN = select(Message).where(
    Message.conversation_id == bindparam("conversation"), Message.key == bindparam("key")
)


async def append(session: AsyncSession, conversation_id: str, entry: Entry) -> Message:
    """Store a message under the next sequence number, and its place in the outbox if it has one.

    Must run inside a write transaction: the number is given and the rows stored together.
    """
    given = await session.execute(_NEXT, {"conversation": conversation_id})
    numbered = given.one_or_none()
    if numbered is None:
        raise LookupError(conversation_id)
    seq, channel, forgotten_at = numbered
    values = _row(conversation_id, seq, entry)
    await session.execute(_STORE, values)
    message = Message(**values)
    if _goes_out(entry, channel, forgotten_at):
        session.add(_delivery(message, channel, entry.permit))
    return message


async def append_each(session: AsyncSession, entries: Mapping[str, Entry]) -> Mapping[str, Message]:
    """The same for one message in each of several conversations, by conversation, at once."""
    given = (await session.execute(_NEXT_OF_EACH, {"conversations": list(entries)})).all()
    if len(given) < len(entries):
        raise LookupError
    found = {}
    rows = []
    for conversation_id, seq, channel, forgotten_at in given:
        entry = entries[conversation_id]
        rows.append(_row(conversation_id, seq, entry))
        found[conversation_id] = message = Message(**rows[-1])
        if _goes_out(entry, channel, forgotten_at):
            session.add(_delivery(message, channel, entry.permit))
    await session.execute(_STORE, rows)
    return found


def _row(conversation_id: str, seq: int, entry: Entry) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "at": now(),
        "author": entry.author,
        "author_name": entry.author_name,
        "key": entry.key,
        "turn_id": entry.turn_id,
        "body": entry.body.model_dump(mode="json"),
        "payloads": entry.payloads or None,
    }


def _goes_out(entry: Entry, channel: str, forgotten_at: datetime | None) -> bool:
    ours = entry.author != "visitor" and not entry.inward
    return ours and channel not in WITHIN and forgotten_at is None


def _delivery(message: Message, channel: str, permit: Permit | None) -> Delivery:
    return Delivery(
        id=uuid.uuid4().hex,
        conversation_id=message.conversation_id,
        seq=message.seq,
        channel=channel,
        state="waiting",
        attempts=0,
        due_at=message.at,
        created_at=message.at,
        updated_at=message.at,
        permit=permit.code if permit else None,
        permit_until=permit.until if permit else None,
    )


async def by_key(session: AsyncSession, conversation_id: str, key: str) -> Message | None:
    """The message that was stored under this idempotency key."""
    return await session.scalar(_KNOWN, {"conversation": conversation_id, "key": key})


async def after(
    session: AsyncSession, conversation_id: str, seq: int, limit: int = 200
) -> Sequence[Message]:
    """Messages after a sequence number, oldest first, at most `limit`."""
    rows = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > seq)
        .order_by(Message.seq)
        .limit(limit)
    )
    return rows.all()


async def latest_choices(session: AsyncSession, conversation_id: str) -> Message | None:
    """The newest message of the assistant, if it offers choices."""
    message = await session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.author == "bot")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return message if message is not None and message.payloads else None


def body_of(message: Message) -> Body:
    """The typed body of a stored message."""
    return body_adapter.validate_python(message.body)
