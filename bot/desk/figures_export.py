"""The managers' figures as sheets: a row a day with the total below, members, and definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.desk.figures import LISTS, NAMES, SHARES, Count, Figures, Report, Share
from bot.desk.spreadsheet import Cell, Sheet
from bot.words import say

MEMBER_NAMES = ("handled", "first_time", "tickets_done")


def figure_sheets(report: Report) -> list[Sheet]:
    """The days first, which a CSV file holds alone."""
    return [
        (say("figures.sheet"), _days(report)),
        (say("figures.members_sheet"), _members(report)),
        (say("figures.meanings_sheet"), _meanings(report)),
    ]


def _days(report: Report) -> Iterable[Sequence[Cell]]:
    # The total has whatever reason and end some day has.
    listed = [
        (name, count.name, count.label) for name in LISTS for count in _listed(report.total, name)
    ]
    head = [say("figures.day"), *_heads(NAMES)]
    yield head + [
        say("figures.count", title=say(f"figures.titles.{name}"), label=label)
        for name, _, label in listed
    ]
    rows = [(f"{line.day:%Y-%m-%d}", line.figures) for line in report.days]
    for title, figures in [*rows, (say("figures.total"), report.total)]:
        counted = {(kind, c.name): c.count for kind in LISTS for c in _listed(figures, kind)}
        yield [
            title,
            *_cells(figures, NAMES),
            *(counted.get((kind, name), 0) for kind, name, _ in listed),
        ]


def _members(report: Report) -> Iterable[Sequence[Cell]]:
    yield [say("figures.member"), *_heads(MEMBER_NAMES)]
    for member in report.members:
        yield [member.name, *_cells(member, MEMBER_NAMES)]


def _meanings(report: Report) -> Iterable[Sequence[Cell]]:
    yield [say(f"figures.meaning_columns.{name}") for name in ("title", "definition")]
    for meaning in report.meanings:
        yield [meaning.title, meaning.definition]


def _listed(figures: Figures, kind: str) -> Sequence[Count]:
    return figures.reasons if kind == "reasons" else figures.dispositions


def _heads(names: Sequence[str]) -> Iterable[str]:
    for name in names:
        title = say(f"figures.titles.{name}")
        yield title
        if name in SHARES:
            yield from (say(f"figures.{part}", title=title) for part in ("part", "whole"))


def _cells(figures: object, names: Sequence[str]) -> Iterable[Cell]:
    """A share is three cells: itself and what it is made of."""
    for name in names:
        value = getattr(figures, name)
        if isinstance(value, Share):
            yield from (value.share, value.part, value.whole)
        else:
            yield value
