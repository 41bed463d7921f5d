"""The staff's side: sign-in, the list of cases, and the socket that takes, speaks and follows."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, ValidationError

from bot.api import staff_frames as frames
from bot.api.errors import ApiError
from bot.api.frames import Ping, Pong, Refused
from bot.api.keys import SERVICES, Services
from bot.api.sockets import HELLO_SECONDS, same_origin_socket
from bot.api.stream import unsent
from bot.conversations import once
from bot.conversations.hub import DESK, CaseNews, News, Refresh, TypingNews
from bot.desk.accounts import Member, NotSignedIn, SignInRefused
from bot.store.database import DatabaseUnavailable
from bot.words import say

log = structlog.get_logger(__name__)


async def sign_in(request: web.Request) -> web.Response:
    """A token for login and password."""
    services = request.app[SERVICES]
    if (wait := services.sign_in_limit.wait(request.remote or "")) > 0:
        raise ApiError(429, "busy", say("refused.busy"), wait)
    try:
        asked = frames.SignIn.model_validate_json(await request.read())
    except ValidationError:
        raise ApiError(400, "malformed", say("refused.frame")) from None
    try:
        member, token, expires = await services.accounts.sign_in(asked.login, asked.password)
    except SignInRefused:
        raise ApiError(401, "sign_in", say("desk.sign_in")) from None
    session = frames.StaffSession.model_validate(
        {"token": token, "expires": expires, "member": member}
    )
    return web.json_response(text=session.model_dump_json())


async def sign_out(request: web.Request) -> web.Response:
    """End the session of the bearer token."""
    await request.app[SERVICES].accounts.sign_out(_bearer(request))
    return web.Response(status=204)


async def cases(request: web.Request) -> web.Response:
    """What waits and what the caller holds."""
    services = request.app[SERVICES]
    try:
        member = await services.accounts.member(_bearer(request))
    except NotSignedIn:
        raise ApiError(401, "signed_out", say("desk.signed_out")) from None
    found = await services.desk.open_cases(member)
    listed = frames.CaseList(cases=[frames.CaseOut.model_validate(case) for case in found])
    return web.json_response(text=listed.model_dump_json())


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/staff`: hello first, then frames in both directions until one side leaves."""
    ws = await same_origin_socket(request)
    connection = StaffConnection(ws, request.app[SERVICES])
    try:
        await connection.run()
    except DatabaseUnavailable as error:
        log.error("staff.database_unavailable", cause=str(error))
        await ws.close(code=WSCloseCode.TRY_AGAIN_LATER)
    return ws


class StaffConnection:
    """One open socket of one staff member. Its end changes nothing: what is held stays held."""

    def __init__(self, ws: web.WebSocketResponse, services: Services) -> None:
        self._ws = ws
        self._services = services
        self._token = ""
        self._watched: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Greet, then tell of cases and receive side by side."""
        with self._services.hub.subscribe(DESK) as news:
            member = await self._greet()
            if member is None:
                return
            telling = asyncio.create_task(self._tell_cases(news))
            try:
                await self._receive(member)
            finally:
                tasks = [telling, *self._watched.values()]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, frame: BaseModel) -> None:
        if not self._ws.closed:
            with suppress(ConnectionResetError):
                await self._ws.send_str(frame.model_dump_json())

    async def _greet(self) -> Member | None:
        try:
            first = await self._ws.receive(timeout=HELLO_SECONDS)
        except TimeoutError:
            await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)
            return None
        if first.type is not WSMsgType.TEXT:
            return None
        try:
            hello = frames.StaffHello.model_validate_json(first.data)
            self._token = hello.token
            member = await self._services.accounts.member(hello.token)
        except (ValidationError, NotSignedIn):
            await self._turn_away()
            return None
        await self._send(frames.StaffReady(member=frames.MemberOut.model_validate(member)))
        return member

    async def _tell_cases(self, news: asyncio.Queue[News]) -> None:
        while True:
            item = await news.get()
            if isinstance(item, Refresh):
                await self._send(frames.CasesChanged())
            elif isinstance(item, CaseNews):
                await self._told(self._tell_case(item.conversation_id))

    async def _tell_case(self, conversation_id: str) -> None:
        found = await self._services.desk.case(conversation_id)
        case = frames.CaseOut.model_validate(found) if found else None
        changed = {"conversation": conversation_id, "case": case}
        await self._send(frames.CaseChanged.model_validate(changed))

    async def _follow(self, conversation_id: str, after: int) -> None:
        with self._services.hub.subscribe(conversation_id) as news:
            while True:
                async for message in unsent(self._services.database, conversation_id, after):
                    pushed = {"conversation": conversation_id, "message": message}
                    await self._send(frames.StaffPushed.model_validate(pushed))
                    after = message.seq
                await news.get()

    async def _told(self, telling: Coroutine[Any, Any, None]) -> None:
        """What cannot be read now is read after the client has come back."""
        try:
            await telling
        except DatabaseUnavailable as error:
            log.error("staff.push_failed", cause=str(error))
            await self._ws.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def _receive(self, member: Member) -> None:
        async for message in self._ws:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                frame = frames.staff_client_frame.validate_json(message.data)
            except ValidationError:
                await self._refuse(None, once.Refused("frame", say("refused.frame")))
                continue
            try:
                await self._services.accounts.member(self._token)
            except NotSignedIn:
                await self._turn_away()
                return
            await self._handle(member, frame)

    async def _turn_away(self) -> None:
        await self._refuse(None, once.Refused("signed_out", say("desk.signed_out")))
        await self._ws.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _handle(self, member: Member, frame: frames.StaffClientFrame) -> None:
        desk = self._services.desk
        match frame:
            case Ping() | frames.StaffHello():
                await self._send(Pong())
            case frames.Watch(conversation=conversation, after=after):
                self._unwatch(str(conversation))
                following = self._told(self._follow(str(conversation), after))
                self._watched[str(conversation)] = asyncio.create_task(following)
            case frames.Unwatch(conversation=conversation):
                self._unwatch(str(conversation))
            case frames.StaffTyping(conversation=conversation, on=on):
                self._services.hub.publish(str(conversation), TypingNews("staff", on))
            case frames.Claim(key=key, conversation=conversation):
                await self._store(key, desk.claim(member, str(conversation), key))
            case frames.Say(key=key, conversation=conversation, text=text):
                await self._store(key, desk.say(member, str(conversation), key, text))
            case frames.HandBack(key=key, conversation=conversation):
                await self._store(key, desk.hand_back(member, str(conversation), key))
            case frames.Close(key=key, conversation=conversation, disposition=disposition):
                await self._store(key, desk.close(member, str(conversation), key, disposition))

    def _unwatch(self, conversation_id: str) -> None:
        if (following := self._watched.pop(conversation_id, None)) is not None:
            following.cancel()

    async def _store(self, key: str, work: Coroutine[Any, Any, once.Received]) -> None:
        """Acknowledge what was stored, or say why it was not."""
        try:
            received = await work
            await self._send(frames.StaffAccepted(key=key, seq=received.seq))
        except once.Refused as refused:
            await self._refuse(key, refused)
        except DatabaseUnavailable as error:
            log.error("staff.store_failed", cause=str(error))
            await self._refuse(key, once.Refused("unavailable", say("refused.unavailable"), 2.0))

    async def _refuse(self, key: str | None, refused: once.Refused) -> None:
        await self._send(
            Refused(
                key=key,
                code=refused.code,
                message=str(refused),
                retry_after=refused.retry_after,
            )
        )
