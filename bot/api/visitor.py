"""The visitor's side: a session, and the socket that sends, pushes and resumes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web
from pydantic import ValidationError

from bot.api import frames
from bot.api.keys import SERVICES, Services
from bot.api.reading import (
    CHANNEL,
    body,
    not_too_often,
    opened_by,
    same_origin,
    showing,
    shown,
    unreadable,
)
from bot.api.sockets import Wire, same_origin_socket
from bot.api.talk import VisitorNews, take
from bot.conversations.hub import Mailbox, TypingNews
from bot.conversations.log import WITHIN
from bot.conversations.on_page import OnPage
from bot.conversations.once import Refused
from bot.security.tokens import TokenInvalid
from bot.store.database import DatabaseUnavailable, Overloaded
from bot.store.tables import Conversation
from bot.words import say

PAGE_COOKIE, PAGE_COOKIE_PATH = "esa_page", "/api/visitor/session"
"""Names a conversation of another channel once, for the page that was just sent for."""


async def open_session(request: web.Request) -> web.Response:
    """Give a visitor a token and a conversation, or go on with what its token names.

    Who was just sent here from WeChat has a cookie, which opens the conversation there, once.
    """
    services = request.app[SERVICES]
    not_too_often(services.session_limit, request.remote or "")
    asked = await body(request, frames.SessionRequest)
    visitor, conversation = await _come_from_elsewhere(request, services), None
    if visitor is None and asked.token:
        with suppress(TokenInvalid):
            visitor = services.tokens.visitor(asked.token)
    if visitor is not None and shown(visitor) is not None:
        conversation = await opened_by(services, visitor)
        visitor = visitor if conversation else None
    visitor = visitor or services.tokens.new_visitor()
    token, expires = services.tokens.issue(visitor)
    conversation = conversation or await services.inbox.open(CHANNEL, visitor)
    session = frames.Session.model_validate(
        {"token": token, "conversation": conversation.id, "expires": expires}
    )
    answer = web.json_response(text=session.model_dump_json())
    answer.del_cookie(PAGE_COOKIE, path=PAGE_COOKIE_PATH)
    return answer


async def _come_from_elsewhere(request: web.Request, services: Services) -> str | None:
    """Whom the cookie names. A page of another site cannot send it (SameSite), nor use it up."""
    secret = request.cookies.get(PAGE_COOKIE)
    if not secret:
        return None
    same_origin(request)
    found = await services.database.write(
        lambda session: services.once.take(session, "page", secret)
    )
    return showing(found) if found else None


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/visitor`: hello first, then frames in both directions until one side leaves."""
    async with same_origin_socket(request) as wire:
        await VisitorConnection(wire, request.app[SERVICES]).run()
    return wire.ws


class Reading:
    """How far the page of one socket has come, where that matters: see `on_page`."""

    __slots__ = ("_conversation", "_pushed", "_shown", "_wanted")

    def __init__(self, shown_by: OnPage, conversation: Conversation, after: int) -> None:
        self._shown = shown_by
        self._conversation = conversation.id
        self._wanted = conversation.channel not in WITHIN
        self._pushed = after

    async def began(self) -> None:
        """The page is open; what it says that it has, it has."""
        if self._wanted:
            await self._shown.seen(self._conversation, self._pushed)

    async def sign_of_life(self, pushed: int) -> None:
        """What was pushed before the sign before this one has arrived; `pushed` is for the next."""
        if self._wanted:
            await self._shown.seen(self._conversation, self._pushed)
            self._pushed = pushed

    async def ended(self) -> None:
        """The page was closed."""
        if self._wanted:
            with suppress(DatabaseUnavailable):  # then what waits is sent a little later
                await self._shown.left(self._conversation)


class VisitorConnection:
    """One open socket of one visitor."""

    __slots__ = ("_services", "_wire")

    def __init__(self, wire: Wire, services: Services) -> None:
        self._wire = wire
        self._services = services

    async def run(self) -> None:
        """Greet, catch up, then push and receive side by side."""
        greeted = await self._greet()
        if greeted is None:
            return
        conversation, after = greeted
        conversation_id = conversation.id
        reading = Reading(self._services.on_page, conversation, after)
        news = VisitorNews(self._services, conversation_id, after, None)
        with self._services.hub.subscribe(conversation_id) as queue:
            await self._send(news.caught_up())
            await reading.began()
            pushing = asyncio.create_task(self._push(news, queue))
            try:
                async for frame in self._wire.received(frames.client_frame):
                    await reading.sign_of_life(news.given)
                    await self._handle(conversation_id, frame)
            finally:
                pushing.cancel()
                # First: when the connection is lost, this task may be cancelled at any await.
                await reading.ended()
                await asyncio.gather(pushing, return_exceptions=True)

    async def _greet(self) -> tuple[Conversation, int] | None:
        """The visitor's conversation, and after which message this client goes on."""
        if (first := await self._wire.hello()) is None:
            return None
        try:
            hello = frames.Hello.model_validate_json(first, strict=True)
            visitor = self._services.tokens.visitor(hello.token)
        except ValidationError:
            await self._wire.turn_away(unreadable(first)[1])
            return None
        except TokenInvalid:
            await self._wire.turn_away(Refused("token", say("refused.token")))
            return None
        if shown(visitor) is None:
            conversation: Conversation | None = await self._services.inbox.open(CHANNEL, visitor)
        else:
            conversation = await opened_by(self._services, visitor)
        if conversation is None:
            await self._wire.turn_away(Refused("token", say("refused.token")))
            return None
        return conversation, min(hello.after, conversation.last_seq)

    async def _send(self, told: AsyncIterator[frames.ServerFrame]) -> None:
        async for frame in told:
            await self._wire.send(frame)

    async def _push(self, news: VisitorNews, queue: Mailbox) -> None:
        async with self._wire.unless_away():
            while True:
                await self._send(news.told(await queue.get()))

    async def _handle(self, conversation_id: str, frame: frames.ClientFrame) -> None:
        match frame:
            case frames.Ping() | frames.Hello():
                await self._wire.send(frames.Pong())
            case frames.VisitorTyping() | frames.VisitorRead():
                await self._signed(conversation_id, frame)
            case _:
                work = take(self._services, conversation_id, frame)
                await self._wire.acknowledge(frame.key, work)

    async def _signed(
        self, conversation_id: str, sign: frames.VisitorTyping | frames.VisitorRead
    ) -> None:
        """A sign that the visitor is there. Too many are dropped without an answer."""
        if self._services.sign_limit.wait(conversation_id) > 0:
            return
        if isinstance(sign, frames.VisitorRead):
            with suppress(DatabaseUnavailable, Overloaded):  # the words of this socket say so
                await self._services.inbox.read(conversation_id, sign.seq)
        else:
            self._services.hub.publish(conversation_id, TypingNews("visitor", sign.on))
