"""The outbox in SQL: every way in which a delivery's state changes.

waiting → sending → sent | failed | uncertain, or waiting again when certainly nothing arrived.
Only a person (`resend`) takes one out of failed or uncertain to be sent once more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversations.log import now
from bot.store.tables import ContactIdentity, Conversation, Delivery, Message

State = Literal["waiting", "sending", "sent", "uncertain", "failed"]
UNSETTLED: tuple[State, ...] = ("waiting", "sending", "uncertain")
TROUBLED: tuple[State, ...] = ("uncertain", "failed")
PROCESS_DIED = "process_died"


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out, in the hands of the one process that may send it now.

    `delivery.id` is 32 letters and digits and stays the same at every attempt, a resend by hand
    included: a platform that refuses a repeated id gets this one.
    """

    delivery: Delivery
    message: Message
    recipient: str
    """The platform's name of the person."""


async def anything_to_do(session: AsyncSession, channels: Collection[str]) -> bool:
    """Whether `claim` or `give_up_on_the_dead` would find a row now."""
    found = select(Delivery.id).where(or_(_dead(Delivery), _ready(Delivery, channels))).limit(1)
    return await session.scalar(found) is not None


async def claim(
    session: AsyncSession, channels: Collection[str], owner: str, lease: timedelta, limit: int
) -> list[Outgoing]:
    """Take messages that are due for sending, at most the oldest one of a conversation.

    Nothing may be sent before this transaction is stored.
    """
    due = aliased(Delivery)
    ready = select(due.id).where(_ready(due, channels)).order_by(due.due_at).limit(limit)
    claimed = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(ready.with_for_update(skip_locked=True)))
        .where(Delivery.state == "waiting")
        .values(
            state="sending",
            attempts=Delivery.attempts + 1,
            lease_owner=owner,
            lease_until=now() + lease,
            updated_at=now(),
        )
        .returning(Delivery.id)
    )
    rows = await session.execute(
        select(Delivery, Message, ContactIdentity.external_id)
        .join(
            Message,
            (Message.conversation_id == Delivery.conversation_id) & (Message.seq == Delivery.seq),
        )
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(
            ContactIdentity,
            (ContactIdentity.contact_id == Conversation.contact_id)
            & (ContactIdentity.channel == Delivery.channel),
        )
        .where(Delivery.id.in_(claimed.all()))
    )
    return [Outgoing(*row) for row in rows]


async def give_up_on_the_dead(session: AsyncSession) -> Sequence[str]:
    """Sends whose process died half-way become uncertain: nobody knows what the person got."""
    row = aliased(Delivery)
    dead = select(row.id).where(_dead(row)).with_for_update(skip_locked=True)
    ids = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(dead), Delivery.state == "sending")
        .values(state="uncertain", error=PROCESS_DIED, updated_at=now())
        .returning(Delivery.id)
    )
    return ids.all()


async def settle(session: AsyncSession, delivery: Delivery, state: State, **values: Any) -> bool:
    """Store how an attempt ended, if it is still ours. Success also counts when it comes late."""
    before = UNSETTLED if state == "sent" else ("sending",)
    mine = Delivery.lease_owner == delivery.lease_owner
    return await _change(session, delivery.id, before, state, mine, **values)


async def confirm(session: AsyncSession, delivery_id: str, external_id: str | None) -> bool:
    """The platform says later that the person has it. False: that changes nothing."""
    values = {"external_id": external_id, "sent_at": now(), "error": None}
    return await _change(session, delivery_id, UNSETTLED, "sent", **values)


async def resend(session: AsyncSession, delivery_id: str) -> bool:
    """A person wants it sent once more. False unless it is failed or uncertain."""
    return await _change(
        session, delivery_id, TROUBLED, "waiting", attempts=0, due_at=now(), error=None
    )


async def troubled(session: AsyncSession) -> Sequence[Delivery]:
    """What a person must look at, the oldest first."""
    rows = await session.scalars(
        select(Delivery)
        .where(Delivery.state.in_(TROUBLED))
        .order_by(Delivery.created_at, Delivery.seq)
    )
    return rows.all()


async def _change(
    session: AsyncSession,
    delivery_id: str,
    before: tuple[State, ...],
    after: State,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    changed = await session.scalar(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(before), *conditions)
        .values(state=after, updated_at=now(), **values)
        .returning(Delivery.id)
    )
    return changed is not None


def _ready(row: type[Delivery], channels: Collection[str]) -> ColumnElement[bool]:
    """Due, and nothing before it in its conversation is still to be sent or being sent."""
    earlier = aliased(Delivery)
    blocked = exists().where(
        earlier.conversation_id == row.conversation_id,
        earlier.seq < row.seq,
        earlier.state.in_(("waiting", "sending")),
    )
    due = (row.state == "waiting") & (row.due_at <= now())
    return due & row.channel.in_(channels) & ~blocked


def _dead(row: type[Delivery]) -> ColumnElement[bool]:
    return (row.state == "sending") & (row.lease_until < now())
