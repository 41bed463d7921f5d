"""The staff's side: sign-in, the list of cases, and the socket that takes, speaks and follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web
from pydantic import ValidationError

from bot.api import staff_frames as frames
from bot.api.errors import ApiError
from bot.api.frames import Message, Ping, Pong
from bot.api.keys import SERVICES, Services
from bot.api.reading import bearer, body, member_of, not_too_often, unreadable
from bot.api.sockets import Wire, same_origin_socket
from bot.api.stream import Reader
from bot.conversations.hub import DESK, CaseNews, Mailbox, News, Refresh, Stored, TypingNews
from bot.conversations.once import Refused
from bot.desk.accounts import Member, NotSignedIn, SignInRefused
from bot.store.tables import Conversation
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
    return web.json_response(text=session.model_dump_json())


async def sign_out(request: web.Request) -> web.Response:
    """End the session of the bearer token."""
    await request.app[SERVICES].accounts.sign_out(bearer(request))
    return web.Response(status=204)


async def cases(request: web.Request) -> web.Response:
    """What waits and what the caller holds."""
    member = await member_of(request)
    found = await request.app[SERVICES].desk.open_cases(member)
    listed = frames.CaseList(cases=[frames.CaseOut.model_validate(case) for case in found])
    return web.json_response(text=listed.model_dump_json())


async def socket(request: web.Request) -> web.StreamResponse:
    """`/ws/staff`: hello first, then frames in both directions until one side leaves."""
    async with same_origin_socket(request) as wire:
        await StaffConnection(wire, request.app[SERVICES]).run()
    return wire.ws


class StaffConnection:
    """One open socket of one staff member. Its end changes nothing: what is held stays held."""

    def __init__(self, wire: Wire, services: Services) -> None:
        self._wire = wire
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

    async def _greet(self) -> Member | None:
        if (first := await self._wire.hello()) is None:
            return None
        try:
            self._token = frames.StaffHello.model_validate_json(first, strict=True).token
            member = await self._services.accounts.member(self._token)
        except ValidationError:
            await self._wire.turn_away(unreadable(first)[1])
            return None
        except NotSignedIn:
            await self._turn_away()
            return None
        await self._wire.send(frames.StaffReady(member=frames.MemberOut.model_validate(member)))
        return member

    async def _tell_cases(self, news: Mailbox) -> None:
        async with self._wire.unless_away():
            while True:
                item = await news.get()
                if isinstance(item, Refresh):
                    await self._wire.send(frames.CasesChanged())
                elif isinstance(item, CaseNews):
                    await self._tell_case(item.conversation_id)

    async def _tell_case(self, conversation_id: str) -> None:
        found = await self._services.desk.case(conversation_id)
        case = frames.CaseOut.model_validate(found) if found else None
        changed = {"conversation": conversation_id, "case": case}
        await self._wire.send(frames.CaseChanged.model_validate(changed))

    async def _follow(self, conversation_id: str, after: int) -> None:
        log = Reader(self._services.database, conversation_id, after)
        item: News = Stored()
        with self._services.hub.subscribe(conversation_id) as news:
            async with self._wire.unless_away():
                while True:
                    if isinstance(item, Stored | Refresh):
                        found = log.told(item) if isinstance(item, Stored) else log.rest()
                        await self._send(conversation_id, found)
                    item = await news.get()

    async def _send(self, conversation_id: str, messages: AsyncIterator[Message]) -> None:
        async for message in messages:
            pushed = {"conversation": conversation_id, "message": message}
            await self._wire.send(frames.StaffPushed.model_validate(pushed))

    async def _receive(self, member: Member) -> None:
        async for frame in self._wire.received(frames.staff_client_frame):
            try:
                await self._services.accounts.member(self._token)
            except NotSignedIn:
                await self._turn_away()
                return
            try:
                await self._handle(member, frame)
            except Refused as refused:
                await self._wire.refuse(None, refused)

    async def _turn_away(self) -> None:
        await self._wire.turn_away(Refused("signed_out", say("desk.signed_out")))

    async def _handle(self, member: Member, frame: frames.StaffClientFrame) -> None:
        desk = self._services.desk
        match frame:
            case Ping() | frames.StaffHello():
                await self._wire.send(Pong())
            case frames.Watch(conversation=conversation, after=after):
                # A number beyond the log would hide everything that is written up to it.
                last = (await self._conversation(str(conversation))).last_seq
                self._unwatch(str(conversation))
                following = self._follow(str(conversation), min(after, last))
                self._watched[str(conversation)] = asyncio.create_task(following)
            case frames.Unwatch(conversation=conversation):
                self._unwatch(str(conversation))
            case frames.StaffTyping(conversation=conversation, on=on):
                await self._own(member, str(conversation))
                self._services.hub.publish(str(conversation), TypingNews("staff", on))
            case frames.StaffRead(conversation=conversation, seq=seq):
                await self._own(member, str(conversation))
                await desk.read(member, str(conversation), seq)
            case frames.Claim(key=key, conversation=conversation):
                await self._wire.acknowledge(key, desk.claim(member, str(conversation), key))
            case frames.Say(key=key, conversation=conversation, text=text):
                await self._wire.acknowledge(key, desk.say(member, str(conversation), key, text))
            case frames.HandBack(key=key, conversation=conversation):
                await self._wire.acknowledge(key, desk.hand_back(member, str(conversation), key))
            case frames.Close(key=key, conversation=conversation, disposition=disposition):
                await self._wire.acknowledge(
                    key, desk.close(member, str(conversation), key, disposition)
                )

    async def _own(self, member: Member, conversation_id: str) -> None:
        """Raises Refused unless the member holds the conversation."""
        if (await self._conversation(conversation_id)).assignee != member.id:
            raise Refused("not_yours", say("desk.not_yours"))

    async def _conversation(self, conversation_id: str) -> Conversation:
        """Raises Refused when there is none."""
        found = await self._services.database.read(
            lambda session: session.get(Conversation, conversation_id)
        )
        if found is None:
            raise Refused("unknown_conversation", say("desk.unknown"))
        return found

    def _unwatch(self, conversation_id: str) -> None:
        if (following := self._watched.pop(conversation_id, None)) is not None:
            following.cancel()
