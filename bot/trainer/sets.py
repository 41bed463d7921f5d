"""Change sets: drafted by one, approved by another, released together; all of it kept.

Every step is a compare-and-set on the set's version, so two people never overwrite each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.store.database import Database
from bot.store.tables import Staff
from bot.store.trainer_tables import Change, ChangeSet, ChangeSetEvent
from bot.trainer.corpus import Example
from bot.trainer.merging import Edit, Kind
from bot.words import say

State = Literal["draft", "submitted", "approved", "rejected", "released"]
APPLIED: tuple[State, ...] = ("approved", "released")
"""States of a set that the next training has in it."""

T = TypeVar("T")


@dataclass(frozen=True)
class SetLine:
    """A change set as it is now."""

    id: str
    title: str
    author: str
    author_name: str
    state: State
    version: int
    changes: int
    created_at: datetime
    approved_at: datetime | None
    release: str | None
    validation: dict[str, Any] | None


@dataclass(frozen=True)
class NewChange:
    """What somebody wants changed; `item` and `said` when it corrects what was said."""

    kind: Kind
    before: Example | None = None
    after: Example | None = None
    matter: str | None = None
    note: str | None = None
    item: str | None = None
    said: str | None = None
    warnings: Sequence[str] = ()


async def write(database: Database, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """One transaction; again when two began their first draft, or item, in the same moment."""
    try:
        return await database.write(work)
    except IntegrityError:
        return await database.write(work)


async def add(session: AsyncSession, staff_id: str, new: NewChange) -> Change:
    """Store a change in the member's open set, which is made when there is none."""
    change = Change(
        set_id=await _draft(session, staff_id),
        at=now(),
        staff_id=staff_id,
        kind=new.kind,
        before=new.before.model_dump(mode="json") if new.before else None,
        after=new.after.model_dump(mode="json") if new.after else None,
        matter=new.matter,
        note=new.note,
        item_id=new.item,
        said=new.said,
        warnings=list(new.warnings),
    )
    session.add(change)
    await session.flush()
    return change


async def _draft(session: AsyncSession, staff_id: str) -> str:
    found = await session.scalar(
        update(ChangeSet)
        .where(ChangeSet.author == staff_id, ChangeSet.state == "draft")
        .values(version=ChangeSet.version + 1, validation=None)
        .returning(ChangeSet.id)
    )
    if found is not None:
        return str(found)
    made = ChangeSet(id=str(uuid.uuid4()), author=staff_id, state="draft", created_at=now())
    session.add(made)
    await session.flush()
    session.add(ChangeSetEvent(set_id=made.id, at=now(), staff_id=staff_id, kind="begun"))
    await session.flush()
    return made.id


async def step(
    session: AsyncSession,
    seen: tuple[str, int],
    states: Sequence[State],
    staff_id: str,
    kind: str,
    text: str | None = None,
    **values: Any,
) -> ChangeSet:
    """Move a set on if it still is as it was seen, `(id, version)`. Raises Refused."""
    set_id, version = seen
    moved = await session.scalar(
        update(ChangeSet)
        .where(ChangeSet.id == set_id, ChangeSet.version == version, ChangeSet.state.in_(states))
        .values(version=version + 1, **values)
        .returning(ChangeSet)
        .execution_options(populate_existing=True)
    )
    if moved is None:
        raise await _outrun(session, set_id)
    session.add(ChangeSetEvent(set_id=set_id, at=now(), staff_id=staff_id, kind=kind, text=text))
    await session.flush()
    return moved


async def _outrun(session: AsyncSession, set_id: str) -> Refused:
    """Why a step was not taken: there is no such set, or somebody was first."""
    found = await session.get(ChangeSet, set_id)
    if found is None:
        return unknown_set()
    event = await session.execute(
        select(ChangeSetEvent, Staff.name)
        .outerjoin(Staff, Staff.id == ChangeSetEvent.staff_id)
        .where(ChangeSetEvent.set_id == set_id)
        .order_by(ChangeSetEvent.id.desc())
        .limit(1)
    )
    name = next((name for _, name in event if name), say("trainer.somebody"))
    state = say(f"trainer.set_states.{found.state}")
    return Refused("changed", say("trainer.set_changed", name=name, state=state))


