"""The visitor's side where no WebSocket gets through: frames are posted, and asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from bot.api import frames
from bot.api.errors import ApiError, refusal
from bot.api.keys import SERVICES
from bot.api.reading import (
    admitted,
    body,
    frame_of,
    not_too_often,
    same_origin,
    visitor_conversation,
)
from bot.api.stream import PAGE
from bot.api.talk import VisitorNews, take
from bot.conversations.log import WITHIN
from bot.conversations.once import Refused
from bot.words import say

LINGER = 0.15
"""Seconds that a typing sign waits for what follows on it: between two polls that would be lost."""


async def post_frame(request: web.Request) -> web.Response:
    """Do what the frame says and answer that it is stored, or why it is not."""
    same_origin(request)
    services = request.app[SERVICES]
    conversation = await visitor_conversation(request, services)
    frame = await frame_of(request, frames.posted_frame)
    try:
        received = await take(services, conversation.id, frame)
    except Refused as refused:
        raise refusal(refused) from refused
    accepted = frames.Accepted(key=frame.key, seq=received.seq)
    return web.json_response(text=accepted.model_dump_json())


async def poll(request: web.Request) -> web.Response:
    """The frames that the client lacks; it waits when there are none, and may get none then."""
    services = admitted(request)
    conversation = await visitor_conversation(request, services)
    not_too_often(services.poll_limit, conversation.id)
    asked = await body(request, frames.Poll)
    if asked.after > conversation.last_seq:
        raise ApiError(409, "seq", say("refused.seq"))
    if conversation.channel not in WITHIN:
        await services.on_page.seen(conversation.id, asked.after)
    news = VisitorNews(services, conversation.id, asked.after, asked.shown)
    with services.hub.subscribe(conversation.id) as queue:
        found = await _page(news.caught_up())
        async with services.polls.hold(request):
            while not found:
                found = await _page(news.told(await queue.get()))
            if all(isinstance(frame, frames.Typing) for frame in found):
                await asyncio.sleep(LINGER)
                for item in queue.take_all():
                    found += await _page(news.told(item))
    return web.json_response(body=frames.server_frames.dump_json(found))


async def _page(told: AsyncGenerator[frames.ServerFrame]) -> list[frames.ServerFrame]:
    """So much of it as fits into one answer; the client asks for the rest at once."""
    found: list[frames.ServerFrame] = []
    async with aclosing(told):
        async for frame in told:
            found.append(frame)
            if len(found) == PAGE:
                break
    return found
