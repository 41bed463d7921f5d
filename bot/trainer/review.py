"""The way of a change set: submitted by its author, approved or sent back by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.store.database import Database
from bot.store.tables import Staff
from bot.store.trainer_tables import Change, ChangeSet, ChangeSetEvent, InboxDecision, InboxItem
from bot.trainer import sets
from bot.trainer.library import Library
from bot.trainer.merging import Conflict
from bot.trainer.sets import SetLine, State
from bot.words import say

Seen = tuple[str, int]
"""A set's id and the version that was looked at."""


@dataclass(frozen=True)
class EventLine:
    """A step of a set's way."""

    at: datetime
    staff: str | None
    staff_name: str | None
    kind: str
    text: str | None


@dataclass(frozen=True)
class SetDetail:
    """A set with everything in it."""

    line: SetLine
    changes: Sequence[Change]
    history: Sequence[EventLine]
    conflicts: Sequence[Conflict]
    """Changes that do not fit what is there without the set."""


class Review:
    """Reads sets and moves them on. `two`: nobody approves what they wrote themselves."""

    def __init__(self, database: Database, library: Library, two: bool) -> None:
        self._db = database
        self._library = library
        self.two = two

    async def page(
        self, state: State | None, after: str | None, limit: int
    ) -> tuple[Sequence[SetLine], bool]:
        """A part of the sets, the newest first, and whether there are more.

        `after` is the id of the last set of the part before. Raises Refused for none of ours.
        """

        async def work(session: AsyncSession) -> Sequence[SetLine]:
            query = sets.lines().order_by(ChangeSet.created_at.desc(), ChangeSet.id.desc())
            if state is not None:
                query = query.where(ChangeSet.state == state)
            if after is not None:
                last = await session.get(ChangeSet, after)
                if last is None:
                    raise sets.unknown_set()
                query = query.where(sets.after_cursor(last.created_at, last.id))
            return [sets.line(row) for row in await session.execute(query.limit(limit + 1))]

        found = await self._db.read(work)
        return found[:limit], len(found) > limit

    async def read(self, set_id: str) -> SetDetail:
        """One set. Raises Refused."""

        async def work(session: AsyncSession) -> tuple[Any, ...]:
            row = (await session.execute(sets.lines(ChangeSet.id == set_id))).one_or_none()
            if row is None:
                raise sets.unknown_set()
            changes = await session.scalars(
                select(Change).where(Change.set_id == set_id).order_by(Change.id)
            )
            return sets.line(row), changes.all(), await _history(session, set_id)

        line, changes, history = await self._db.read(work)
        return SetDetail(line, changes, history, await self.conflicts(set_id))

    async def conflicts(self, set_id: str) -> Sequence[Conflict]:
        """Changes of a set that do not fit what is approved."""
        view = await self._library.with_set(set_id)
        query = select(Change.id).where(Change.set_id == set_id)
        own = set(await self._db.read(lambda session: session.scalars(query)))
        return [conflict for conflict in view.merged.conflicts if conflict.change in own]

    async def submit(self, staff_id: str, seen: Seen, title: str) -> None:
        """Hand one's own draft in for review. Raises Refused."""

        async def work(session: AsyncSession) -> None:
            await _own(session, staff_id, seen[0])
            held = select(Change.id).where(Change.set_id == seen[0], Change.undone_at.is_(None))
            if await session.scalar(held.limit(1)) is None:
                raise Refused("empty_set", say("trainer.empty_set"))
            await sets.step(
                session, seen, ("draft",), staff_id, "submitted", state="submitted", title=title
            )
            if not self.two:
                await _approve(session, (seen[0], seen[1] + 1), staff_id, None)

        if not self.two:
            await self._fits(seen[0])
        await self._db.write(work)

    async def approve(self, staff_id: str, seen: Seen, reason: str | None) -> None:
        """Have the next training take the set in. Raises Refused."""
        await self._fits(seen[0])

        async def work(session: AsyncSession) -> None:
            if self.two:
                await _of_another(session, staff_id, seen[0])
            await _approve(session, seen, staff_id, reason)

        await self._db.write(work)

    async def reject(self, staff_id: str, seen: Seen, reason: str) -> None:
        """Send a set back to its author with the reason. Raises Refused."""

        async def work(session: AsyncSession) -> None:
            if self.two:
                await _of_another(session, staff_id, seen[0])
            await sets.step(
                session, seen, ("submitted",), staff_id, "rejected", reason, state="rejected"
            )

        await self._db.write(work)

    async def reopen(self, staff_id: str, seen: Seen) -> None:
        """Take one's own set back to work on it. Raises Refused."""

        async def work(session: AsyncSession) -> None:
            await _own(session, staff_id, seen[0])
            draft = select(ChangeSet.id).where(
                ChangeSet.author == staff_id, ChangeSet.state == "draft"
            )
            if await session.scalar(draft) is not None:
                raise Refused("draft_open", say("trainer.draft_open"))
            await sets.step(
                session, seen, ("submitted", "rejected"), staff_id, "reopened", state="draft"
            )

        await sets.write(self._db, work)

    async def undo(self, staff_id: str, seen: Seen, change_id: int) -> None:
        """Take a change out of one's own draft; its item is open again. Raises Refused."""

        async def work(session: AsyncSession) -> None:
            await _own(session, staff_id, seen[0])
            told = str(change_id)
            await sets.step(session, seen, ("draft",), staff_id, "undone", told, validation=None)
            await undo_change(session, staff_id, seen[0], change_id)

        await self._db.write(work)

    async def _fits(self, set_id: str) -> None:
        if await self.conflicts(set_id):
            raise Refused("conflicts", say("trainer.conflicts"))


