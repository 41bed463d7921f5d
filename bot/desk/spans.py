"""Days in Shanghai, as managers ask for them, and the same for the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.conversations.once import Refused
from bot.desk.hours import SHANGHAI
from bot.words import say

MOST_DAYS = 92
"""A quarter: it bounds what is read at once."""


@dataclass(frozen=True)
class Span:
    """Whole days, the first and the last included. Raises Refused for none and for too many."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days < MOST_DAYS:
            raise Refused("span", say("figures.span", most=MOST_DAYS))

    @property
    def begin(self) -> datetime:
        """Midnight before the first day."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        """Midnight after the last day, which is no longer part of it."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> Sequence[date]:
        """Each day of it."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(count)]

    def holds(self, at: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """The condition that a time lies in it."""
        return and_(at >= self.begin, at < self.end)


class LocalDay(FunctionElement[date]):
    """The date in Shanghai of a time in the database."""

    type = Date()
    inherit_cache = True


@compiles(LocalDay, "postgresql")
def _of_postgresql(element: LocalDay, compiler: SQLCompiler, **options: Any) -> str:
    at = compiler.process(element.clauses, **options)
    return f"CAST({at} AT TIME ZONE 'Asia/Shanghai' AS DATE)"


@compiles(LocalDay, "sqlite")
def _of_sqlite(element: LocalDay, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite knows no zones; Shanghai has had no summer time since 1991. It would also round to
    # milliseconds, and the last microsecond of a day into the next: whole seconds only.
    at = compiler.process(element.clauses, **options)
    return f"date(substr({at}, 1, 19), '+8 hours')"