def unknown_set() -> Refused:
    """There is no such change set."""
    return Refused("unknown_set", say("trainer.unknown_set"))


def edit_of(change: Change) -> Edit:
    """A stored change as something to merge."""
    return Edit(
        id=change.id,
        kind=cast(Kind, change.kind),
        before=Example.model_validate(change.before) if change.before else None,
        after=Example.model_validate(change.after) if change.after else None,
        matter=change.matter,
        note=change.note,
    )


async def edits(session: AsyncSession, sets: Select[str]) -> list[Edit]:
    """The changes of these sets that hold, set after set in the order of their approval."""
    rows = await session.scalars(
        select(Change)
        .join(ChangeSet, ChangeSet.id == Change.set_id)
        .where(Change.set_id.in_(sets), Change.undone_at.is_(None))
        # what waits for review before what is still drafted
        .order_by(
            func.coalesce(ChangeSet.approved_at, now()),
            ChangeSet.state.desc(),
            ChangeSet.id,
            Change.id,
        )
    )
    return [edit_of(change) for change in rows]


def applied(included: Sequence[str] | frozenset[str] = ()) -> Select[str]:
    """Ids of the sets that the next training has in it, but for those the files include."""
    return select(ChangeSet.id).where(
        ChangeSet.state.in_(APPLIED), ChangeSet.id.not_in(sorted(included))
    )


async def approved(
    session: AsyncSession, included: frozenset[str] = frozenset()
) -> tuple[list[str], list[Edit]]:
    """The sets that the next training has in it, and their changes, both in order.

    `included`: sets that the files hold already, `bot.trainer.corpus.included`.
    """
    wanted = applied(included)
    ordered = await session.scalars(wanted.order_by(ChangeSet.approved_at, ChangeSet.id))
    return list(ordered), await edits(session, wanted)


async def mark_released(session: AsyncSession, sets: Sequence[str], release: str) -> None:
    """These sets are in a model that was published; the first one that has them is kept."""
    moved = await session.scalars(
        update(ChangeSet)
        .where(ChangeSet.id.in_(sets), ChangeSet.state == "approved")
        .values(state="released", release=release, version=ChangeSet.version + 1)
        .returning(ChangeSet.id)
    )
    session.add_all(
        ChangeSetEvent(set_id=set_id, at=now(), staff_id=None, kind="released", text=release)
        for set_id in moved.all()
    )
    await session.flush()


@dataclass(frozen=True)
class Regression:
    """A sentence that was once misunderstood, and what a trainer says that it means."""

    text: str
    label: str
    facets: tuple[str, ...] | None


async def regression(session: AsyncSession) -> list[Regression]:
    """Every correction that was ever made and still stands, the last one of each sentence."""
    rows = await session.scalars(
        select(Change)
        .join(ChangeSet, ChangeSet.id == Change.set_id)
        .where(Change.said.is_not(None), Change.undone_at.is_(None), ChangeSet.state != "rejected")
        .order_by(Change.id)
    )
    last: dict[str, Regression] = {}
    for change in rows:
        if change.after is not None and change.said is not None:
            after = Example.model_validate(change.after)
            last.pop(change.said, None)
            last[change.said] = Regression(change.said, after.label, after.facets)
    return list(last.values())


def lines(*where: Any) -> Select[ChangeSet, str, int]:
    """Sets with their author's name and how many changes hold."""
    count = (
        select(func.count())
        .where(Change.set_id == ChangeSet.id, Change.undone_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(ChangeSet, Staff.name, count).join(Staff, Staff.id == ChangeSet.author).where(*where)
    )


def line(row: Row[ChangeSet, str, int]) -> SetLine:
    found, name, count = row
    return SetLine(
        id=found.id,
        title=found.title,
        author=found.author,
        author_name=name,
        state=cast(State, found.state),
        version=found.version,
        changes=count,
        created_at=found.created_at,
        approved_at=found.approved_at,
        release=found.release,
        validation=found.validation,
    )


def after_cursor(at: datetime, set_id: str) -> Any:
    """Sets that come after this one in a list, the newest first."""
    earlier = ChangeSet.created_at < at
    return or_(earlier, and_(ChangeSet.created_at == at, ChangeSet.id < set_id))
