"""Staff accounts; needs the database only, not the engine."""

from __future__ import annotations

from bot.commands.database import opened
from bot.desk.accounts import Accounts, Member, NewAccount
from bot.settings import Settings


async def add_staff(settings: Settings, account: NewAccount) -> Member:
    """A new account in the product's database. Raises AccountFault and DatabaseUnavailable."""
    async with opened(settings) as database:
        return await Accounts(database).add(account)


async def sign_out_staff(settings: Settings, login: str) -> None:
    """End all sessions of a member. Raises AccountFault and DatabaseUnavailable."""
    async with opened(settings) as database:
        accounts = Accounts(database)
        await accounts.sign_out_everywhere(await accounts.id_of(login))
