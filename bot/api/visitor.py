"""The visitor's side: a session, and the socket that sends, pushes and resumes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from bot.api import frames
from bot.api.errors import ApiError
from bot.api.keys import SERVICES, Services
from bot.api.sockets import HELLO_SECONDS, same_origin_socket
from bot.api.stream import unsent
from bot.conversations.hub import News, RatingNews, Refresh, StateNews, Stored, TypingNews
from bot.conversations.once import Received, Refused
from bot.conversations.ratings import rating_of
from bot.security.tokens import TokenInvalid
from bot.store.database import DatabaseUnavailable
from bot.store.tables import Conversation
from bot.words import say

CHANNEL = "web"

log = structlog.get_logger(__name__)


async def open_session(request: web.Request) -> web.Response:
    """Give a visitor a token and a conversation, or go on with what its token names."""
    services = request.app[SERVICES]
    if (wait := services.session_limit.wait(request.remote or "")) > 0:
        raise ApiError(429, "busy", say("refused.busy"), wait)
    try:
        asked = frames.SessionRequest.model_validate_json(await request.read() or b"{}")
    except ValidationError:
        raise ApiError(400, "malformed", say("refused.frame")) from None
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
    services = request.app[SERVICES]
    ws = await same_origin_socket(request)
    connection = VisitorConnection(ws, services)
    try:
        await connection.run()
    except DatabaseUnavailable as error:
        log.error("visitor.database_unavailable", cause=str(error))
        await ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
    return ws


class VisitorConnection:
    """One open socket of one visitor."""

    def __init__(self, ws: web.WebSocketResponse, services: Services) -> None:
        self._ws = ws
        self._services = services
        self._sent = 0

    async def run(self) -> None:
        """Greet, catch up, then push and receive side by side."""
        conversation = await self._greet()
        if conversation is None:
            return
        with self._services.hub.subscribe(conversation.id) as news:
            await self._catch_up(conversation.id)
            pushing = asyncio.create_task(self._push(conversation.id, news))
            try:
                await self._receive(conversation.id)
            finally:
                pushing.cancel()
                await asyncio.gather(pushing, return_exceptions=True)

    async def _send(self, frame: frames.ServerFrame) -> None:
        if not self._ws.closed:
            with suppress(ConnectionResetError):
                await self._ws.send_str(frame.model_dump_json())

    async def _greet(self) -> Conversation | None:
        try:
            first = await self._ws.receive(timeout=HELLO_SECONDS)
        except TimeoutError:
            await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)
            return None
        if first.type is not WSMsgType.TEXT:
            return None
        try:
            hello = frames.Hello.model_validate_json(first.data)
            visitor = self._services.tokens.visitor(hello.token)
        except (ValidationError, TokenInvalid):
            await self._refuse(None, Refused("token", say("refused.token")))
            await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)
            return None
        services = self._services
        conversation = await services.inbox.open(CHANNEL, visitor)
        self._sent = min(hello.after, conversation.last_seq)
        await self._send(
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
        return conversation

    async def _catch_up(self, conversation_id: str) -> None:
        """Send what the log holds after the last message that was sent."""
        async for message in unsent(self._services.database, conversation_id, self._sent):
            await self._send(frames.Pushed(message=message))
            self._sent = message.seq

    async def _push(self, conversation_id: str, news: asyncio.Queue[News]) -> None:
        while True:
            item = await news.get()
            try:
                await self._tell(conversation_id, item)
            except DatabaseUnavailable as error:
                log.error("visitor.push_failed", cause=str(error))
                await self._ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return

    async def _tell(self, conversation_id: str, item: News) -> None:
        match item:
            case Stored():
                await self._catch_up(conversation_id)
            case Refresh():
                await self._catch_up(conversation_id)
                await self._tell_state(conversation_id, None)
            case TypingNews(author, on):
                if author != "visitor":
                    await self._send(frames.Typing(author=author, on=on))
            case RatingNews(seq):
                async with self._services.database.read() as session:
                    useful = await rating_of(session, conversation_id, seq)
                if useful is not None:
                    await self._send(frames.Rated(seq=seq, useful=useful))
            case StateNews(notice):
                await self._tell_state(conversation_id, notice)

    async def _tell_state(self, conversation_id: str, notice: str | None) -> None:
        async with self._services.database.read() as session:
            conversation = await session.get(Conversation, conversation_id)
        if conversation is not None:
            state = {"owner": conversation.owner, "engine": self._services.monitor.state}
            await self._send(frames.Status.model_validate({**state, "notice": notice}))

    async def _receive(self, conversation_id: str) -> None:
        async for message in self._ws:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = frames.client_frame.validate_json(message.data)
            except ValidationError:
                await self._refuse(None, Refused("frame", say("refused.frame")))
                continue
            await self._handle(conversation_id, frame)

    async def _handle(self, conversation_id: str, frame: frames.ClientFrame) -> None:
        inbox = self._services.inbox
        match frame:
            case frames.Ping() | frames.Hello():
                await self._send(frames.Pong())
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

    async def _store(self, conversation_id: str, key: str, work: Awaitable[Received]) -> None:
        """Acknowledge what was stored, or say why it was not."""
        wait = self._services.send_limit.wait(conversation_id)
        try:
            if wait > 0:
                raise Refused("busy", say("refused.busy"), wait)
            received = await work
            await self._send(frames.Accepted(key=key, seq=received.seq))
        except Refused as refused:
            await self._refuse(key, refused)
        except DatabaseUnavailable as error:
            log.error("visitor.store_failed", cause=str(error))
            await self._refuse(key, Refused("unavailable", say("refused.unavailable"), 2.0))
        finally:
            if hasattr(work, "close"):
                work.close()

    async def _refuse(self, key: str | None, refused: Refused) -> None:
        await self._send(
            frames.Refused(
                key=key,
                code=refused.code,
                message=str(refused),
                retry_after=refused.retry_after,
            )
        )
