"""A code with which the visitor goes on in WeChat: shown once, on the page alone."""

from __future__ import annotations

from aiohttp import web

from bot.api import frames
from bot.api.errors import ApiError
from bot.api.keys import SERVICES
from bot.api.reading import not_too_often, same_origin, visitor_conversation
from bot.conversations.log import WITHIN
from bot.words import say

_SECRET = {"Cache-Control": "no-store"}


async def offered(request: web.Request) -> web.Response:
    """Whether a code would be of use: not where the page shows what was said in WeChat anyway."""
    services = request.app[SERVICES]
    conversation = await visitor_conversation(request, services)
    offer = frames.LinkOffer(offered=services.linkable and conversation.channel in WITHIN)
    return web.json_response(text=offer.model_dump_json())


async def give(request: web.Request) -> web.Response:
    """A new code; the one of before holds no more."""
    same_origin(request)
    services = request.app[SERVICES]
    conversation = await visitor_conversation(request, services)
    if not services.linkable or conversation.channel not in WITHIN:
        raise ApiError(404, "not_found", say("refused.not_found"))
    not_too_often(services.code_limit, conversation.id)
    not_too_often(services.code_address_limit, request.remote or "")
    code, expires = await services.codes.give(conversation.id)
    given = frames.LinkCode(code=code, expires=expires)
    return web.json_response(text=given.model_dump_json(), headers=_SECRET)
