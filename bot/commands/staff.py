"""Staff accounts; needs the database only, not the engine."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, get_args

import click
from rich.console import Console
from rich.table import Table

from bot.commands.chinese import ChineseCommand, ChineseGroup
from bot.commands.database import opened
from bot.commands.running import read_settings, run
from bot.conversations.hub import DESK, SignedOutNews
from bot.conversations.relay import tell
from bot.desk.accounts import (
    CAPACITY,
    MIN_PASSWORD,
    MOST_CAPACITY,
    AccountFault,
    Accounts,
    Member,
    NewAccount,
    Role,
)
from bot.desk.members import Members, Wanted
from bot.knowledge.matters import DOMAINS, Domain
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Staff
from bot.words import say

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., None])


async def add_staff(settings: Settings, account: NewAccount) -> Member:
    """A new account in the product's database. Raises AccountFault and DatabaseUnavailable."""
    async with opened(settings) as database:
        return await Accounts(database).add(account)


@click.group("staff", cls=ChineseGroup, help=say("cli.staff"))
def staff_group() -> None:
    """Accounts of those who answer."""


def _group_option(default: Sequence[Domain] | None) -> Callable[[Command], Command]:
    return click.option(
        "--group",
        "groups",
        type=click.Choice(DOMAINS),
        multiple=True,
        default=default,
        help=say("cli.staff_group"),
    )


def _role_option(default: Role | None) -> Callable[[Command], Command]:
    roles = click.Choice(get_args(Role))
    return click.option("--role", type=roles, default=default, help=say("cli.staff_role"))


def _name_option(required: bool) -> Callable[[Command], Command]:
    return click.option("--name", required=required, help=say("cli.staff_name"))


def _capacity_option(default: int | None) -> Callable[[Command], Command]:
    return click.option(
        "--capacity",
        type=click.IntRange(1, MOST_CAPACITY),
        default=default,
        show_default=default is not None,
        help=say("cli.staff_capacity"),
    )


_password_option = click.option(
    "--password",
    prompt=say("cli.staff_password"),
    hide_input=True,
    confirmation_prompt=say("cli.staff_password_again"),
    envvar="STAFF_PASSWORD",
    help=say("cli.staff_password_help"),
)


@staff_group.command("add", cls=ChineseCommand, help=say("cli.staff_add"))
@click.argument("login", metavar="LOGIN")
@_name_option(required=True)
@_password_option
@_role_option("staff")
@_group_option(DOMAINS)
@_capacity_option(CAPACITY)
def add_command(
    login: str, name: str, password: str, role: Role, groups: tuple[Domain, ...], capacity: int
) -> None:
    account = NewAccount(login, name, password, role, frozenset(groups), capacity)
    _run(add_staff(read_settings(), account))
    click.echo(say("cli.staff_added", name=name))


@staff_group.command("list", cls=ChineseCommand, help=say("cli.staff_list"))
def list_command() -> None:
    async def work() -> Sequence[Staff]:
        async with opened(read_settings()) as database:
            return await Members(database).all()

    table = Table(box=None)
    for name in ("login", "name", "role", "groups", "state"):
        table.add_column(say(f"cli.staff_columns.{name}"), overflow="fold")
    for one in run(work()):
        state = say(f"cli.staff_states.{'on' if one.active else 'off'}")
        table.add_row(one.login, one.name, one.role, _named(one.groups), state)
    Console(file=sys.stdout).print(table)


@staff_group.command("change", cls=ChineseCommand, help=say("cli.staff_change"))
@click.argument("login", metavar="LOGIN")
@_name_option(required=False)
@_role_option(None)
@_group_option(None)
@_capacity_option(None)
def change_command(
    login: str,
    name: str | None,
    role: Role | None,
    groups: tuple[Domain, ...],
    capacity: int | None,
) -> None:
    wanted = Wanted(name, role, groups or None, capacity)
    if not wanted.values():
        raise click.ClickException(say("cli.staff_unchanged"))

    async def work() -> tuple[Staff, int]:
        async with _told(read_settings(), login) as (database, staff_id):
            return await Members(database).change(staff_id, wanted)

    staff, given_back = _run(work())
    words = {"login": login, "role": staff.role, "groups": _named(staff.groups)}
    click.echo(say("cli.staff_changed", **words, name=staff.name, capacity=staff.capacity))
    _say("given_back", given_back)


@staff_group.command("password", cls=ChineseCommand, help=say("cli.staff_set_password"))
@click.argument("login", metavar="LOGIN")
@_password_option
def password_command(login: str, password: str) -> None:
    async def work() -> None:
        async with _told(read_settings(), login) as (database, staff_id):
            await Members(database).set_password(staff_id, password)

    _run(work())
    click.echo(say("cli.staff_password_set", login=login))


@staff_group.command("deactivate", cls=ChineseCommand, help=say("cli.staff_deactivate"))
@click.argument("login", metavar="LOGIN")
def deactivate_command(login: str) -> None:
    async def work() -> tuple[Staff, int, int]:
        async with _told(read_settings(), login) as (database, staff_id):
            return await Members(database).deactivate(staff_id)

    _, given_back, tickets = _run(work())
    click.echo(say("cli.staff_deactivated", login=login))
    _say("given_back", given_back)
    _say("tickets", tickets)


@staff_group.command("activate", cls=ChineseCommand, help=say("cli.staff_activate"))
@click.argument("login", metavar="LOGIN")
def activate_command(login: str) -> None:
    async def work() -> None:
        async with _told(read_settings(), login) as (database, staff_id):
            await Members(database).activate(staff_id)

    _run(work())
    click.echo(say("cli.staff_activated", login=login))


@staff_group.command("sign-out", cls=ChineseCommand, help=say("cli.staff_sign_out"))
@click.argument("login", metavar="LOGIN")
def sign_out_command(login: str) -> None:
    async def work() -> None:
        async with _told(read_settings(), login) as (database, staff_id):
            await Accounts(database).sign_out_everywhere(staff_id)

    _run(work())
    click.echo(say("cli.staff_signed_out", login=login))


@asynccontextmanager
async def _told(settings: Settings, login: str) -> AsyncIterator[tuple[Database, str]]:
    """The database and whose login it is, for what ends their sessions; their sockets hear of it,
    where they can."""
    async with opened(settings) as database:
        staff_id = await Accounts(database).id_of(login)
        yield database, staff_id
        if settings.redis_url:
            await tell(settings.redis_url, DESK, SignedOutNews(staff_id))


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return run(work)
    except AccountFault as fault:
        raise click.ClickException(say(f"desk.{fault.code}", least=MIN_PASSWORD)) from fault


def _named(groups: Sequence[str]) -> str:
    return "、".join(say(f"groups.{group}") for group in groups)


def _say(key: str, count: int) -> None:
    if count:
        click.echo(say(f"cli.staff_{key}", count=count))