async def undo_change(session: AsyncSession, staff_id: str, set_id: str, change_id: int) -> None:
    """Have a change of a draft no longer hold; what it corrected waits again. Raises Refused."""
    undone = await session.scalar(
        update(Change)
        .where(Change.id == change_id, Change.set_id == set_id, Change.undone_at.is_(None))
        .values(undone_at=now())
        .returning(Change)
    )
    if undone is None:
        raise Refused("unknown_change", say("trainer.unknown_change"))
    if undone.item_id is not None:
        await session.execute(
            update(InboxItem)
            .where(InboxItem.id == undone.item_id)
            .values(state="open", version=InboxItem.version + 1, decided_by=None, decided_at=None)
        )
        session.add(
            InboxDecision(
                item_id=undone.item_id,
                at=now(),
                staff_id=staff_id,
                kind="undo",
                change_id=change_id,
            )
        )


async def _approve(session: AsyncSession, seen: Seen, staff_id: str, reason: str | None) -> None:
    values = {"state": "approved", "approved_at": now()}
    await sets.step(session, seen, ("submitted",), staff_id, "approved", reason, **values)


async def _own(session: AsyncSession, staff_id: str, set_id: str) -> None:
    found = await session.get(ChangeSet, set_id)
    if found is None:
        raise sets.unknown_set()
    if found.author != staff_id:
        raise Refused("not_your_set", say("trainer.not_your_set"))


async def _of_another(session: AsyncSession, staff_id: str, set_id: str) -> None:
    found = await session.get(ChangeSet, set_id)
    if found is None:
        raise sets.unknown_set()
    if found.author == staff_id:
        raise Refused("own_set", say("trainer.own_set"))


async def _history(session: AsyncSession, set_id: str) -> Sequence[EventLine]:
    rows = await session.execute(
        select(ChangeSetEvent, Staff.name)
        .outerjoin(Staff, Staff.id == ChangeSetEvent.staff_id)
        .where(ChangeSetEvent.set_id == set_id)
        .order_by(ChangeSetEvent.id)
    )
    return [EventLine(e.at, e.staff_id, name, e.kind, e.text) for e, name in rows]
