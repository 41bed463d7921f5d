"""The inbox as trainers read it: filtered, by pages, in clusters, and one by one."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.once import Refused
from bot.store.database import Database
from bot.store.tables import Staff
from bot.store.trainer_tables import InboxDecision, InboxItem, InboxReason, InboxSighting
from bot.trainer.bench import Bench
from bot.trainer.clusters import MOST, Group, grouped
from bot.trainer.near import Around
from bot.trainer.sources import Reason
from bot.words import say

ItemState = Literal["open", "done", "skipped"]
Order = Literal["last", "count"]
SIGHTINGS = 20
"""Sightings that are shown of an item."""
IN_CLUSTER = 10
"""Sentences that are shown of a cluster."""


@dataclass(frozen=True)
class Wanted:
    """Which items are listed; a field that is None does not narrow it."""

    state: ItemState = "open"
    reason: Reason | None = None
    channel: str | None = None
    domain: str | None = None
    matter: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None


@dataclass(frozen=True)
class ItemLine:
    """An item, why it is there, and who looks at it."""

    item: InboxItem
    reasons: Sequence[str]
    channels: Sequence[str]
    claimed_name: str | None
    decided_name: str | None


@dataclass(frozen=True)
class DecisionLine:
    """What was decided on an item before."""

    at: datetime
    staff: str | None
    staff_name: str | None
    kind: str
    label: str | None
    change_id: int | None


@dataclass(frozen=True)
class ItemDetail:
    """One item with everything that helps to decide."""

    line: ItemLine
    sightings: Sequence[InboxSighting]
    history: Sequence[DecisionLine]
    around: Around


@dataclass(frozen=True)
class Cluster:
    """Sentences that mean nearly the same, the most frequent first."""

    count: int
    size: int
    lines: Sequence[ItemLine]
    labels: Sequence[tuple[str, int]]
    """How they were read, and how many of them."""


class Inbox:
    """Reads items."""

    def __init__(self, database: Database, bench: Bench) -> None:
        self._db = database
        self._bench = bench

    async def page(
        self, wanted: Wanted, order: Order, after: str | None, limit: int
    ) -> tuple[Sequence[ItemLine], int, bool]:
        """A part of the items, how many there are, and whether there are more.

        `after` is the id of the last item of the part before. Raises Refused for none of ours.
        """

        async def work(session: AsyncSession) -> tuple[Sequence[ItemLine], int, bool]:
            found = matching(wanted)
            total = await session.scalar(select(func.count()).select_from(InboxItem).where(found))
            query = select(InboxItem).where(found)
            if after is not None:
                query = query.where(_beyond(await item_of(session, after), order))
            first = InboxItem.count if order == "count" else InboxItem.last_at
            query = query.order_by(first.desc(), InboxItem.id.desc()).limit(limit + 1)
            items = (await session.scalars(query)).all()
            return await lines(session, items[:limit]), total or 0, len(items) > limit

        return await self._db.read(work)

    async def read(self, item_id: str, staff_id: str) -> ItemDetail:
        """One item. Raises Refused."""

        async def work(session: AsyncSession) -> tuple[Any, ...]:
            item = await item_of(session, item_id)
            (line,) = await lines(session, [item])
            sightings = await session.scalars(
                select(InboxSighting)
                .where(InboxSighting.item_id == item_id)
                .order_by(InboxSighting.at.desc())
                .limit(SIGHTINGS)
            )
            return line, sightings.all(), await _history(session, item_id)

        line, sightings, history = await self._db.read(work)
        view = await self._bench.library.view(staff_id)
        around = await self._bench.around(_vector(line.item), view)
        return ItemDetail(line, sightings, history, around)

    async def clusters(self, wanted: Wanted, limit: int) -> tuple[Sequence[Cluster], int]:
        """What is said most among the wanted items, put together by meaning; and of how many."""

        async def work(session: AsyncSession) -> Sequence[tuple[str, int, bytes]]:
            rows = await session.execute(
                select(InboxItem.id, InboxItem.count, InboxItem.vector)
                .where(matching(wanted), InboxItem.vector.is_not(None))
                .order_by(InboxItem.count.desc(), InboxItem.id)
                .limit(MOST)
            )
            return [(item, count, vector or b"") for item, count, vector in rows]

        rows = await self._db.read(work)
        groups = (await asyncio.to_thread(_groups, rows))[:limit]
        ids = [[rows[row][0] for row in group.rows] for group in groups]
        shown = await self._db.read(lambda session: _shown(session, ids))
        return [_cluster(g, found, shown) for g, found in zip(groups, ids, strict=True)], len(rows)


def _groups(rows: Sequence[tuple[str, int, bytes]]) -> list[Group]:
    if not rows:
        return []
    vectors = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.float16)
    matrix = vectors.reshape(len(rows), -1).astype(np.float32)
    return grouped(matrix, [count for _, count, _ in rows])


def _cluster(group: Group, ids: Sequence[str], shown: dict[str, ItemLine]) -> Cluster:
    found = [shown[item] for item in ids[:IN_CLUSTER] if item in shown]
    labels: defaultdict[str, int] = defaultdict(int)
    for line in found:
        if line.item.label:
            labels[line.item.label] += 1
    ranked = sorted(labels.items(), key=lambda pair: -pair[1])
    return Cluster(group.count, len(ids), found, ranked)


async def _shown(session: AsyncSession, ids: Sequence[Sequence[str]]) -> dict[str, ItemLine]:
    wanted = [item for group in ids for item in group[:IN_CLUSTER]]
    items = await session.scalars(select(InboxItem).where(InboxItem.id.in_(wanted)))
    return {line.item.id: line for line in await lines(session, items.all())}


def _vector(item: InboxItem) -> Any:
    return np.frombuffer(item.vector or b"", dtype=np.float16).astype(np.float32)


async def item_of(session: AsyncSession, item_id: str) -> InboxItem:
    """The item. Raises Refused when there is none."""
    item = await session.get(InboxItem, item_id)
    if item is None:
        raise Refused("unknown_item", say("trainer.unknown_item"))
    return item


def matching(wanted: Wanted) -> ColumnElement[bool]:
    """The condition on items."""
    conditions: list[ColumnElement[bool]] = [InboxItem.state == wanted.state]
    if wanted.reason is not None:
        reasons = select(InboxReason.item_id).where(InboxReason.reason == wanted.reason)
        conditions.append(InboxItem.id.in_(reasons))
    if wanted.channel is not None:
        seen = select(InboxSighting.item_id).where(InboxSighting.channel == wanted.channel)
        conditions.append(InboxItem.id.in_(seen))
    if wanted.domain is not None:
        conditions.append(InboxItem.domain == wanted.domain)
    if wanted.matter is not None:
        either = InboxItem.matter == wanted.matter, InboxItem.staff_matter == wanted.matter
        conditions.append(or_(*either))
    if wanted.since is not None:
        conditions.append(InboxItem.last_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(InboxItem.first_at < wanted.until)
    if wanted.search is not None:
        conditions.append(InboxItem.text.icontains(wanted.search, autoescape=True))
    return and_(true(), *conditions)


def _beyond(item: InboxItem, order: Order) -> ColumnElement[bool]:
    """Items that come after this one."""
    column: Any = InboxItem.count if order == "count" else InboxItem.last_at
    value = item.count if order == "count" else item.last_at
    return or_(column < value, and_(column == value, InboxItem.id < item.id))


async def lines(session: AsyncSession, items: Sequence[InboxItem]) -> list[ItemLine]:
    """Items with what stands beside them, in their order."""
    ids = [item.id for item in items]
    reasons = await session.execute(
        select(InboxReason.item_id, InboxReason.reason)
        .where(InboxReason.item_id.in_(ids))
        .distinct()
    )
    channels = await session.execute(
        select(InboxSighting.item_id, InboxSighting.channel)
        .where(InboxSighting.item_id.in_(ids))
        .distinct()
    )
    who = {who for item in items for who in (item.claimed_by, item.decided_by) if who}
    named = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(who)))
    why, where = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for item, reason in reasons:
        why[item].append(reason)
    for item, channel in channels:
        where[item].append(channel)
    names = {row.id: row.name for row in named}
    return [
        ItemLine(
            item,
            sorted(why[item.id]),
            sorted(where[item.id]),
            names.get(item.claimed_by or ""),
            names.get(item.decided_by or ""),
        )
        for item in items
    ]


async def _history(session: AsyncSession, item_id: str) -> Sequence[DecisionLine]:
    rows = await session.execute(
        select(InboxDecision, Staff.name)
        .outerjoin(Staff, Staff.id == InboxDecision.staff_id)
        .where(InboxDecision.item_id == item_id)
        .order_by(InboxDecision.id)
    )
    return [DecisionLine(d.at, d.staff_id, name, d.kind, d.label, d.change_id) for d, name in rows]
