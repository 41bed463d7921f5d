"""Fills the trainers' inbox beside the conversations: no turn waits for it, and none is missed.

A source is read again from some minutes before where it stopped, because a row may be committed
later than its time says; what was seen already is known by its source, so it counts once. One
process sweeps at a time: the cursors' lease says which.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Background
from bot.conversations.log import now
from bot.knowledge.matters import Knowledge
from bot.store.database import Database, DatabaseUnavailable
from bot.store.trainer_tables import (
    InboxCursor,
    InboxDecision,
    InboxItem,
    InboxReason,
    InboxSighting,
)
from bot.trainer.bench import Bench
from bot.trainer.corpus import CorpusFault
from bot.trainer.near import Around
from bot.trainer.privacy import cleaned
from bot.trainer.sets import write
from bot.trainer.sources import SOURCES, Sighting, Source
from understanding.encoder import Vectors
from understanding.normalise import normalise
from understanding.reading import matter_of

SWEEP = 10.0
LEASE = timedelta(seconds=60)
OVERLAP = timedelta(minutes=10)
"""A row is committed at most so long after the time that stands in it."""
AT_ONCE = 10
REST, LONGEST_REST = 3, 2.0
"""How many times as long as a part took nothing is done after it, and the most seconds: encoding
takes a core, and nobody waits for the inbox as the enterprises do for their turns."""
REMEMBERED = 50_000
"""Sources looked at lately: without them a sweep would encode the overlap's texts again."""
LEAST = 2
"""Letters without which nothing can be learnt."""
NAME = "inbox"
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_POLITE = re.compile(
    r"请问一?下?|您好|你好|麻烦|谢谢|我想问一?下?|想问一?下?|问一?下|老师|一下|[吗呢呀啊吧哦嘛了哈]"
)

log = structlog.get_logger(__name__)


def same(text: str) -> str:
    """What nearly identical sentences share: their letters without politeness and signs."""
    bare = re.sub(r"\W", "", normalise(text))
    return _POLITE.sub("", bare) or bare


@dataclass(frozen=True)
class Looked:
    """A sighting that is kept: masked, encoded, and beside the examples."""

    sighting: Sighting
    text: str
    reasons: frozenset[str]
    vector: Vectors
    near_label: str | None


