"""Backups on the command line."""

from __future__ import annotations

from pathlib import Path

import click

from bot.backups.making import make
from bot.backups.restoring import restore
from bot.commands.chinese import ChineseCommand
from bot.commands.running import read_settings, run
from bot.desk.hours import SHANGHAI
from bot.words import say


@click.command("backup", cls=ChineseCommand, help=say("backup.help"))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path) -> None:
    manifest = run(make(read_settings(), file))
    place, hashed = manifest.audit
    files, models = (len(manifest.named(folder)) for folder in ("files", "models"))
    click.echo(say("backup.made", file=file, files=files, models=models))
    click.echo(say("backup.end", place=place, hash=hashed))
    if manifest.absent:
        first = manifest.absent[0]
        click.echo(say("backup.absent", count=len(manifest.absent), first=first), err=True)


@click.command("restore", cls=ChineseCommand, help=say("backup.restore_help"))
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--replace", is_flag=True, help=say("backup.replace"))
def restore_command(file: Path, replace: bool) -> None:
    done = run(restore(read_settings(), file, replace=replace))
    at = f"{done.manifest.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    click.echo(say("backup.restored", at=at))
    if done.broken:
        fault = say(f"audit.faults.{done.broken.fault}")
        text = say("audit.broken", place=done.broken.place, fault=fault)
        click.echo(text, err=True)
