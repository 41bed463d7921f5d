"""The visitor's side: a session, and the socket that sends, pushes and resumes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bot.api import frames
from bot.api.errors import ApiError
from bot.api.keys import SERVICES, Services
from bot.api.reading import body, unreadable
from bot.api.sockets import Wire, same_origin_socket
from bot.api.stream import Reader
from bot.conversations.hub import Mailbox, News, RatingNews, Refresh, StateNews, Stored, TypingNews
from bot.conversations.once import Received, Refused
from bot.conversations.ratings import rating_of
from bot.security.tokens import TokenInvalid
from bot.store.tables import Conversation
from bot.words import say

CHANNEL = "web"


async def open_session(request: web.Request) -> web.Response:
    """Give a visitor a token and a conversation, or go on with what its token names."""
    services = request.app[SERVICES]
    if (wait := services.session_limit.wait(request.remote or "")) > 0:
        raise ApiError(429, "busy", say("refused.busy"), wait)
    asked = await body(request, frames.SessionRequest)
    visitor = services.tokens.new_visitor()
    if asked.token:
        with suppress(TokenInvalid):
            visitor = services.tokens.visitor(asked.token)
    token, expires = services.tokens.issue(visitor)
    conversation = await services.inbox.open(CHANNEL, visitor)
    session = frames.Session.model_validate(
        {"token": token, "conversation": conversation.id, "expires": expires}
    )
    return web.json_response(text=session.model_dump_json())


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/visitor`: hello first, then frames in both directions until one side leaves."""
    async with same_origin_socket(request) as wire:
        await VisitorConnection(wire, request.app[SERVICES]).run()
    return wire.ws


class VisitorConnection:
    """One open socket of one visitor. A notice that it was shown ends with the next message."""

    def __init__(self, wire: Wire, services: Services) -> None:
        self._wire = wire
        self._services = services
        self._noticed = False

    async def run(self) -> None:
        """Greet, catch up, then push and receive side by side."""
        greeted = await self._greet()
        if greeted is None:
            return
        conversation_id, log = greeted
        with self._services.hub.subscribe(conversation_id) as news:
            await self._send(log.rest())
            pushing = asyncio.create_task(self._push(conversation_id, log, news))
            try:
                await self._receive(conversation_id)
            finally:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)

    async def _greet(self) -> tuple[str, Reader] | None:
        """The visitor's conversation and its log from where this client left it."""
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
        services = self._services
        conversation = await services.inbox.open(CHANNEL, visitor)
        await self._wire.send(
            frames.Ready.model_validate(
                {
                    "conversation": conversation.id,
                    "last_seq": conversation.last_seq,
                    "owner": conversation.owner,
                    "engine": services.monitor.state,
                    "assistant": services.site.assistant,
                    "district": services.site.district,
                }
            )
        )
        after = min(hello.after, conversation.last_seq)
        return conversation.id, Reader(services.database, conversation.id, after)

    async def _send(self, messages: AsyncIterator[frames.Message]) -> None:
        async for message in messages:
            await self._wire.send(frames.Pushed(message=message))

    async def _push(self, conversation_id: str, log: Reader, news: Mailbox) -> None:
        async with self._wire.unless_away():
            while True:
                await self._tell(conversation_id, log, await news.get())

    async def _tell(self, conversation_id: str, log: Reader, item: News) -> None:
        match item:
            case Stored():
                await self._send(log.told(item))
                if self._noticed:
                    await self._tell_state(conversation_id, None)
            case Refresh():
                await self._send(log.rest())
                await self._tell_state(conversation_id, None)
            case TypingNews(author, on):
                if author != "visitor":
                    await self._wire.send(frames.Typing(author=author, on=on))
            case RatingNews(seq):
                useful = await self._services.database.read(
                    lambda session: rating_of(session, conversation_id, seq)
                )
                if useful is not None:
                    await self._wire.send(frames.Rated(seq=seq, useful=useful))
            case StateNews(notice):
                await self._tell_state(conversation_id, notice)

    async def _tell_state(self, conversation_id: str, notice: str | None) -> None:
        conversation = await self._services.database.read(
            lambda session: session.get(Conversation, conversation_id)
        )
        if conversation is not None:
            state = {"owner": conversation.owner, "engine": self._services.monitor.state}
            await self._wire.send(frames.Status.model_validate({**state, "notice": notice}))
            self._noticed = notice is not None

    async def _receive(self, conversation_id: str) -> None:
        async for frame in self._wire.received(frames.client_frame):
            await self._handle(conversation_id, frame)

    async def _handle(self, conversation_id: str, frame: frames.ClientFrame) -> None:
        inbox = self._services.inbox
        match frame:
            case frames.Ping() | frames.Hello():
                await self._wire.send(frames.Pong())
            case frames.Send(key=key, text=text):
                await self._store(conversation_id, key, inbox.say(conversation_id, key, text))
            case frames.Choose(key=key, seq=seq, choice=choice):
                work = inbox.choose(conversation_id, key, seq, choice)
                await self._store(conversation_id, key, work)
            case frames.AskPerson(key=key):
                await self._store(conversation_id, key, inbox.ask_person(conversation_id, key))
            case frames.LeaveQueue(key=key):
                await self._store(conversation_id, key, inbox.leave_queue(conversation_id, key))
            case frames.Rate(key=key, seq=seq, useful=useful):
                await self._store(conversation_id, key, inbox.rate(conversation_id, seq, useful))

    async def _store(
        self, conversation_id: str, key: str, work: Coroutine[Any, Any, Received]
    ) -> None:
        wait = self._services.send_limit.wait(conversation_id)
        if wait > 0:
            work.close()
            await self._wire.refuse(key, Refused("busy", say("refused.busy"), wait))
        else:
            await self._wire.acknowledge(key, work)
