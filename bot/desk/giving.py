"""Which waiting case goes to whom, decided and done for many of them in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody
from bot.conversations.hub import GivenNews, Hub
from bot.conversations.log import Entry, append_each
from bot.desk.assignment import Gift, WaitingCase, giving
from bot.desk.cases import IN_TURN, open_cases
from bot.desk.holding import Holding
from bot.desk.presence import held_free_members
from bot.store.database import Database
from bot.store.tables import Conversation, ServiceCase, Staff
from bot.words import say

AT_ONCE = 200
"""Cases that are looked at together; when so many wait, the rest comes next."""


class Giving:
    """Gives what waits to who is free; nobody is passed over, whoever else gives at the time.

    All of it is decided while nobody else decides or queues, and nobody else changes the members'
    loads or takes the cases. The locks are taken in the order of `bot.desk.assignment`.
    """

    def __init__(self, database: Database, hub: Hub, holding: Holding, offline: timedelta) -> None:
        self._db = database
        self._hub = hub
        self._holding = holding
        self._offline = offline

    async def give(self) -> bool:
        """Give as much as can be given; whether there may be more at once.

        Raises DatabaseUnavailable.
        """
        return await self._db.write(self._give, first=True)

    async def _give(self, session: AsyncSession) -> bool:
        await giving(session)
        free = await held_free_members(session, self._offline)
        if not free:
            return False
        waiting = await _waiting(session, {group for member in free for group in member.groups})
        wanted = choose(waiting, free)
        kept = await _in_reach(session, wanted)
        if kept:
            await self._holding.given(session, kept)
            await self._tell(session, kept)
        return len(kept) < len(wanted) or (bool(kept) and len(waiting) == AT_ONCE)

    async def _tell(self, session: AsyncSession, gifts: Sequence[Gift]) -> None:
        """In each log who joined, and everybody once it is stored."""
        names = {gift.case.conversation: gift.staff.name for gift in gifts}
        joined = {conversation: _joined(name) for conversation, name in names.items()}
        messages = await append_each(session, joined)
        hands = {gift.case.conversation: gift.staff.id for gift in gifts}
        news = GivenNews(hands, await open_cases(session, list(hands)))
        self._hub.given(session, news, names, messages)


def choose(waiting: Sequence[WaitingCase], free: Sequence[Staff]) -> list[Gift]:
    """Each case in its turn: to who had it last, else to who has the largest share of room."""
    room = {member.id: member.capacity - member.load for member in free}
    gifts = []
    for case in waiting:
        able = [m for m in free if room[m.id] > 0 and case.group in m.groups]
        known = next((member for member in able if member.id == case.wanted), None)
        least = max(able, key=lambda m: (room[m.id] / m.capacity, room[m.id]), default=None)
        if (member := known or least) is None:
            continue
        room[member.id] -= 1
        gifts.append(Gift(case, member, "same_person" if known else "least_loaded"))
    return gifts


async def _waiting(session: AsyncSession, groups: Collection[str]) -> list[WaitingCase]:
    """What waits in these groups, in turn."""
    rows = await session.execute(
        select(ServiceCase.id, Conversation.id, ServiceCase.group, ServiceCase.wanted)
        .join(Conversation, ServiceCase.conversation_id == Conversation.id)
        .where(Conversation.owner == "queue", ServiceCase.closed_at.is_(None))
        .where(ServiceCase.group.in_(groups))
        .order_by(*IN_TURN)
        .limit(AT_ONCE)
    )
    return [WaitingCase(*row) for row in rows]


async def _in_reach(session: AsyncSession, gifts: Sequence[Gift]) -> list[Gift]:
    """Those whose conversation nobody else holds at the moment; it is held from now on.

    Who holds one may be taking it by hand, or only storing a word of the visitor: until that is
    known, nothing behind it in its group is given away.
    """
    if not gifts:
        return []
    found = await session.scalars(
        select(Conversation.id)
        .where(Conversation.id.in_([gift.case.conversation for gift in gifts]))
        .where(Conversation.owner == "queue")
        .with_for_update(skip_locked=True)
    )
    reached, passed, kept = set(found), set[str](), []
    for gift in gifts:
        if gift.case.conversation not in reached:
            passed.add(gift.case.group)
        elif gift.case.group not in passed:
            kept.append(gift)
    return kept


def _joined(name: str) -> Entry:
    return Entry("system", NoticeBody(text=say("handoff.joined", name=name), event="joined"))
