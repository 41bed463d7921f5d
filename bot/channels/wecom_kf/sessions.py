"""What is known of the sessions with persons, and the requests that were made for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wechat import ledger
from bot.channels.wecom_kf.messages import account_and_person, id_of
from bot.conversations.log import now
from bot.conversations.outbox import Outgoing, hasten
from bot.store.tables import Delivery, Turn
from bot.store.wecom_tables import WecomIncoming, WecomSent, WecomSession

POOL, SERVICER, OVER = 2, 3, 4
"""The states of a session in which only servicers speak, and the one in which nobody does."""
QUOTA_USED = "95001"
"""Why a message waits that the person's next one lets go; also when we counted it ourselves."""


@dataclass(frozen=True)
class Part:
    """One request to the platform; its id stays the same until it is known to be lost."""

    msgid: str
    number: int


async def session_of(session: AsyncSession, recipient: str) -> WecomSession:
    """The row of this person; made at the first call."""
    key = account_and_person(recipient)
    found = await session.get(WecomSession, key, populate_existing=True)
    if found is None:
        found = WecomSession(open_kfid=key[0], external_userid=key[1])
        session.add(found)
        await session.flush()
    return found


async def know(session: AsyncSession, recipient: str, **values: Any) -> None:
    """Keep what the platform said of this session."""
    row = await session_of(session, recipient)
    for name, value in values.items():
        setattr(row, name, value)


async def changes(session: AsyncSession, recipient: str, at: datetime, state: int | None) -> bool:
    """Keep that servicers took or ended the session; False when something later is known."""
    row = await session_of(session, recipient)
    moved = await session.scalar(
        update(WecomSession)
        .where(
            WecomSession.open_kfid == row.open_kfid,
            WecomSession.external_userid == row.external_userid,
            or_(WecomSession.changed_at.is_(None), WecomSession.changed_at <= at),
        )
        .values(changed_at=at, state=state)
        .returning(WecomSession.open_kfid)
    )
    return moved is not None


async def more_is_coming(session: AsyncSession, conversation_id: str, recipient: str) -> bool:
    """Whether something that the person said is still to be answered."""
    account, person = account_and_person(recipient)
    pulled = exists().where(
        WecomIncoming.open_kfid == account,
        WecomIncoming.external_userid == person,
        WecomIncoming.state == "waiting",
    )
    pending = exists().where(Turn.conversation_id == conversation_id, Turn.state == "pending")
    return bool(await session.scalar(select(or_(pulled, pending))))


async def parts_left(session: AsyncSession, delivery: Delivery, parts: int) -> list[Part]:
    """The requests of a delivery that are still to be made, each with its id.

    One that the platform took is not made again. One of which nobody knows keeps its id, which
    the platform takes once; one that it could not deliver gets another, or it would be refused.
    """
    rows = await session.scalars(
        select(WecomSent).where(WecomSent.delivery_id == delivery.id).order_by(WecomSent.attempt)
    )
    latest = {row.part: row for row in rows}
    left = []
    for number in range(parts):
        row = latest.get(number)
        if row is None:
            left.append(Part(_msgid(delivery.id, number, 0), number))
        elif row.state == "failed":
            left.append(Part(_msgid(delivery.id, number, row.attempt + 1), number))
        elif row.state == "asked":
            left.append(Part(row.msgid, number))
    return left


def _msgid(delivery_id: str, number: int, attempt: int) -> str:
    """At most 32 letters and digits."""
    if number == attempt == 0:
        return delivery_id
    return hashlib.sha256(f"{delivery_id}/{number}/{attempt}".encode()).hexdigest()[:32]


async def ask(session: AsyncSession, outgoing: Outgoing, part: Part) -> None:
    """Write down that the platform is asked now."""
    row = await session.get(WecomSent, part.msgid)
    if row is None:
        row = await _row(session, outgoing, part, part.msgid)
    row.at, row.state = now(), "asked"


async def by_code(session: AsyncSession, outgoing: Outgoing, part: Part, name: str) -> None:
    """The platform took it for an event's code, under a name of its own: the quota is untouched."""
    row = await _row(session, outgoing, part, id_of(name))
    row.at, row.state = now(), "by_code"


async def heard(session: AsyncSession, conversation_id: str, recipient: str, at: datetime) -> None:
    """The person wrote: five messages may follow, and what waited for that goes out.

    What was pulled together counts once: the platform counts from the last of it.
    """
    row = await session_of(session, recipient)
    if row.heard_at is None or row.heard_at < at:
        row.heard_at = at
        await ledger.close(session, conversation_id)
        await ledger.grant(session, conversation_id, ledger.SPOKE)
        await hasten(session, conversation_id, (QUOTA_USED,))


async def _row(session: AsyncSession, outgoing: Outgoing, part: Part, msgid: str) -> WecomSent:
    before = select(func.count()).where(
        WecomSent.delivery_id == outgoing.delivery.id, WecomSent.part == part.number
    )
    row = WecomSent(
        msgid=msgid,
        delivery_id=outgoing.delivery.id,
        part=part.number,
        attempt=await session.scalar(before) or 0,
        recipient=outgoing.recipient,
    )
    session.add(row)
    return row


async def took(session: AsyncSession, conversation_id: str, part: Part) -> None:
    """The platform has it."""
    await ledger.spend(session, conversation_id)
    await session.execute(
        update(WecomSent).where(WecomSent.msgid == part.msgid).values(state="taken")
    )


async def refused(session: AsyncSession, part: Part) -> None:
    """The platform certainly does not have it: it counts for nothing, and its id is free."""
    row = await session.get(WecomSent, part.msgid)
    if row is not None:
        await session.delete(row)


async def lost(session: AsyncSession, msgid: str) -> str | None:
    """The platform could not deliver this one; the delivery that it was a part of."""
    return await session.scalar(
        update(WecomSent)
        .where(WecomSent.msgid == id_of(msgid))
        .values(state="failed")
        .returning(WecomSent.delivery_id)
    )


def with_servicers(state: int | None) -> bool:
    """Whether only servicers may speak."""
    return state in (POOL, SERVICER)
