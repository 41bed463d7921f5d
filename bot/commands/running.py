"""What every command begins with, and how it fails: one line that says what to do, exit code 1."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from bot.backups.archive import BackupFault
from bot.commands.turn import NoAnswer
from bot.conversations.once import Refused
from bot.knowledge.matters import KnowledgeFault
from bot.settings import Settings
from bot.store.database import DatabaseUnavailable
from bot.supervisor.faults import UpFault
from bot.trainer.corpus import CorpusFault
from bot.trainer.lines import FileFault
from bot.words import say

T = TypeVar("T")


def read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        if not name:  # it lies in several together, and the fault names them
            raise click.ClickException(say("cli.settings", fault=fault["msg"])) from error
        raise click.ClickException(say("cli.setting", name=name, fault=fault["msg"])) from error


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; a failure is one line and exit code 1."""
    try:
        return asyncio.run(work)
    except UpFault as fault:
        raise click.ClickException(str(fault)) from fault
    except KnowledgeFault as fault:
        raise click.ClickException(say("up.data", fault=fault)) from fault
    except DatabaseUnavailable as fault:
        raise click.ClickException(say("up.database", cause=fault)) from fault
    except NoAnswer as fault:
        raise click.ClickException(say("cli.no_answer")) from fault
    except (Refused, FileFault, CorpusFault, BackupFault) as fault:
        raise click.ClickException(str(fault)) from fault
