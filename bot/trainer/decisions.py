"""What a trainer decides on an item of the inbox: once, by compare-and-set, and to be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.store.tables import Staff
from bot.store.trainer_tables import Change, ChangeSet, InboxDecision, InboxItem
from bot.trainer import sets
from bot.trainer.bench import Bench, Proposal
from bot.trainer.checks import finding, shape
from bot.trainer.corpus import Example
from bot.trainer.examples import passed
from bot.trainer.inbox import item_of
from bot.trainer.library import View
from bot.trainer.review import undo_change
from bot.trainer.sets import NewChange
from bot.words import say
from understanding.normalise import normalise

CLAIM = timedelta(minutes=10)
"""So long an item is shown as somebody's; it keeps nobody from deciding."""
Kind = Literal["label", "skip", "synonym", "matter"]
NAME_LEAST, NAME_MOST = 2, 30


@dataclass(frozen=True)
class Decision:
    """What is to become of an item. `learn` False: right as it is, or not worth an example."""

    kind: Kind
    example: Example | None = None
    learn: bool = True
    matter: str | None = None
    name: str | None = None
    note: str | None = None


class Decisions:
    """Takes decisions and takes them back."""

    def __init__(self, database: Database, bench: Bench, knowledge: Knowledge) -> None:
        self._db = database
        self._bench = bench
        self._knowledge = knowledge

    async def claim(self, staff_id: str, item_id: str, on: bool) -> None:
        """Show the others that somebody is at it; who has it already keeps it. Raises Refused."""
        free = or_(
            InboxItem.claimed_by.is_(None),
            InboxItem.claimed_by == staff_id,
            InboxItem.claimed_at < now() - CLAIM,
        )
        values = {"claimed_by": staff_id if on else None, "claimed_at": now() if on else None}

        async def work(session: AsyncSession) -> None:
            await item_of(session, item_id)
            await session.execute(
                update(InboxItem).where(InboxItem.id == item_id, free).values(**values)
            )

        await self._db.write(work)

    async def decide(
        self, staff_id: str, seen: tuple[str, int], decision: Decision, confirmed: bool
    ) -> None:
        """Decide on an item as it was seen, `(id, version)`. Raises Refused."""
        item = await self._db.read(lambda session: item_of(session, seen[0]))
        view = await self._bench.library.view(staff_id)
        new = await self._change(item, decision, view, confirmed)

        async def work(session: AsyncSession) -> None:
            state = "skipped" if decision.kind == "skip" else "done"
            await _move(session, seen, staff_id, "open", state)
            change = await sets.add(session, staff_id, new) if new is not None else None
            session.add(
                InboxDecision(
                    item_id=seen[0],
                    at=now(),
                    staff_id=staff_id,
                    kind=decision.kind,
                    label=decision.example.label if decision.example else decision.matter,
                    change_id=change.id if change else None,
                )
            )
            await session.flush()

        await sets.write(self._db, work)

    async def undo(self, staff_id: str, seen: tuple[str, int]) -> None:
        """Take the last decision back: one's own while its change is not handed in, or a skipping,
        for what one trainer had no answer to another one may know. Raises Refused."""

        async def work(session: AsyncSession) -> None:
            await item_of(session, seen[0])
            last = await session.scalar(
                select(InboxDecision)
                .where(InboxDecision.item_id == seen[0])
                .order_by(InboxDecision.id.desc())
                .limit(1)
            )
            theirs = last is not None and (last.staff_id == staff_id or last.kind == "skip")
            if last is None or not theirs or last.kind == "undo":
                raise Refused("nothing_to_undo", say("trainer.nothing_to_undo"))
            if last.change_id is None:
                await _move(session, seen, staff_id, "skipped", "open")
                session.add(
                    InboxDecision(item_id=seen[0], at=now(), staff_id=staff_id, kind="undo")
                )
                return
            draft = await _draft_of(session, last.change_id)
            await _as_seen(session, seen)
            await undo_change(session, staff_id, draft, last.change_id)

        await self._db.write(work)

    async def _change(
        self, item: InboxItem, decision: Decision, view: View, confirmed: bool
    ) -> NewChange | None:
        """What goes into the change set; nothing for what is skipped. Raises Refused."""
        if decision.kind == "skip":
            return None
        if decision.kind == "synonym":
            self._fits_alias(decision, view)
            return NewChange("alias", matter=decision.matter, note=decision.name, item=item.id)
        if decision.kind == "matter":
            return NewChange("matter", note=decision.note, item=item.id)
        example = decision.example
        assert example is not None
        if not decision.learn:
            passed(shape(example, view), confirmed=True)
            return NewChange("check", after=example, item=item.id, said=item.text)
        warned = passed(await self._bench.check(Proposal(None, example), view), confirmed)
        return NewChange("add", after=example, item=item.id, said=item.text, warnings=warned)

    def _fits_alias(self, decision: Decision, view: View) -> None:
        """A name that belongs to nothing else yet. Raises Refused."""
        name, matter = normalise(decision.name or ""), decision.matter or ""
        if matter not in self._knowledge.matters:
            passed([finding("unknown_label", "error", label=matter)], False)
        if not NAME_LEAST <= len(name) <= NAME_MOST:
            raise Refused("alias_length", say("trainer.alias_length", most=NAME_MOST))
        for other in self._knowledge.matters.values():
            names = (other.title, *other.colloquial, *view.merged.aliases.get(other.id, ()))
            if name in map(normalise, names):
                raise Refused("alias_taken", say("trainer.alias_taken", title=other.title))


async def _draft_of(session: AsyncSession, change_id: int) -> str:
    """The set of a change that is still drafted. Raises Refused."""
    found: str | None = await session.scalar(
        update(ChangeSet)
        .where(
            ChangeSet.id == select(Change.set_id).where(Change.id == change_id).scalar_subquery(),
            ChangeSet.state == "draft",
        )
        .values(version=ChangeSet.version + 1, validation=None)
        .returning(ChangeSet.id)
    )
    if found is None:
        raise Refused("handed_in", say("trainer.handed_in"))
    return found


async def _move(
    session: AsyncSession, seen: tuple[str, int], staff_id: str, state: str, to: str
) -> None:
    """From one state to another if the item is as it was seen. Raises Refused."""
    item_id, version = seen
    settled = to != "open"
    moved = await session.scalar(
        update(InboxItem)
        .where(InboxItem.id == item_id, InboxItem.version == version, InboxItem.state == state)
        .values(
            state=to,
            version=version + 1,
            claimed_by=None,
            claimed_at=None,
            decided_by=staff_id if settled else None,
            decided_at=now() if settled else None,
            decided_model=InboxItem.model if settled else None,
        )
        .returning(InboxItem.id)
    )
    if moved is None:
        raise await outrun(session, item_id)


async def _as_seen(session: AsyncSession, seen: tuple[str, int]) -> None:
    query = select(InboxItem.id).where(InboxItem.id == seen[0], InboxItem.version == seen[1])
    if await session.scalar(query.with_for_update()) is None:
        raise await outrun(session, seen[0])


async def outrun(session: AsyncSession, item_id: str) -> Refused:
    """Who was first."""
    item = await item_of(session, item_id)
    last: Sequence[InboxDecision] = (
        await session.scalars(
            select(InboxDecision)
            .where(InboxDecision.item_id == item_id)
            .order_by(InboxDecision.id.desc())
            .limit(1)
        )
    ).all()
    staff_id = last[0].staff_id if last else item.decided_by
    staff = await session.get(Staff, staff_id) if staff_id else None
    name = staff.name if staff else say("trainer.somebody")
    return Refused("changed", say("trainer.item_changed", name=name))
