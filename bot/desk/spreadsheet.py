"""Tables for a spreadsheet: CSV and XLSX with the same cells, none of which computes anything."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet reads as something to compute."""

Cell = str | int | float | None
Sheet = tuple[str, Iterable[Sequence[Cell]]]
"""A name, and rows, of which the first is the head."""
Writer = Callable[[Sequence[Sheet]], bytes]


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """The first sheet in UTF-8 with the mark by which Excel knows it."""
    written = StringIO()
    table = csv.writer(written)
    for row in sheets[0][1]:
        table.writerow([_harmless(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; every text is text by its type, so none is a formula."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)
            sheet.freeze_panes(1, 1)
    return written.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
