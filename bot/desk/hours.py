"""When somebody is there, and working days: the week's hours, and the calendar of holidays.

Everything in Shanghai's time, which has no summer time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar
import structlog

from bot.conversations.log import now
from bot.knowledge.site import Day, Site
from bot.words import say

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKEND = 5
"""Saturday, as `date.weekday()` counts."""

Kind = Literal["holiday", "made_up", "usual"]
"""A public holiday, a day of the weekend that is worked for one (调休), or neither."""

log = structlog.get_logger(__name__)


class Hours:
    """The desk's hours. Without any in the site's data somebody is always there."""

    def __init__(self, site: Site, clock: Callable[[], datetime] = now) -> None:
        self._week = site.hours.days if site.hours else None
        self._closed, self._open = site.closed, site.open
        self._clock = clock
        self._unknown: set[int] = set()
        """Years without a calendar that were logged."""

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at this moment."""
        local = at.astimezone(SHANGHAI)
        if self._week is None:
            return True
        return any(span.start <= local.time() < span.end for span in self._spans(local.date()))

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from this one on at which somebody is there."""
        if self.is_open(at):
            return at
        local = at.astimezone(SHANGHAI)
        return next(
            opening
            for day in _days(local.date())
            for span in self._spans(day)
            if (opening := _at(day, span.start)) > local
        )

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The same time so many (1 or more) working days later, within that day's hours."""
        local = at.astimezone(SHANGHAI)
        working = (day for day in _days(local.date() + timedelta(days=1)) if self.works(day))
        last = next(day for number, day in enumerate(working, 1) if number == days)
        return _at(last, self._within(last, local.time()))

    def away(self) -> str | None:
        """When somebody will be there, in words; None while somebody is."""
        at = self._clock()
        return None if self.is_open(at) else self.in_words(self.next_opening(at))

    def in_words(self, moment: datetime) -> str:
        """A moment to come as one says it today: 明天 9:00."""
        local = moment.astimezone(SHANGHAI)
        clock = f"{local.hour}:{local.minute:02}"
        ahead = (local.date() - self._clock().astimezone(SHANGHAI).date()).days
        if ahead in (0, 1):
            return say(f"hours.{('today', 'tomorrow')[ahead]}", time=clock)
        weekday = say(f"hours.weekdays.{_WEEKDAYS[local.weekday()]}")
        return say("hours.later", month=local.month, day=local.day, weekday=weekday, time=clock)

    def works(self, day: date) -> bool:
        """Whether it counts as a working day; one at the weekend with hours of its own does not."""
        if self._week is not None and not self._spans(day):
            return False
        if day in self._closed:
            return False
        kind = self._kind(day)
        usual = kind == "usual" and day.weekday() < _WEEKEND
        return day in self._open or kind == "made_up" or usual

    def _spans(self, day: date) -> Day:
        """The hours of a day; `closed` and `open` of the site's data go before the calendar."""
        if self._week is None or day in self._closed:
            return ()
        usual = self._week[day.weekday()]
        kind = self._kind(day)
        if day in self._open or kind == "made_up":
            return usual or next(filter(None, self._week))
        return () if kind == "holiday" else usual

    def _within(self, day: date, clock: time) -> time:
        """The time itself if within the hours, else the next that is; after the last, the end."""
        spans = self._spans(day)
        if not spans:
            return clock
        return next((max(clock, span.start) for span in spans if clock <= span.end), spans[-1].end)

    def _kind(self, day: date) -> Kind:
        try:
            off, occasion = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            # Every autumn the next year is not decreed yet; then only its weekends are known.
            if day.year not in self._unknown:
                self._unknown.add(day.year)
                log.warning("hours.year_unknown", year=day.year)
            return "usual"
        if occasion is None:
            return "usual"
        return "holiday" if off else "made_up"


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in count())


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI)
