"""The staff's side: sign-in, what they read, and the way to the socket."""

from __future__ import annotations

from math import ceil

from aiohttp import web
from pydantic import BaseModel

from bot.api import staff_models as models
from bot.api.account_models import PasswordChange
from bot.api.errors import ApiError, refusal
from bot.api.frames import SuggestionList
from bot.api.keys import SERVICES
from bot.api.reading import UUID_PATH, bearer, body, member_of, not_too_often
from bot.api.sockets import same_origin_socket
from bot.api.staff_socket import StaffConnection
from bot.conversations.hub import DESK, SignedOutNews
from bot.conversations.once import Refused
from bot.desk.accounts import AccountFault, SignInRefused
from bot.desk.presence import is_online
from bot.desk.sign_in_guard import TooManyTries
from bot.knowledge.matters import DOMAINS
from bot.words import say


def staff_routes() -> list[web.RouteDef]:
    """Every route of staff that is not about tickets, files, calls, figures or accounts."""
    return [
        web.post("/api/staff/session", sign_in),
        web.delete("/api/staff/session", sign_out),
        web.delete("/api/staff/sessions", sign_out_everywhere),
        web.put("/api/staff/password", change_password),
        web.get("/api/staff/cases", cases),
        web.get("/api/staff/members", members),
        web.get("/api/staff/replies", replies),
        web.get(f"/api/staff/conversations/{{conversation:{UUID_PATH}}}", conversation),
        web.post(f"/api/staff/conversations/{{conversation:{UUID_PATH}}}/resend", resend),
        web.post("/api/staff/proposals", propose),
        web.get("/ws/staff", socket),
    ]


async def sign_in(request: web.Request) -> web.Response:
    """A token for login and password."""
    services = request.app[SERVICES]
    not_too_often(services.sign_in_limit, request.remote or "")
    asked = await body(request, models.SignIn)
    counted = await _counted(request, asked.login, asked.browser)
    try:
        member, token, expires = await services.accounts.sign_in(asked.login, asked.password)
    except SignInRefused:
        raise ApiError(401, "sign_in", say("desk.sign_in")) from None
    browser = await services.sign_in_guard.succeeded(counted, asked.login)
    session = {"token": token, "expires": expires, "member": member, "browser": browser}
    groups = {group: say(f"groups.{group}") for group in DOMAINS}
    return _answer(models.StaffSession.model_validate(session | {"groups": groups}))


async def _counted(request: web.Request, login: str, browser: str | None) -> list[str]:
    """Under which names this try of a password is counted. Raises ApiError with 429."""
    try:
        guard = request.app[SERVICES].sign_in_guard
        return await guard.admit(login, request.remote or "", browser)
    except TooManyTries as fault:
        text = say("desk.too_many_tries", minutes=ceil(fault.seconds / 60))
        raise ApiError(429, "too_many_tries", text, fault.seconds) from None


async def sign_out(request: web.Request) -> web.Response:
    """End the session of the bearer token."""
    await request.app[SERVICES].accounts.sign_out(bearer(request))
    return web.Response(status=204)


async def sign_out_everywhere(request: web.Request) -> web.Response:
    """End all sessions of the caller."""
    services, member = request.app[SERVICES], await member_of(request)
    await services.accounts.sign_out_everywhere(member.id, member.id)
    services.hub.publish(DESK, SignedOutNews(member.id))
    return web.Response(status=204)


async def change_password(request: web.Request) -> web.Response:
    """Another password of the caller's own, who signs in with it again, here as well.

    A session that was left open is not enough for it, nor does it give more tries to guess.
    """
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.sign_in_limit, request.remote or "")
    asked = await body(request, PasswordChange)
    old, new = asked.current.get_secret_value(), asked.password.get_secret_value()
    login = (await services.members.one(member.id)).login
    counted = await _counted(request, login, asked.browser)
    try:
        known = await services.accounts.proven(login, old)
        await services.sign_in_guard.succeeded(counted, login)
        await services.members.change_password(known, old, new)
    except SignInRefused:
        raise ApiError(403, "password_wrong", say("desk.password_wrong")) from None
    except AccountFault as fault:
        raise ApiError(409, fault.code, say(f"desk.{fault.code}")) from None
    services.accounts.forget(member.id)
    services.hub.publish(DESK, SignedOutNews(member.id))
    return web.Response(status=204)


async def cases(request: web.Request) -> web.Response:
    """What waits in the caller's groups and what the caller holds."""
    services, member = request.app[SERVICES], await member_of(request)
    found = await services.cases.seen_by(member)
    listed = models.CaseList(
        cases=[models.CaseOut.of(case, services.reply_within) for case in found]
    )
    return _answer(listed)


async def members(request: web.Request) -> web.Response:
    """Colleagues, and how busy they are."""
    await member_of(request)
    services = request.app[SERVICES]
    found = await services.accounts.colleagues()
    listed = [
        {
            "id": member.id,
            "name": member.name,
            "role": member.role,
            "groups": member.groups,
            "load": member.load,
            "capacity": member.capacity,
            "available": member.available,
            "online": is_online(member, services.offline),
        }
        for member in found
    ]
    return _answer(models.ColleagueList.model_validate({"members": listed}))


async def replies(request: web.Request) -> web.Response:
    """Canned replies."""
    await member_of(request)
    found = [reply.model_dump() for reply in request.app[SERVICES].replies]
    return _answer(models.CannedReplies.model_validate({"replies": found}))


async def conversation(request: web.Request) -> web.Response:
    """What is around a conversation."""
    services, member = request.app[SERVICES], await member_of(request)
    try:
        found = await services.access.read(member, request.match_info["conversation"], "around")
    except Refused:
        raise web.HTTPNotFound from None
    around = await services.around.of(member, found)
    return _answer(models.ConversationDetail.model_validate(around))


async def resend(request: web.Request) -> web.Response:
    """Send what did not arrive once more; what is around the conversation then."""
    services, member = request.app[SERVICES], await member_of(request)
    asked = await body(request, models.ResendRequest)
    try:
        found = await services.access.read(member, request.match_info["conversation"], "resend")
    except Refused:
        raise web.HTTPNotFound from None
    try:
        await services.around.resend(found, asked.delivery)
    except Refused as refused:
        raise refusal(refused) from None
    around = await services.around.of(member, found)
    return _answer(models.ConversationDetail.model_validate(around))


async def propose(request: web.Request) -> web.Response:
    """Matters that a text may be about."""
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.suggest_limit, member.id)
    asked = await body(request, models.ProposalRequest)
    found = await services.suggestions.typed(asked.text)
    return _answer(SuggestionList.model_validate({"suggestions": found}))


def _answer(model: BaseModel) -> web.Response:
    return web.json_response(text=model.model_dump_json())


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/staff`: hello first, then frames in both directions until one side leaves."""
    async with same_origin_socket(request) as wire:
        await StaffConnection(wire, request.app[SERVICES]).run()
    return wire.ws
