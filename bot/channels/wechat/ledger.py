"""How many messages may still be sent to a person, as far as we counted; the platform decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.wechat_tables import WechatGrant


@dataclass(frozen=True)
class Grant:
    """What something that the person did allows."""

    messages: int
    lasts: timedelta


SPOKE = Grant(5, timedelta(hours=48))
PRESSED = Grant(3, timedelta(minutes=1))
"""A menu, a choice of ours, a scanned code, having subscribed."""
Room = Literal["open", "used", "unknown"]


async def grant(session: AsyncSession, conversation_id: str, given: Grant) -> None:
    """Count what the person allows by what they did just now."""
    await session.execute(
        delete(WechatGrant).where(
            WechatGrant.conversation_id == conversation_id, WechatGrant.until <= now()
        )
    )
    session.add(
        WechatGrant(conversation_id=conversation_id, until=now() + given.lasts, left=given.messages)
    )


async def room(session: AsyncSession, conversation_id: str) -> Room:
    """Whether another message may go. Unknown: no grant holds, and the platform says why not."""
    messages = await left(session, conversation_id)
    if messages is None:
        return "unknown"
    return "open" if messages > 0 else "used"


async def left(session: AsyncSession, conversation_id: str) -> int | None:
    """How many may still go; None: no grant holds."""
    return await session.scalar(
        select(func.sum(WechatGrant.left)).where(
            WechatGrant.conversation_id == conversation_id, WechatGrant.until > now()
        )
    )


async def spend(session: AsyncSession, conversation_id: str) -> None:
    """Count a message that went, in the grant that ends first."""
    oldest = (
        select(WechatGrant.id)
        .where(
            WechatGrant.conversation_id == conversation_id,
            WechatGrant.until > now(),
            WechatGrant.left > 0,
        )
        .order_by(WechatGrant.until)
        .limit(1)
    )
    await session.execute(
        update(WechatGrant).where(WechatGrant.id.in_(oldest)).values(left=WechatGrant.left - 1)
    )


async def exhaust(session: AsyncSession, conversation_id: str) -> None:
    """The platform says that nothing is left."""
    await session.execute(
        update(WechatGrant).where(WechatGrant.conversation_id == conversation_id).values(left=0)
    )


async def close(session: AsyncSession, conversation_id: str) -> None:
    """The platform says that nothing may be sent at all."""
    await session.execute(delete(WechatGrant).where(WechatGrant.conversation_id == conversation_id))
