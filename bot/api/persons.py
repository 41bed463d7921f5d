"""Conversations of the same person: staff find, link and part them."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel

from bot.api import person_frames as frames
from bot.api.downloads import PERSONAL
from bot.api.errors import refusal
from bot.api.keys import SERVICES
from bot.api.reading import UUID_PATH, body, member_of, not_too_often
from bot.conversations.once import Refused


def person_routes() -> list[web.RouteDef]:
    """Every route."""
    one = f"/api/staff/conversations/{{conversation:{UUID_PATH}}}"
    return [
        # Posted, so that no name or phone stands in an address.
        web.post(f"{one}/persons", found),
        web.post(f"{one}/links", linked),
        web.delete(f"/api/staff/links/{{link:{UUID_PATH}}}", parted),
    ]


async def found(request: web.Request) -> web.Response:
    """Conversations that may be the same person's."""
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.suggest_limit, member.id)
    asked = await body(request, frames.PersonSearch)
    conversation = request.match_info["conversation"]
    try:
        persons = await services.persons.candidates(member, conversation, asked.search)
    except Refused as refused:
        raise refusal(refused) from refused
    return _answer(frames.PersonList.model_validate({"persons": persons}))


async def linked(request: web.Request) -> web.Response:
    """Two conversations are one person's."""
    services, member = request.app[SERVICES], await member_of(request)
    asked = await body(request, frames.LinkMade)
    conversation = request.match_info["conversation"]
    try:
        made = await services.persons.link(member, conversation, str(asked.other))
    except Refused as refused:
        raise refusal(refused) from refused
    return _answer(frames.LinkOut.model_validate(made))


async def parted(request: web.Request) -> web.Response:
    """They are not, after all."""
    services, member = request.app[SERVICES], await member_of(request)
    try:
        undone = await services.persons.unlink(member, request.match_info["link"])
    except Refused as refused:
        raise refusal(refused) from refused
    return _answer(frames.LinkOut.model_validate(undone))


def _answer(model: BaseModel) -> web.Response:
    return web.json_response(text=model.model_dump_json(), headers=PERSONAL)