class InboxSweep(Background):
    """Looks for what needs a trainer, as long as it runs."""

    def __init__(self, database: Database, bench: Bench, knowledge: Knowledge) -> None:
        self._db = database
        self._bench = bench
        self._knowledge = knowledge
        self._me = str(uuid.uuid4())
        self._looked: OrderedDict[tuple[str, str, datetime], None] = OrderedDict()

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (DatabaseUnavailable, SQLAlchemyError, CorpusFault) as error:
                log.warning("inbox.sweep_failed", cause=type(error).__name__)
            await asyncio.sleep(SWEEP)

    async def sweep(self) -> None:
        """Look at everything new. Raises DatabaseUnavailable and CorpusFault."""
        if not await write(self._db, self._lease):
            return
        for source in SOURCES:
            await self._read(source)

    async def _lease(self, session: AsyncSession) -> bool:
        """Whether this process is the one that sweeps now."""
        if await session.get(InboxCursor, NAME) is None:
            session.add(InboxCursor(name=NAME, at=_BEGINNING))
            await session.flush()
        free = or_(InboxCursor.lease_until.is_(None), InboxCursor.lease_until < now())
        held = await session.scalar(
            update(InboxCursor)
            .where(InboxCursor.name == NAME, or_(free, InboxCursor.lease_owner == self._me))
            .values(lease_owner=self._me, lease_until=now() + LEASE)
            .returning(InboxCursor.name)
        )
        return held is not None

    async def _read(self, source: Source) -> None:
        """Everything of a source since it was read last; the cursor follows what is stored."""
        cursor = await self._db.read(lambda session: session.get(InboxCursor, source.name))
        since = (cursor.at if cursor is not None else _BEGINNING) - OVERLAP
        query = source.ids(since)
        rows = await self._db.read(lambda session: session.execute(query))
        fresh = [
            (found, at)
            for found, at in sorted(rows, key=lambda row: row[1])
            if (source.name, found, at) not in self._looked
        ]
        for begin in range(0, len(fresh), AT_ONCE):
            part, began = fresh[begin : begin + AT_ONCE], time.monotonic()
            await self._take_in(source, [found for found, _ in part])
            await write(self._db, partial(_follow, name=source.name, to=part[-1][1]))
            for found, at in part:
                self._looked[source.name, found, at] = None
            while len(self._looked) > REMEMBERED:
                self._looked.popitem(last=False)
            await write(self._db, self._lease)
            await asyncio.sleep(min(LONGEST_REST, REST * (time.monotonic() - began)))

    async def _take_in(self, source: Source, ids: Sequence[str]) -> None:
        async def load(session: AsyncSession) -> list[Sighting]:
            found = [await source.load(session, row_id) for row_id in ids]
            return [sighting for sighting in found if sighting is not None]

        for looked in await self._look(await self._db.read(load)):
            await write(self._db, partial(self._store, looked=looked))

    async def _look(self, sightings: Sequence[Sighting]) -> list[Looked]:
        """Those that need somebody, masked before anything else is done with them."""
        texts = [cleaned(" ".join(s.text.split()), s.names, s.enterprises) for s in sightings]
        kept = [
            (sighting, text)
            for sighting, text in zip(sightings, texts, strict=True)
            if len(same(text)) >= LEAST and not text.startswith(("/", "／"))
        ]
        if not kept:
            return []
        vectors = await self._bench.vectors.encode([text for _, text in kept])
        around = await self._bench.around_all(vectors, await self._bench.library.view())
        looked = [
            _judged(sighting, text, vector, beside)
            for (sighting, text), vector, beside in zip(kept, vectors, around, strict=True)
        ]
        return [one for one in looked if one.reasons]

    async def _store(self, session: AsyncSession, looked: Looked) -> None:
        sighting = looked.sighting
        known = await session.get(InboxSighting, sighting.source)
        item = await self._item(session, looked, counted=known is None)
        if known is None:
            session.add(
                InboxSighting(
                    source=sighting.source,
                    item_id=item.id,
                    at=sighting.at,
                    channel=sighting.channel,
                    label=sighting.label,
                    confidence=sighting.result.get("confidence"),
                    outcome=sighting.outcome,
                    model=sighting.result.get("model"),
                )
            )
            await session.flush()
        stored = await session.scalars(
            select(InboxReason.reason).where(InboxReason.source == sighting.source)
        )
        session.add_all(
            InboxReason(source=sighting.source, reason=reason, item_id=item.id)
            for reason in looked.reasons - set(stored)
        )
        await session.flush()

    async def _item(self, session: AsyncSession, looked: Looked, counted: bool) -> InboxItem:
        """The item that counts this sentence, made at the first sighting."""
        sighting = looked.sighting
        key = hashlib.sha256(same(looked.text).encode()).hexdigest()
        item = await session.scalar(select(InboxItem).where(InboxItem.key == key).with_for_update())
        if item is None:
            item = InboxItem(
                id=str(uuid.uuid4()),
                key=key,
                text=looked.text,
                state="open",
                count=0,
                version=1,
                first_at=sighting.at,
                last_at=sighting.at,
                ranking=[],
                vector=looked.vector.astype(np.float16).tobytes(),
            )
            session.add(item)
        if counted:
            item.count += 1
            item.first_at = min(item.first_at, sighting.at)
        if sighting.label is not None and (item.label is None or sighting.at >= item.last_at):
            self._read_last(session, item, looked)
        item.staff_matter = sighting.staff_matter or item.staff_matter
        matter = item.matter or item.staff_matter
        item.domain = self._knowledge.group(matter) if matter else None
        item.last_at = max(item.last_at, sighting.at)
        await session.flush()
        return item

    def _read_last(self, session: AsyncSession, item: InboxItem, looked: Looked) -> None:
        """How the sentence is read now; misread again by a later model, it is open again."""
        result = looked.sighting.result
        item.label, item.outcome = looked.sighting.label, looked.sighting.outcome
        item.matter = matter_of(item.label or "")
        item.facet, item.confidence = result.get("facet"), result.get("confidence")
        item.model, item.ranking = result.get("model"), result.get("ranking") or []
        item.near_label = looked.near_label
        later = item.decided_at is not None and looked.sighting.at > item.decided_at
        if item.state == "done" and later and item.decided_model not in (None, item.model):
            item.state, item.version = "open", item.version + 1
            session.add(InboxDecision(item_id=item.id, at=now(), staff_id=None, kind="again"))


def _judged(sighting: Sighting, text: str, vector: Vectors, around: Around) -> Looked:
    reasons: set[str] = set(sighting.reasons)
    differs = around.label is not None and around.label != sighting.label
    if sighting.label is not None and differs:
        reasons.add("disagrees")
    near = around.label if differs else None
    return Looked(sighting, text, frozenset(reasons), vector, near)


async def _follow(session: AsyncSession, name: str, to: datetime) -> None:
    cursor = await session.get(InboxCursor, name)
    if cursor is None:
        session.add(InboxCursor(name=name, at=to))
    elif cursor.at < to:
        cursor.at = to
    await session.flush()
