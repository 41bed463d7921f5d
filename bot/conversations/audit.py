"""The audit of what was done: ids, numbers and codes, never what was known of a person.

One chain for all replicas. What a transaction records is added as its last step, under a lock that
nobody holds while waiting for another: so lines stand in the order of their commits, and whoever
was rolled back left no gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import now
from bot.store.audit_tables import BEGINNING, AuditEvent, chained
from bot.store.database import Database, alone, before_commit

Kind = Literal[
    "linked",
    "unlinked",
    "forgetting",
    "forgotten",
    "engine_forgot",
    "case_accepted",
    "case_assigned",
    "case_requeued",
    "case_answered",
    "case_closed",
    "ticket_opened",
    "ticket_changed",
    "ticket_closed",
    "model_released",
    "model_rolled_back",
    "model_tried",
    "model_withdrawn",
    "account_added",
    "account_signed_out",
    "account_changed",
    "account_password",
    "account_deactivated",
    "account_activated",
    "restored",
    "retention_run",
]
Fault = Literal["missing", "changed", "moved", "unreadable"]
"""A line is not there; it is not what was hashed; it does not follow the one before; not a line."""
PAGE = 1000
_PENDING = "audit"
_LINE = cast(Table, AuditEvent.__table__)
_LAST = select(_LINE.c.id, _LINE.c.hash).order_by(_LINE.c.id.desc()).limit(1)


def record(
    session: AsyncSession,
    kind: Kind,
    *,
    detail: Mapping[str, str | int | bool | None],
    subject: str | None = None,
    conversation: str | None = None,
    staff: str | None = None,
) -> None:
    """Keep it, together with what the transaction does."""
    if _PENDING not in session.info:
        session.info[_PENDING] = []
        before_commit(session, _add)
    session.info[_PENDING].append(
        {
            "at": now(),
            "kind": kind,
            "subject": subject,
            "conversation_id": conversation,
            "staff_id": staff,
            "detail": dict(detail),
        }
    )


async def _add(session: AsyncSession) -> None:
    """Bind what was recorded to the end of the chain."""
    await session.flush()  # whatever waits for a row waits before it holds the chain
    await alone(session, "audit")
    place, previous = (await session.execute(_LAST)).one_or_none() or (0, BEGINNING)
    lines: list[dict[str, Any]] = []
    for place_of, line in enumerate(session.info[_PENDING], place + 1):
        lines.append(chained({**line, "id": place_of}, previous))
        previous = lines[-1]["hash"]
    await session.execute(insert(_LINE), lines)


class Broken(Exception):
    """The audit is not what was written; `place` is the first line that shows it."""

    def __init__(self, place: int, fault: Fault) -> None:
        super().__init__(f"{place}: {fault}")
        self.place = place
        self.fault = fault


async def verify(database: Database, known: Mapping[int, str]) -> tuple[int, str]:
    """How many lines there are, and the hash of the last one, when all of them hold.

    `known`: hashes by place that were noted elsewhere. Without one, nobody can tell that the last
    lines were cut off, or that all were written anew. Raises Broken and DatabaseUnavailable.
    """
    place, previous = 0, BEGINNING
    while lines := await _after(database, place):
        for line in lines:
            place += 1
            if fault := _fault(line, place, previous):
                raise Broken(place, fault)
            previous = line["hash"]
            if known.get(place, previous) != previous:
                raise Broken(place, "changed")
    if beyond := [one for one in known if one > place]:
        raise Broken(min(beyond), "missing")
    return place, previous


def _fault(line: Mapping[str, Any], place: int, previous: str) -> Fault | None:
    if line["id"] != place:
        return "missing"
    if line["previous"] != previous:
        return "moved"
    bare = {name: value for name, value in line.items() if name not in ("hash", "previous")}
    return None if chained(bare, previous)["hash"] == line["hash"] else "changed"


async def _after(database: Database, place: int) -> Sequence[Mapping[str, Any]]:
    """The next lines. Raises Broken for one that the database holds but nobody can read."""
    query = select(_LINE).where(_LINE.c.id > place).order_by(_LINE.c.id)

    async def lines(most: int) -> Sequence[Mapping[str, Any]]:
        rows = await database.read(lambda session: session.execute(query.limit(most)))
        return [dict(row) for row in rows.mappings()]

    try:
        return await lines(PAGE)
    except (ValueError, TypeError):  # a time or a JSON that is none
        pass
    try:
        return await lines(1)
    except (ValueError, TypeError):
        raise Broken(place + 1, "unreadable") from None


async def latest(database: Database, most: int) -> Sequence[AuditEvent]:
    """The last lines, the oldest of them first."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(most)
    rows = await database.read(lambda session: session.scalars(query))
    return rows.all()[::-1]
