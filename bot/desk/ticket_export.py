"""Tickets as a table for a spreadsheet: CSV and XLSX with the same columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO, StringIO

import xlsxwriter

from bot.desk.hours import SHANGHAI
from bot.desk.ticket_book import TicketLine
from bot.knowledge.matters import Knowledge
from bot.words import say

COLUMNS = (
    "number",
    "created_at",
    "state",
    "group",
    "priority",
    "complex",
    "overdue",
    "contact_due_at",
    "due_at",
    "closed_at",
    "assignee_name",
    "matter",
    "question",
    "enterprise_name",
    "uscc",
    "contact_name",
    "phone",
    "preferred_time",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet reads as something to compute."""

Writer = Callable[[Knowledge, Sequence[TicketLine]], bytes]


def as_csv(knowledge: Knowledge, tickets: Sequence[TicketLine]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; no cell is taken for a formula."""
    written = StringIO()
    table = csv.writer(written)
    for row in _table(knowledge, tickets):
        table.writerow([_harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(knowledge: Knowledge, tickets: Sequence[TicketLine]) -> bytes:
    """A workbook with one sheet; every cell is text by its type, so none is a formula."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(say("ticket_table.sheet"))
        for row, cells in enumerate(_table(knowledge, tickets)):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)
        sheet.freeze_panes(1, 1)
    return written.getvalue()


def _table(knowledge: Knowledge, tickets: Sequence[TicketLine]) -> Iterable[list[str]]:
    yield [say(f"ticket_table.columns.{name}") for name in COLUMNS]
    for ticket in tickets:
        yield [_cell(knowledge, name, getattr(ticket, name)) for name in COLUMNS]


def _cell(knowledge: Knowledge, name: str, value: datetime | str | bool | None) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return say(f"ticket_table.{'yes' if value else 'no'}")
    if name == "state":
        return say(f"ticket.states.{value}")
    if name in ("group", "priority"):
        return say(f"ticket_table.{name}.{value}")
    if name == "matter" and value in knowledge.matters:
        return knowledge.matters[value].name
    return value or ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
