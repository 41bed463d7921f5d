"""Bringing a database to the present tables."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.store.database import DatabaseUnavailable

MIGRATIONS = Path(__file__).with_name("migrations")


def config(url: str) -> Config:
    """Alembic's configuration for this database."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["url"] = url
    return made


async def upgrade(url: str) -> None:
    """Run the migrations that are missing. Raises DatabaseUnavailable."""
    database = make_url(url).database
    if url.startswith("sqlite") and database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    try:
        await asyncio.to_thread(command.upgrade, config(url), "head")
    except (DBAPIError, OSError) as error:
        raise DatabaseUnavailable(str(error).splitlines()[0]) from error
