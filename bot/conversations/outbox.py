"""The outbox in SQL: every way in which a delivery's state changes.

waiting → sending → sent | failed | uncertain, or waiting again when certainly nothing arrived.
Only a person (`resend`) takes one out of failed or uncertain to be sent once more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversations.log import now
from bot.store.tables import ContactIdentity, Conversation, Delivery, DeliveryHold, Message

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
    also: tuple[Message, ...]
    """What goes out with it where the channel merges; all of it ends in the same state."""
    taken: frozenset[str]
    """The ids of the deliveries that go out together, this one's among them."""


async def anything_to_do(session: AsyncSession, channels: Collection[str]) -> bool:
    """Whether `claim` or `give_up_on_the_dead` would find a row now."""
    ready = _ready(Delivery, channels) & ~_held(Delivery)
    found = select(Delivery.id).where(or_(_dead(Delivery), ready)).limit(1)
    return await session.scalar(found) is not None


async def due_since(session: AsyncSession) -> datetime | None:
    """Since when a message could have been sent that still waits; not one that has to wait.

    A back-off, a quota that is used up until the person writes again, or an earlier message of
    the conversation are no delay of ours.
    """
    found = select(func.min(Delivery.due_at)).where(_due(Delivery), ~_held(Delivery))
    return await session.scalar(found)


@dataclass(frozen=True)
class Claimant:
    """Who takes deliveries, for how long, and in which channels several go out as one."""

    owner: str
    lease: timedelta
    merging: Collection[str] = frozenset()

    @property
    def values(self) -> dict[str, Any]:
        """What a claimed row gets."""
        return {
            "state": "sending",
            "attempts": Delivery.attempts + 1,
            "lease_owner": self.owner,
            "lease_until": now() + self.lease,
            "updated_at": now(),
        }


async def claim(
    session: AsyncSession, channels: Collection[str], claimant: Claimant, limit: int
) -> list[Outgoing]:
    """Take messages that are due for sending: the oldest one of a conversation.

    What waits behind it goes along where the channel merges. Nothing may be sent before this
    transaction is stored.
    """
    due = aliased(Delivery)
    ready = select(due.id).where(_ready(due, channels), ~_held(due)).order_by(due.due_at)
    return await _take(session, ready.limit(limit), claimant)


async def take_along(
    session: AsyncSession, conversation_id: str, channel: str, claimant: Claimant
) -> Outgoing | None:
    """The same of one conversation, for an answer under way: the hold is this one's own."""
    due = aliased(Delivery)
    ready = select(due.id).where(_ready(due, {channel}), due.conversation_id == conversation_id)
    return next(iter(await _take(session, ready.limit(1), claimant)), None)


async def _take(session: AsyncSession, ready: Select[str], claimant: Claimant) -> list[Outgoing]:
    claimed = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(ready.with_for_update(skip_locked=True)))
        .where(Delivery.state == "waiting")
        .values(claimant.values)
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
    taken = []
    for delivery, message, recipient in rows.all():
        also = {}
        if delivery.channel in claimant.merging:
            also = await _rest(session, delivery, claimant)
        ids = frozenset({delivery.id, *also})
        taken.append(Outgoing(delivery, message, recipient, tuple(also.values()), ids))
    return taken


async def _rest(session: AsyncSession, lead: Delivery, claimant: Claimant) -> dict[str, Message]:
    """Claim what goes out with this one: what waits behind it, or what did when it began to go."""
    mine = Delivery.batch == lead.batch if lead.parts else Delivery.parts == 0
    together = await session.scalars(
        update(Delivery)
        .where(Delivery.conversation_id == lead.conversation_id, Delivery.seq > lead.seq, mine)
        .where(Delivery.state == "waiting", Delivery.permit.is_(None))
        .values(claimant.values | {"batch": lead.id})
        .returning(Delivery.id)
    )
    batch = update(Delivery).where(Delivery.id == lead.id).values(batch=lead.id)
    await session.execute(batch)
    rows = await session.execute(
        select(Delivery.id, Message)
        .join(
            Message,
            (Message.conversation_id == Delivery.conversation_id) & (Message.seq == Delivery.seq),
        )
        .where(Delivery.id.in_(together.all()))
        .order_by(Delivery.seq)
    )
    return {row.id: row.Message for row in rows}


