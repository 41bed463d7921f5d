"""What a person may ask for: what is kept of them, and that it be erased."""

from __future__ import annotations

import asyncio
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands.chinese import ChineseCommand, ChineseGroup
from bot.commands.database import opened
from bot.commands.running import read_settings, run
from bot.conversations.erasure import forget_later
from bot.conversations.files import KINDS, Files
from bot.desk.person_file import Rows, conversations_of, person_file
from bot.settings import Settings
from bot.words import say


@click.group("person", cls=ChineseGroup, help=say("person.help"))
def person_group() -> None:
    """What one person may ask for."""


@person_group.command("export", cls=ChineseCommand, help=say("person.export"))
@click.argument("about", metavar="ID")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def export_command(about: str, file: Path) -> None:
    settings = read_settings()

    async def gathered(session: AsyncSession) -> dict[str, Rows]:
        return await person_file(session, await conversations_of(session, about))

    async def work() -> dict[str, Rows]:
        async with opened(settings) as database:
            rows = await database.read(gathered)
        await asyncio.to_thread(_write, settings, file, rows)
        return rows

    rows = run(work())
    counts = {"messages": len(rows["message"]), "tickets": len(rows["ticket"])}
    click.echo(say("person.exported", file=file, **counts))


@person_group.command("erase", cls=ChineseCommand, help=say("person.erase"))
@click.argument("about", metavar="ID")
@click.option("--yes", is_flag=True, help=say("person.unasked"))
def erase_command(about: str, yes: bool) -> None:
    if not yes:
        click.confirm(say("person.sure"), abort=True)

    async def forgotten(session: AsyncSession) -> Sequence[str]:
        found = await conversations_of(session, about)
        for conversation in sorted(found):
            await forget_later(session, conversation, "asked")
        return found

    async def work() -> int:
        async with opened(read_settings()) as database:
            return len(await database.write(forgotten))

    click.echo(say("person.erased", count=run(work())))


def _write(settings: Settings, file: Path, rows: dict[str, Rows]) -> None:
    """A ZIP for its owner only: `person.json`, and what was sent, by its id."""
    files = Files(settings.files_folder, 0)
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(say("backup.exists", file=file)) from None
    with os.fdopen(made, "wb") as content, zipfile.ZipFile(content, "w") as archive:
        archive.writestr("person.json", json.dumps(rows, ensure_ascii=False, indent=1, default=_at))
        for row in (*rows["attachment"], *rows["ticket_file"]):
            if (path := files.path(row["id"])).exists():
                archive.write(path, f"files/{row['id']}{KINDS[row['media']]}")


def _at(value: Any) -> str:
    return str(value.isoformat())
