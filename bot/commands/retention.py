"""Retention periods on the command line; it needs the database and the files only."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import click
from rich.console import Console
from rich.table import Table

from bot.commands.chinese import ChineseCommand, ChineseGroup
from bot.commands.database import opened
from bot.commands.running import read_settings, run
from bot.conversations.files import Files
from bot.conversations.retention import Retention
from bot.privacy import retention_of
from bot.settings import Settings
from bot.words import say

KINDS = (
    "conversations",
    "tickets",
    "files",
    "outbox",
    "inbox",
    "access",
    "sessions",
    "orphans",
)


@click.group("retention", cls=ChineseGroup, help=say("retention.help"))
def retention_group() -> None:
    """What is kept for how long."""


@retention_group.command("show", cls=ChineseCommand, help=say("retention.show"))
def show_command() -> None:
    settings = read_settings()

    async def work() -> Mapping[str, int]:
        async with _retention(settings) as retention:
            return await retention.show()

    _print(settings, run(work()), "over")


@retention_group.command("run", cls=ChineseCommand, help=say("retention.run"))
@click.option("--yes", is_flag=True, help=say("person.unasked"))
def run_command(yes: bool) -> None:
    if not yes:
        click.confirm(say("retention.sure"), abort=True)
    settings = read_settings()

    async def work() -> Mapping[str, int]:
        async with _retention(settings) as retention:
            return await retention.run()

    _print(settings, run(work()), "gone")
    click.echo(say("retention.done"))


@asynccontextmanager
async def _retention(settings: Settings) -> AsyncIterator[Retention]:
    async with opened(settings) as database:
        yield retention_of(settings, database, Files(settings.files_folder, 0))


def _print(settings: Settings, counted: Mapping[str, int], what: str) -> None:
    table = Table(box=None)
    for name in ("kind", "days", what):
        table.add_column(say(f"retention.columns.{name}"), overflow="fold")
    for kind in KINDS:
        days = getattr(settings, f"retention_{kind}", 1)  # orphans: always a day
        period, count = str(days), str(counted.get(kind, 0))
        if not days:
            period, count = say("retention.for_ever"), ""
        table.add_row(say(f"retention.kinds.{kind}"), period, count)
    Console(file=sys.stdout).print(table)
