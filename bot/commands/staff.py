"""Making staff accounts; needs the database only, not the engine."""

from __future__ import annotations

from bot.desk.accounts import Accounts, Member
from bot.settings import Settings
from bot.store.database import Database
from bot.store.migrate import upgrade


async def add_staff(settings: Settings, login: str, name: str, password: str) -> Member:
    """A new account in the product's database. Raises AccountFault and DatabaseUnavailable."""
    await upgrade(settings.sql_url)
    database = Database(settings.sql_url)
    try:
        return await Accounts(database).add(login, name, password)
    finally:
        await database.close()
