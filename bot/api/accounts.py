"""Accounts of staff, for admins: the same as `bot staff` does, with the admin on record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web
from pydantic import BaseModel

from bot.api import account_models as models
from bot.api.downloads import PERSONAL
from bot.api.errors import ApiError
from bot.api.keys import SERVICES, Services
from bot.api.reading import UUID_PATH, body, member_of
from bot.conversations.hub import DESK, SignedOutNews
from bot.desk.accounts import MIN_PASSWORD, AccountFault, Member, NewAccount
from bot.desk.members import Wanted
from bot.desk.presence import is_online
from bot.store.tables import Staff
from bot.words import say

Handler = Callable[[web.Request, Member], Awaitable[BaseModel | None]]
_STORED = ("id", "login", "name", "role", "groups", "capacity", "active", "available", "load")
"""What is shown of an account as it is stored."""


def account_routes() -> list[web.RouteDef]:
    """Every route of accounts."""
    one = f"/api/staff/accounts/{{account:{UUID_PATH}}}"
    return [
        web.get("/api/staff/accounts", listed),
        web.post("/api/staff/accounts", added),
        web.patch(one, changed),
        web.put(f"{one}/password", password_set),
        web.post(f"{one}/deactivate", deactivated),
        web.post(f"{one}/activate", activated),
        web.delete(f"/api/staff/members/{{account:{UUID_PATH}}}/sessions", signed_out),
    ]


def _for_admins(handler: Handler) -> Callable[..., Awaitable[web.Response]]:
    """A handler that nobody else gets to. It raises ApiError, and HTTPException with 404."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.Response:
        member = await member_of(request)
        if member.role != "admin":
            raise _refusal("admins_only")
        try:
            found = await handler(request, member)
        except AccountFault as fault:
            raise _refusal(fault.code) from None
        if found is None:
            return web.Response(status=204)
        return web.json_response(text=found.model_dump_json(), headers=PERSONAL)

    return answered


def _refusal(code: str) -> Exception:
    if code == "login_unknown":
        return web.HTTPNotFound()
    status = 403 if code == "admins_only" else 409
    return ApiError(status, code, say(f"desk.{code}", least=MIN_PASSWORD))


@_for_admins
async def listed(request: web.Request, admin: Member) -> models.AccountList:
    """Every account, also those that are switched off."""
    services = request.app[SERVICES]
    accounts, tickets = await services.members.all(), await services.members.open_tickets()
    found = [_shown(services, account, tickets.get(account.id, 0)) for account in accounts]
    return models.AccountList(accounts=found)


@_for_admins
async def added(request: web.Request, admin: Member) -> models.AccountOut:
    """A new account, once a key."""
    services, asked = request.app[SERVICES], await body(request, models.AccountNew)
    new = NewAccount(
        asked.login,
        asked.name,
        asked.password.get_secret_value(),
        asked.role,
        frozenset(asked.groups),
        asked.capacity,
        str(asked.key),
    )
    made = await services.accounts.add(new, admin.id)
    return await _account(services, await services.members.one(made.id))


@_for_admins
async def changed(request: web.Request, admin: Member) -> models.AccountChanged:
    """Other values."""
    services, asked = request.app[SERVICES], await body(request, models.AccountChange)
    wanted = Wanted(asked.name, asked.role, asked.groups, asked.capacity)
    staff, given_back = await services.members.change(_id(request), wanted, admin.id)
    return await _ended(services, staff, given_back)


@_for_admins
async def password_set(request: web.Request, admin: Member) -> models.AccountChanged:
    """Another password."""
    services, asked = request.app[SERVICES], await body(request, models.AccountPassword)
    password = asked.password.get_secret_value()
    staff = await services.members.set_password(_id(request), password, admin.id)
    return await _ended(services, staff)


@_for_admins
async def deactivated(request: web.Request, admin: Member) -> models.AccountChanged:
    """Switched off."""
    services = request.app[SERVICES]
    staff, given_back, _ = await services.members.deactivate(_id(request), admin.id)
    return await _ended(services, staff, given_back)


@_for_admins
async def activated(request: web.Request, admin: Member) -> models.AccountChanged:
    """Switched on again."""
    services = request.app[SERVICES]
    return await _ended(services, await services.members.activate(_id(request), admin.id))


@_for_admins
async def signed_out(request: web.Request, admin: Member) -> None:
    """End all sessions of a member, who may sign in again at once."""
    services = request.app[SERVICES]
    staff = await services.members.one(_id(request))
    await services.accounts.sign_out_everywhere(staff.id, admin.id)
    services.hub.publish(DESK, SignedOutNews(staff.id))


async def _ended(services: Services, staff: Staff, given_back: int = 0) -> models.AccountChanged:
    """The account as it is now; whoever sits there with it hears that the session is over."""
    services.accounts.forget(staff.id)
    services.hub.publish(DESK, SignedOutNews(staff.id))
    account = await _account(services, staff)
    return models.AccountChanged(account=account, given_back=given_back)


async def _account(services: Services, staff: Staff) -> models.AccountOut:
    return _shown(services, staff, (await services.members.open_tickets()).get(staff.id, 0))


def _shown(services: Services, staff: Staff, tickets: int) -> models.AccountOut:
    shown = {name: getattr(staff, name) for name in _STORED}
    online = staff.active and is_online(staff, services.offline)
    return models.AccountOut.model_validate(shown | {"online": online, "tickets": tickets})


def _id(request: web.Request) -> str:
    return request.match_info["account"]
