"""The staff's side: sign-in, what they read, and the way to the socket."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel

from bot.api import staff_frames as frames
from bot.api.errors import ApiError, refusal
from bot.api.frames import SuggestionList
from bot.api.keys import SERVICES
from bot.api.reading import bearer, body, member_of, not_too_often
from bot.api.sockets import same_origin_socket
from bot.api.staff_socket import StaffConnection
from bot.conversations.once import Refused
from bot.desk.accounts import SignInRefused
from bot.desk.presence import is_online
from bot.words import say


async def sign_in(request: web.Request) -> web.Response:
    """A token for login and password."""
    services = request.app[SERVICES]
    not_too_often(services.sign_in_limit, request.remote or "")
    asked = await body(request, frames.SignIn)
    try:
        member, token, expires = await services.accounts.sign_in(asked.login, asked.password)
    except SignInRefused:
        raise ApiError(401, "sign_in", say("desk.sign_in")) from None
    session = frames.StaffSession.model_validate(
        {"token": token, "expires": expires, "member": member}
    )
    return _answer(session)


async def sign_out(request: web.Request) -> web.Response:
    """End the session of the bearer token."""
    await request.app[SERVICES].accounts.sign_out(bearer(request))
    return web.Response(status=204)


async def cases(request: web.Request) -> web.Response:
    """What waits in the caller's groups and what the caller holds."""
    member = await member_of(request)
    found = await request.app[SERVICES].cases.seen_by(member)
    listed = frames.CaseList(cases=[frames.CaseOut.model_validate(case) for case in found])
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
    return _answer(frames.ColleagueList.model_validate({"members": listed}))


async def replies(request: web.Request) -> web.Response:
    """Canned replies."""
    await member_of(request)
    found = [reply.model_dump() for reply in request.app[SERVICES].replies]
    return _answer(frames.CannedReplies.model_validate({"replies": found}))


async def conversation(request: web.Request) -> web.Response:
    """What is around a conversation."""
    services, member = request.app[SERVICES], await member_of(request)
    try:
        found = await services.access.read(member, request.match_info["conversation"], "around")
    except Refused:
        raise web.HTTPNotFound from None
    around = await services.around.of(found)
    return _answer(frames.ConversationDetail.model_validate(around))


async def resend(request: web.Request) -> web.Response:
    """Send what did not arrive once more; what is around the conversation then."""
    services, member = request.app[SERVICES], await member_of(request)
    asked = await body(request, frames.ResendRequest)
    try:
        found = await services.access.read(member, request.match_info["conversation"], "resend")
    except Refused:
        raise web.HTTPNotFound from None
    try:
        await services.around.resend(found, asked.delivery)
    except Refused as refused:
        raise refusal(refused) from None
    around = await services.around.of(found)
    return _answer(frames.ConversationDetail.model_validate(around))


async def propose(request: web.Request) -> web.Response:
    """Matters that a text may be about."""
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.suggest_limit, member.id)
    asked = await body(request, frames.ProposalRequest)
    found = await services.suggestions.typed(asked.text)
    return _answer(SuggestionList.model_validate({"suggestions": found}))


def _answer(model: BaseModel) -> web.Response:
    return web.json_response(text=model.model_dump_json())


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/staff`: hello first, then frames in both directions until one side leaves."""
    async with same_origin_socket(request) as wire:
        await StaffConnection(wire, request.app[SERVICES]).run()
    return wire.ws
