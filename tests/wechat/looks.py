"""What tests look at in the store."""

from __future__ import annotations

import asyncio
import time

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import TextBody
from bot.conversations.log import Entry, conversation_of
from bot.store.tables import Delivery, Message
from tests.wechat.conftest import App


async def conversation(app: App, openid: str) -> str:
    found = await app.parts.database.read(lambda s: conversation_of(s, "wechat_mp", openid))
    assert found is not None
    return found.id


async def words_of(app: App, openid: str, author: str = "visitor") -> list[str]:
    """What this author said, in order."""
    wanted = sa.select(Message).where(
        Message.conversation_id == await conversation(app, openid), Message.author == author
    )
    rows = await app.parts.database.read(lambda s: s.scalars(wanted.order_by(Message.seq)))
    return [row.body["text"] for row in rows]


async def deliveries(app: App) -> list[Delivery]:
    async with AsyncSession(app.parts.database.engine) as session:
        rows = await session.scalars(
            sa.select(Delivery).order_by(Delivery.created_at, Delivery.seq)
        )
        return list(rows)


async def last_delivery(app: App, *states: str, seconds: float = 60.0) -> Delivery:
    """The latest delivery once it is in one of these states."""
    deadline = time.monotonic() + seconds
    while True:
        row = (await deliveries(app))[-1]
        if row.state in states or time.monotonic() > deadline:
            assert row.state in states, (row.state, row.error)
            return row
        await asyncio.sleep(0.05)


async def tell(app: App, openid: str, *texts: str, author: str = "staff") -> None:
    """Somebody of the house writes to the person."""
    conversation_id = await conversation(app, openid)

    async def work(session: AsyncSession) -> None:
        for text in texts:
            entry = Entry("staff" if author == "staff" else "bot", TextBody(text=text))
            await app.parts.hub.append(session, conversation_id, entry)

    await app.parts.database.write(work)
