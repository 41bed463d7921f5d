"""What the WeChat channels keep of a person who is to be forgotten."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.tables import Conversation
from bot.store.wechat_tables import WechatPush, WechatSession


class PushForgetter:
    """Implements `Forgetter`: of what was pushed only the digest stays, so that a repeat is known.

    Without it the repeated news that somebody has left would make them a new person.
    """

    async def forget(self, session: AsyncSession, conversation: Conversation) -> Mapping[str, int]:
        """Blank what is worked off; the rest is blanked when it is."""
        mine = WechatPush.conversation_id == conversation.id
        done = WechatPush.handled_at.is_not(None)
        changed = await session.scalars(
            update(WechatPush).where(mine).values(answer=None).returning(WechatPush.id)
        )
        count = len(changed.all())
        await session.execute(update(WechatPush).where(mine, done).values(fields={}, turn_id=None))
        await session.execute(
            delete(WechatSession).where(WechatSession.conversation_id == conversation.id)
        )
        return {"pushes": count}
