"""Tables as files to take away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from aiohttp import web

from bot.api.pages import NOSNIFF
from bot.desk.spreadsheet import Sheet, Writer, as_csv, as_xlsx

Format = Literal["csv", "xlsx"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: dict[Format, tuple[Writer, str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, XLSX),
}
"""What makes a table, and what it is then."""
PERSONAL = {"Cache-Control": "no-store"}
"""Names and phone numbers do not stay on the disks of shared computers."""


async def download(name: str, wanted: Format, sheets: Sequence[Sheet]) -> web.Response:
    """The sheets as a file of this name, written beside the event loop."""
    writer, kind = KINDS[wanted]
    table = await asyncio.to_thread(writer, sheets)
    named = {"Content-Disposition": f"attachment; filename={name}.{wanted}"}
    return web.Response(body=table, headers=NOSNIFF | PERSONAL | named | {"Content-Type": kind})
