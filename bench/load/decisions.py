"""What the desk's decisions say about capacity, turn and delay: read from SQL, then counted.

Every member of a measurement answers every group, so whoever is free could take whatever waits.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.load.figures import summary
from bot.store.database import Database
from bot.store.tables import Conversation, RoutingDecision, ServiceCase, Staff

BY_HAND = "pulled"
SAME_PERSON = "same_person"
INTO_HANDS = ("assigned", "reassigned", "taken_over")
OUT_OF_HANDS = ("closed", "requeued")


@dataclass(frozen=True)
class Decided:
    """One decision about a case, or that a member came on duty (`on`, without a case)."""

    at: datetime
    kind: str
    staff: str | None
    case: str = ""
    reason: str = ""
    line: tuple[str, int] = ("", 0)
    """Group and priority: within a line whoever is queued first is taken first."""
    queued_at: datetime | None = None


async def read(database: Database, since: datetime) -> list[Decided]:
    """The decisions in the order in which they were made."""
    rows = await database.read(
        lambda session: session.execute(
            select(RoutingDecision, ServiceCase)
            .join(ServiceCase, ServiceCase.id == RoutingDecision.case_id)
            .where(RoutingDecision.at >= since)
            .order_by(RoutingDecision.id)
        )
    )
    return [
        Decided(
            at=decision.at,
            kind=decision.kind,
            staff=decision.staff_id,
            case=case.id,
            reason=decision.reason,
            line=(case.group, case.priority),
            queued_at=case.queued_at,
        )
        for decision, case in rows
    ]


async def miscounted(database: Database, staff: Sequence[str]) -> tuple[int, int]:
    """Of these members: whose load is not what they hold, and who hold more than they may."""

    async def work(session: AsyncSession) -> tuple[int, int]:
        rows = await session.execute(
            select(Staff.load, Staff.capacity, func.count(Conversation.id))
            .outerjoin(Conversation, Conversation.assignee == Staff.id)
            .where(Staff.id.in_(staff))
            .group_by(Staff.id, Staff.load, Staff.capacity)
        )
        found = [(load, capacity, held) for load, capacity, held in rows]
        wrong = sum(load != held for load, _, held in found)
        return wrong, sum(held > capacity for _, capacity, held in found)

    return await database.read(work)


def excess(decisions: Iterable[Decided], capacity: int) -> int:
    """How often a member was given a case while they held as many as they may."""
    held, found = dict[str, str](), 0
    for decided in decisions:
        if decided.kind in INTO_HANDS and decided.staff is not None:
            held[decided.case] = decided.staff
            found += Counter(held.values())[decided.staff] > capacity
        elif decided.kind in OUT_OF_HANDS:
            held.pop(decided.case, None)
    return found


def inversions(decisions: Iterable[Decided]) -> dict[str, int]:
    """Cases that were taken before one of the same line that had been queued earlier and waited.

    What the desk itself decided by turn is `by_turn`; who had a person of theirs and who was
    pulled by hand are told apart.
    """
    waiting, found = dict[str, Decided](), Counter[str]()
    for decided in decisions:
        if decided.kind in ("queued", "requeued"):
            waiting[decided.case] = decided
            continue
        waiting.pop(decided.case, None)
        if decided.kind == "assigned" and any(_before(w, decided) for w in waiting.values()):
            known = decided.reason in (BY_HAND, SAME_PERSON)
            found[decided.reason if known else "by_turn"] += 1
    return {reason: found[reason] for reason in ("by_turn", SAME_PERSON, BY_HAND)}


def _before(waiting: Decided, taken: Decided) -> bool:
    """Whether it was the turn of the one that waits, by the order that the desk keeps."""
    if waiting.line != taken.line or waiting.queued_at is None or taken.queued_at is None:
        return False
    return (waiting.queued_at, waiting.case) < (taken.queued_at, taken.case)


def delays(decisions: Iterable[Decided], on: Mapping[str, datetime]) -> list[float]:
    """Milliseconds from the moment when a member became free until they were given the next case.

    They become free by closing a case and by coming on duty (`on`, by member), and it counts when
    somebody waits at that moment. The times are those of the decisions in SQL, for `on` that of
    the frame at the member's side. Who comes on duty is given several cases one after the other:
    the first one counts. A place that the member fills by hand is no delay, nor is a place that is
    free when nobody waits any more.
    """
    came = [Decided(at, "on", staff) for staff, at in on.items()]
    waiting, free = set[str](), defaultdict[str, deque[datetime]](deque)
    times = list[float]()
    for decided in sorted([*came, *decisions], key=lambda one: one.at):
        if decided.kind in ("queued", "requeued"):
            waiting.add(decided.case)
        if decided.kind in ("on", *OUT_OF_HANDS) and waiting and decided.staff:
            free[decided.staff].append(decided.at)
        if decided.kind != "assigned" or decided.staff is None:
            continue
        waiting.discard(decided.case)
        if free[decided.staff]:
            since = free[decided.staff].popleft()
            if decided.reason != BY_HAND:
                times.append((decided.at - since).total_seconds() * 1000)
        if not waiting:
            free.clear()
    return times


async def figures(
    database: Database, since: datetime, on: Mapping[str, datetime], capacity: int
) -> dict[str, Any]:
    """Everything above of the decisions since a moment."""
    decisions = await read(database, since)
    wrong, over = await miscounted(database, list(on))
    taken = Counter(d.reason for d in decisions if d.kind == "assigned")
    return {
        "cases": sum(decided.kind == "queued" for decided in decisions),
        "assigned": dict(taken),
        "excess": excess(decisions, capacity) + over,
        "load_miscounted": wrong,
        "inversions": inversions(decisions),
        "decided_ms": summary(delays(decisions, on)),
    }
