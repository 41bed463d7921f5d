"""The audit on the command line; it needs the database only."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from bot.commands.chinese import ChineseCommand, ChineseGroup
from bot.commands.database import opened
from bot.commands.running import read_settings, run
from bot.conversations.audit import Broken, latest, verify
from bot.desk.hours import SHANGHAI
from bot.words import say


class AuditLine(BaseModel):
    """A line of the audit."""

    id: int
    at: datetime
    kind: str
    subject: str | None
    conversation_id: str | None
    staff_id: str | None
    detail: dict[str, Any]
    hash: str


class End(click.ParamType[tuple[int, str]]):
    """`PLACE:HASH`, as `bot audit verify` printed it."""

    name = "PLACE:HASH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, str]:
        place, _, hashed = str(value).partition(":")
        if not (place.isdecimal() and len(hashed) == 64):
            self.fail(say("audit.no_end", value=value), param, ctx)
        return int(place), hashed


@click.group("audit", cls=ChineseGroup, help=say("audit.help"))
def audit_group() -> None:
    """What was done, by whom."""


@audit_group.command("verify", cls=ChineseCommand, help=say("audit.verify"))
@click.option("--known", type=End(), multiple=True, help=say("audit.known"))
def verify_command(known: tuple[tuple[int, str], ...]) -> None:
    async def work() -> tuple[int, str]:
        async with opened(read_settings()) as database:
            return await verify(database, dict(known))

    try:
        place, hashed = run(work())
    except Broken as broken:
        fault = say(f"audit.faults.{broken.fault}")
        raise click.ClickException(say("audit.broken", place=broken.place, fault=fault)) from broken
    click.echo(say("audit.whole", place=place, hash=hashed))


@audit_group.command("list", cls=ChineseCommand, help=say("audit.list"))
@click.option(
    "--last", type=click.IntRange(1), default=50, show_default=True, help=say("audit.last")
)
@click.option("--json", "as_json", is_flag=True, help=say("cli.json"))
def list_command(last: int, as_json: bool) -> None:
    async def work() -> list[AuditLine]:
        async with opened(read_settings()) as database:
            rows = await latest(database, last)
        return [AuditLine.model_validate(row, from_attributes=True) for row in rows]

    lines = run(work())
    if as_json:
        for line in lines:
            click.echo(line.model_dump_json())
    else:
        show(lines, Console(file=sys.stdout))


def show(lines: list[AuditLine], console: Console) -> None:
    """Print them as a table, times as in Shanghai."""
    table = Table(box=None)
    for name in ("id", "at", "kind", "subject", "staff", "detail"):
        table.add_column(say(f"audit.columns.{name}"), overflow="fold")
    for line in lines:
        about = line.subject or line.conversation_id or ""
        detail = " ".join(f"{name}={value}" for name, value in line.detail.items())
        at = f"{line.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
        kind = say(f"audit.kinds.{line.kind}")
        table.add_row(str(line.id), at, kind, about, line.staff_id or "", detail)
    console.print(table)
