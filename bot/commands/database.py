"""The product's database for a command that needs neither engine nor application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import upgrade


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Migrated, and closed at the end. Raises DatabaseUnavailable."""
    await upgrade(settings.sql_url)
    database = Database(settings.sql_url)
    try:
        yield database
    finally:
        await database.close()