async def hold(session: AsyncSession, conversation_id: str, until: datetime) -> None:
    """Send nothing of this conversation until then: an answer under way may take it along."""
    row = await session.get(DeliveryHold, conversation_id, with_for_update=True)
    if row is None:
        session.add(DeliveryHold(conversation_id=conversation_id, until=until))
        await session.flush()
    elif row.until < until:
        row.until = until


async def release(session: AsyncSession, conversation_id: str, until: datetime) -> None:
    """The answer is gone; a later one keeps its own hold."""
    await session.execute(
        delete(DeliveryHold).where(
            DeliveryHold.conversation_id == conversation_id, DeliveryHold.until <= until
        )
    )


async def hasten(session: AsyncSession, conversation_id: str, codes: Collection[str]) -> None:
    """What waits because of one of these codes is due now."""
    await session.execute(
        update(Delivery)
        .where(Delivery.conversation_id == conversation_id, Delivery.state == "waiting")
        .where(Delivery.error.in_(codes))
        .values(due_at=now(), updated_at=now())
    )


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


async def settle(session: AsyncSession, outgoing: Outgoing, state: State, **values: Any) -> bool:
    """Store how an attempt ended, if it is still ours. Success also counts when it comes late."""
    before = UNSETTLED if state == "sent" else ("sending",)
    mine = Delivery.lease_owner == outgoing.delivery.lease_owner
    return await _change(session, Delivery.id.in_(outgoing.taken), before, state, mine, **values)


async def advance(session: AsyncSession, outgoing: Outgoing, parts: int) -> None:
    """Of what goes out as several messages of the platform, so many have certainly arrived."""
    await session.execute(
        update(Delivery).where(Delivery.id.in_(outgoing.taken)).values(parts=parts)
    )


async def confirm(session: AsyncSession, delivery_id: str, external_id: str | None) -> bool:
    """The platform says later that the person has it. False: that changes nothing."""
    values = {"external_id": external_id, "sent_at": now(), "error": None}
    return await _change(session, _with(delivery_id), UNSETTLED, "sent", **values)


async def resend(session: AsyncSession, delivery_id: str) -> bool:
    """A person wants it sent once more, with what went out together with it.

    False unless it is failed or uncertain.
    """
    return await _change(
        session, _with(delivery_id), TROUBLED, "waiting", attempts=0, due_at=now(), error=None
    )


async def not_delivered(session: AsyncSession, delivery_id: str, code: str) -> bool:
    """The platform says later that the person does not get it. False: that was known."""
    before: tuple[State, ...] = (*UNSETTLED, "sent")
    return await _change(session, _with(delivery_id), before, "failed", error=code)


async def abandon(session: AsyncSession, conversation_id: str, code: str) -> None:
    """Nobody is there any more: what waits is not sent, and says why."""
    mine = Delivery.conversation_id == conversation_id
    await _change(session, mine, ("waiting",), "failed", error=code)


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
    which: ColumnElement[bool],
    before: tuple[State, ...],
    after: State,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> bool:
    changed = await session.scalars(
        update(Delivery)
        .where(which, Delivery.state.in_(before), *conditions)
        .values(state=after, updated_at=now(), **values)
        .returning(Delivery.id)
    )
    return bool(changed.all())


def _with(delivery_id: str) -> ColumnElement[bool]:
    """This delivery and those that went out with it."""
    row = aliased(Delivery)
    batch = select(row.batch).where(row.id == delivery_id).scalar_subquery()
    return or_(Delivery.id == delivery_id, Delivery.batch == batch)


def _held(row: type[Delivery]) -> ColumnElement[bool]:
    return exists().where(
        DeliveryHold.conversation_id == row.conversation_id, DeliveryHold.until > now()
    )


def _ready(row: type[Delivery], channels: Collection[str]) -> ColumnElement[bool]:
    return _due(row) & row.channel.in_(channels)


def _due(row: type[Delivery]) -> ColumnElement[bool]:
    """Due, and nothing before it in its conversation is still to be sent or being sent."""
    earlier = aliased(Delivery)
    blocked = exists().where(
        earlier.conversation_id == row.conversation_id,
        earlier.seq < row.seq,
        earlier.state.in_(("waiting", "sending")),
    )
    return (row.state == "waiting") & (row.due_at <= now()) & ~blocked


def _dead(row: type[Delivery]) -> ColumnElement[bool]:
    return (row.state == "sending") & (row.lease_until < now())
