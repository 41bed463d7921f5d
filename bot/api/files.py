"""Pictures and documents: the visitor sends them, and both sides get them again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.api import frames
from bot.api.errors import ApiError, refusal
from bot.api.keys import SERVICES, Services
from bot.api.pages import NOSNIFF
from bot.api.reading import (
    member_of,
    not_too_often,
    query,
    same_origin,
    visitor_conversation,
)
from bot.api.staff_frames import StaffFileSent
from bot.conversations.files import Files, Kept
from bot.conversations.once import Received, Refused
from bot.store.tables import Attachment
from bot.store.ticket_tables import TicketFile
from bot.words import say

log = structlog.get_logger(__name__)

Attach = Callable[[Kept], Awaitable[Received]]
"""Puts a kept file into a conversation."""
UPLOAD_SECONDS = 300.0
"""A file that takes longer to arrive is given up."""


async def send_file(request: web.Request) -> web.Response:
    """The visitor's file, into their own conversation, once a key."""
    same_origin(request)
    services = request.app[SERVICES]
    conversation = await visitor_conversation(request, services)
    not_too_often(services.file_limit, conversation.id)
    asked = query(request, frames.FileSent)
    received = await take_file(
        request, asked.name, lambda kept: services.inbox.attach(conversation.id, asked.key, kept)
    )
    return _accepted(asked, received)


async def send_file_as_staff(request: web.Request) -> web.Response:
    """A file of who holds a conversation, once a key."""
    same_origin(request)
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.file_limit, member.id)
    asked = query(request, StaffFileSent)
    conversation = str(asked.conversation)
    received = await take_file(
        request, asked.name, lambda k: services.desk.attach(member, conversation, asked.key, k)
    )
    return _accepted(asked, received)


def _accepted(asked: frames.FileSent, received: Received) -> web.Response:
    accepted = frames.Accepted(key=asked.key, seq=received.seq)
    return web.json_response(text=accepted.model_dump_json())


async def take_file(request: web.Request, name: str, attach: Attach) -> Received:
    """Keep the file in the body and attach it. Raises ApiError; nothing is kept then."""
    try:
        return await _receive(request, request.app[SERVICES].files, name, attach)
    except Refused as refused:
        raise refusal(refused) from refused
    except TimeoutError:
        raise ApiError(408, "too_slow", say("file.too_slow")) from None
    except OSError as error:  # no room, or the folder cannot be written
        log.error("file.not_kept", cause=str(error))
        raise ApiError(503, "unavailable", say("refused.unavailable"), 30.0) from error


async def _receive(request: web.Request, files: Files, name: str, attach: Attach) -> Received:
    """What attaching gave; a repeat leaves no file. Raises Refused and TimeoutError."""
    if (request.content_length or 0) > files.most:
        raise files.too_large()
    async with asyncio.timeout(UPLOAD_SECONDS):
        kept = await files.keep(name, request.content.iter_any())
    used = False
    try:
        received = await attach(kept)
        used = not received.repeat
    finally:
        if not used:
            await files.discard(kept.id)
    return received


async def visitor_file(request: web.Request) -> web.StreamResponse:
    """A file of the caller's own conversation."""
    services = request.app[SERVICES]
    conversation = await visitor_conversation(request, services)
    found = await _found(request, services)
    if found.conversation_id != conversation.id:
        raise web.HTTPNotFound
    return file_answer(services, found)


async def staff_file(request: web.Request) -> web.StreamResponse:
    """A file of a conversation that the caller may see."""
    services, member = request.app[SERVICES], await member_of(request)
    found = await _found(request, services)
    try:
        await services.access.read(member, found.conversation_id, "file")
    except Refused:
        raise web.HTTPNotFound from None
    return file_answer(services, found)


async def _found(request: web.Request, services: Services) -> Attachment:
    wanted = request.match_info["file"]
    found = await services.database.read(lambda session: session.get(Attachment, wanted))
    if found is None:
        raise web.HTTPNotFound
    return found


def file_answer(services: Services, found: Attachment | TicketFile) -> web.StreamResponse:
    """The file as a download, so that no browser runs what is in it."""
    headers = NOSNIFF | {
        "Content-Type": found.media,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=86400",
    }
    return web.FileResponse(services.files.path(found.id), headers=headers)
