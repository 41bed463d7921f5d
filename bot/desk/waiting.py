"""A visitor whom nobody has taken for a while is told so, and how many are ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody
from bot.conversations.effects import Draft
from bot.conversations.log import now
from bot.conversations.timers import cancel_timers, set_timer
from bot.desk.cases import waiting_in_turn
from bot.store.tables import Conversation
from bot.words import say

KIND = "still_waiting"


class StillWaiting:
    """The timer of a conversation in the queue."""

    def __init__(self, after: timedelta) -> None:
        """`after`: the city wants a first word of a person within a minute."""
        self._after = after

    async def queued(self, session: AsyncSession, conversation_id: str) -> None:
        """The wait begins."""
        await set_timer(session, KIND, conversation_id, now() + self._after)

    async def over(self, session: AsyncSession, conversation_id: str) -> None:
        """The visitor left the queue."""
        await cancel_timers(session, [KIND], [conversation_id])

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """Say how many wait longer, unless the wait is over."""
        if conversation.owner != "queue":
            return []
        waiting = (await waiting_in_turn(session)).values()
        ahead = next(of.index(conversation.id) for of in waiting if conversation.id in of)
        text = say("handoff.still_waiting", ahead=ahead)
        return [Draft(NoticeBody(text=text, event="still_waiting"), system=True)]
