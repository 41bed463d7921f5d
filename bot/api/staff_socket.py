"""`/ws/staff`: takes conversations, speaks in them and follows them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Literal

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api import staff_frames as frames
from bot.api import training_models
from bot.api.frames import Message, Ping, Pong
from bot.api.keys import Services
from bot.api.reading import unreadable
from bot.api.sockets import Wire
from bot.api.staff_models import CaseOut, MemberOut
from bot.api.stream import Reader
from bot.conversations.hub import (
    DESK,
    CaseNews,
    DutyNews,
    GivenNews,
    JoinedNews,
    Mailbox,
    News,
    NoteNews,
    Refresh,
    ReminderNews,
    SignedOutNews,
    StateNews,
    Stored,
    TypingNews,
    VisitorReadNews,
    WorkNews,
)
from bot.conversations.once import Received, Refused
from bot.desk.access import may_see, not_held
from bot.desk.accounts import READS_RELEASES, TRAINS, Member, NotSignedIn
from bot.desk.cases import Case
from bot.desk.desk import TAKES_OVER
from bot.desk.presence import BEAT
from bot.store.tables import Conversation
from bot.words import say

SIGNS = (Ping, frames.StaffTyping, frames.StaffRead)
"""Frames that come all the time; they do nothing, or only what its holder does in a conversation,
who is asked for in the database anyway."""


@lru_cache(maxsize=256)
def _case_changed(conversation_id: str, case: Case | None, reply_within: timedelta) -> str:
    """The frame, which every socket gets alike: made once."""
    shown = CaseOut.of(case, reply_within) if case else None
    changed = {"conversation": conversation_id, "case": shown}
    return frames.CaseChanged.model_validate(changed).model_dump_json()


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
            beside = [
                asyncio.create_task(self._tell_cases(member, news)),
                asyncio.create_task(self._stay(member)),
            ]
            try:
                with self._services.presence.of(member):
                    await self._receive(member)
            finally:
                tasks = [*beside, *self._watched.values()]
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
        await self._wire.send(frames.StaffReady(member=MemberOut.model_validate(member)))
        return member

    async def _stay(self, member: Member) -> None:
        """Say that they are here; end the connection of who is not signed in any more, although
        nothing happens."""
        async with self._wire.unless_away():
            await self._services.presence.came(member)
            while await self._signed_in():
                await asyncio.sleep(BEAT)

    async def _signed_in(self, *, anew: bool = False) -> bool:
        """Whether the member still is; else the client is turned away."""
        try:
            await self._services.accounts.member(self._token, anew=anew)
        except NotSignedIn:
            await self._turn_away()
            return False
        return True

    async def _tell_cases(self, member: Member, news: Mailbox) -> None:
        async with self._wire.unless_away():
            while True:
                item = await news.get()
                if not await self._signed_in():
                    return
                match item:
                    case Refresh():
                        await self._wire.send(frames.CasesChanged())
                    case CaseNews(conversation_id, holder, group):
                        had_it = holder == member.id or group in member.groups
                        await self._tell_case(member, conversation_id, had_it)
                    case GivenNews():
                        await self._tell_given(member, item)
                    case SignedOutNews(staff_id) if staff_id == member.id:
                        self._services.accounts.forget(staff_id)
                        if not await self._signed_in():
                            return
                    case WorkNews(about, id_) if member.role in READS_RELEASES:
                        await self._tell_work(member, about, id_)
                    case ReminderNews(conversation_id, about, staff_id):
                        meant = staff_id == member.id
                        if meant or (staff_id is None and member.role in TAKES_OVER):
                            told = {"conversation": conversation_id, "about": about}
                            await self._wire.send(frames.Reminder.model_validate(told))

    async def _tell_work(
        self, member: Member, about: Literal["training", "evaluation", "release"], id_: str
    ) -> None:
        services = self._services
        if about == "release":
            release = training_models.release_out(await services.releases.one(int(id_)))
            await self._wire.send(training_models.ReleaseMoved(release=release))
        elif member.role in TRAINS and about == "training":
            training = training_models.training_out(await services.trainings.one(id_))
            await self._wire.send(training_models.TrainingMoved(training=training))
        elif member.role in TRAINS:
            evaluation = training_models.evaluation_out(await services.evaluations.one(id_))
            await self._wire.send(training_models.EvaluationMoved(evaluation=evaluation))

    async def _tell_given(self, member: Member, news: GivenNews) -> None:
        """First what is theirs now, then what the others have."""
        found: Mapping[str, Case | None] = {
            case.conversation: case
            for case in news.cases
            if may_see(member, case.group, case.assignee)
        }
        if not news.cases:
            found = await self._services.cases.now(member, list(news.given))
        mine = [name for name in found if news.given[name] == member.id]
        for conversation_id in mine:
            await self._send_case(conversation_id, found[conversation_id])
            told = {"conversation": conversation_id, "about": "assigned"}
            await self._wire.send(frames.Reminder.model_validate(told))
        await asyncio.sleep(0)  # every other socket comes to what is its member's
        for conversation_id in found.keys() - mine:
            await self._send_case(conversation_id, found[conversation_id])

    async def _send_case(self, conversation_id: str, case: Case | None) -> None:
        within = self._services.reply_within
        await self._wire.send_text(_case_changed(conversation_id, case, within))

    async def _tell_case(self, member: Member, conversation_id: str, had_it: bool) -> None:
        """What became of it; who had it and may not see it any more hears that it is gone."""
        found = await self._services.cases.now(member, [conversation_id])
        if had_it or found:
            await self._send_case(conversation_id, found.get(conversation_id))

    async def _follow(self, member: Member, conversation_id: str, after: int, read: int) -> None:
        """Tell of a conversation until the member signs out or may not see it any more.

        `read`: what the visitor had seen when this began.
        """
        log = Reader(self._services.database, conversation_id, after)
        item: News = Stored()
        with self._services.hub.subscribe(conversation_id) as news:
            async with self._wire.unless_away():
                await self._send_read(conversation_id, read)
                while True:
                    match item:
                        case Stored():
                            await self._send(conversation_id, log.told(item))
                        case Refresh():
                            await self._send(conversation_id, log.rest())
                        case NoteNews(note_id):
                            await self._send_note(conversation_id, note_id)
                        case TypingNews("visitor", on):
                            typed = {"conversation": conversation_id, "on": on}
                            await self._wire.send(frames.VisitorTypes.model_validate(typed))
                        case VisitorReadNews(seq):
                            await self._send_read(conversation_id, seq)
                    item = await news.get()
                    if not await self._signed_in():
                        return
                    # News of the owner come before what is said then; Refresh may be any of them.
                    moved = isinstance(item, StateNews | JoinedNews | Refresh)
                    if moved and not await self._services.access.may(member, conversation_id):
                        return

    async def _send(self, conversation_id: str, messages: AsyncIterator[Message]) -> None:
        async for message in messages:
            pushed = {"conversation": conversation_id, "message": message}
            await self._wire.send(frames.StaffPushed.model_validate(pushed))

    async def _send_read(self, conversation_id: str, seq: int) -> None:
        read = {"conversation": conversation_id, "seq": seq}
        await self._wire.send(frames.VisitorHasRead.model_validate(read))

    async def _send_note(self, conversation_id: str, note_id: str) -> None:
        for note in await self._services.around.note(note_id):
            noted = {"conversation": conversation_id, "note": note}
            await self._wire.send(frames.Noted.model_validate(noted))

    async def _receive(self, member: Member) -> None:
        async for frame in self._wire.received(frames.staff_client_frame):
            if not await self._signed_in(anew=not isinstance(frame, SIGNS)):
                return
            try:
                await self._handle(member, frame)
            except Refused as refused:
                await self._wire.refuse(None, refused)

    async def _turn_away(self) -> None:
        await self._wire.turn_away(Refused("signed_out", say("desk.signed_out")))

    async def _handle(self, member: Member, frame: frames.StaffClientFrame) -> None:
        match frame:
            case Ping() | frames.StaffHello():
                await self._wire.send(Pong())
            case frames.Watch(conversation=conversation, after=after):
                await self._watch(member, str(conversation), after)
            case frames.Unwatch(conversation=conversation):
                self._unwatch(str(conversation))
            case frames.StaffTyping(conversation=conversation, on=on):
                await self._own(member, str(conversation))
                self._services.hub.publish(str(conversation), TypingNews("staff", on))
                if self._services.typing_limit.wait(str(conversation)) == 0:
                    await self._services.desk.typing(str(conversation))
            case frames.StaffRead(conversation=conversation, seq=seq):
                await self._own(member, str(conversation))
                await self._services.desk.read(member, str(conversation), seq)
            case frames.Available(on=on):
                await self._services.accounts.set_available(member, on)
                self._services.hub.publish(DESK, DutyNews())
            case _:
                await self._wire.acknowledge(frame.key, self._act(member, frame))

    async def _act(self, member: Member, frame: frames.Act) -> Received:
        """What is done once a key. Raises Refused."""
        desk, key, conversation = self._services.desk, frame.key, str(frame.conversation)
        match frame:
            case frames.Claim():
                received = await desk.claim(member, conversation, key)
            case frames.TakeOver():
                received = await desk.take_over(member, conversation, key)
            case frames.Say(text=text):
                received = await desk.say(member, conversation, key, text)
            case frames.SayMatter(matter=matter, facet=facet):
                received = await desk.say_matter(member, conversation, key, matter, facet)
            case frames.Note(text=text):
                await self._services.access.read(member, conversation, "note")
                received = await desk.note(member, conversation, key, text)
            case frames.Transfer(to=to, note=note):
                received = await desk.transfer(member, conversation, key, str(to), note)
            case frames.HandBack():
                received = await desk.hand_back(member, conversation, key)
            case frames.Close(disposition=disposition):
                received = await desk.close(member, conversation, key, disposition)
        return received

    async def _watch(self, member: Member, conversation_id: str, after: int) -> None:
        """Follow it from now on. Raises Refused when the member may not see it."""
        found = await self._services.access.read(member, conversation_id, "watch")
        self._unwatch(conversation_id)
        # A number beyond the log would hide everything that is written up to it.
        following = self._follow(
            member, conversation_id, min(after, found.last_seq), found.visitor_read
        )
        self._watched[conversation_id] = asyncio.create_task(following)

    async def _own(self, member: Member, conversation_id: str) -> None:
        """Raises Refused unless the member holds the conversation."""

        async def work(session: AsyncSession) -> None:
            found = await session.get(Conversation, conversation_id)
            if found is None or found.assignee != member.id:
                raise await not_held(session, member, conversation_id)

        await self._services.database.read(work)

    def _unwatch(self, conversation_id: str) -> None:
        if (following := self._watched.pop(conversation_id, None)) is not None:
            following.cancel()
