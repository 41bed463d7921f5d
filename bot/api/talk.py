"""What a visitor is told and what it does, whichever way the frames travel."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, select

from bot.api import frames
from bot.api.keys import Services
from bot.api.stream import Reader
from bot.conversations.hub import (
    JoinedNews,
    News,
    PlaceNews,
    RatingNews,
    Refresh,
    StateNews,
    Stored,
    TypingNews,
)
from bot.conversations.once import Received, Refused
from bot.conversations.ratings import rating_of
from bot.store.tables import Conversation, Staff
from bot.words import say

Stand = dict[str, Any]
"""The fields of `frames.Stand`."""
_WITH_PERSON = (
    select(Conversation, Staff.name)
    .outerjoin(Staff, Staff.id == Conversation.assignee)
    .where(Conversation.id == bindparam("conversation"))
)


class VisitorNews:
    """News of one conversation as the frames that its visitor lacks."""

    __slots__ = ("_conversation", "_log", "_noticed", "_services", "_stand")

    def __init__(
        self, services: Services, conversation_id: str, after: int, shown: frames.Shown | None
    ) -> None:
        """`after`: the last message that the client has. `shown`: None before it was greeted."""
        self._services = services
        self._conversation = conversation_id
        self._log = Reader(services.database, conversation_id, after)
        self._stand: Stand | None = shown.model_dump(exclude={"noticed"}) if shown else None
        self._noticed = shown is not None and shown.noticed

    @property
    def given(self) -> int:
        """The last message that was told."""
        return self._log.given

    async def caught_up(self) -> AsyncGenerator[frames.ServerFrame]:
        """What the client lacks: who it talks to, if it does not know, then the messages."""
        conversation, stand = await self._read()
        if self._stand is None:
            yield self._ready(conversation, stand)
        elif stand != self._stand:
            yield self._status(stand, None)
        async for frame in self._messages(self._log.rest()):
            yield frame

    async def told(self, item: News) -> AsyncGenerator[frames.ServerFrame]:
        """The frames that this piece of news makes."""
        match item:
            case Stored():
                async for frame in self._messages(self._log.told(item)):
                    yield frame
            case Refresh():
                async for frame in self.caught_up():
                    yield frame
            case TypingNews(author, on):
                if author != "visitor":
                    yield frames.Typing(author=author, on=on)
            case RatingNews(seq):
                useful = await self._services.database.read(
                    lambda session: rating_of(session, self._conversation, seq)
                )
                if useful is not None:
                    yield frames.Rated(seq=seq, useful=useful)
            case StateNews(notice):
                yield self._status((await self._read())[1], notice)
            case JoinedNews(name) if self._stand is not None:
                joined = {"owner": "staff", "person": name, "place": None}
                yield self._status({**self._stand, **joined}, None)
            case PlaceNews():
                if self._stand is not None and self._stand["owner"] == "queue":
                    yield self._status({**self._stand, "place": self._place()}, None)

    async def _messages(
        self, found: AsyncIterator[frames.Message]
    ) -> AsyncGenerator[frames.ServerFrame]:
        fresh = False
        async for message in found:
            fresh = True
            yield frames.Pushed(message=message)
        if fresh and self._noticed:
            yield self._status((await self._read())[1], None)

    async def _read(self) -> tuple[Conversation, Stand]:
        found = await self._services.database.read(
            lambda session: session.execute(_WITH_PERSON, {"conversation": self._conversation})
        )
        conversation, person = found.one()
        return conversation, {
            "owner": conversation.owner,
            "engine": self._services.monitor.state,
            "person": person,
            "place": self._place() if conversation.owner == "queue" else None,
            "read": conversation.staff_read,
        }

    def _place(self) -> dict[str, Any] | None:
        place = self._services.queue.place(self._conversation)
        return asdict(place) if place else None

    def _ready(self, conversation: Conversation, stand: Stand) -> frames.Ready:
        site = self._services.site
        self._stand = stand
        return frames.Ready.model_validate(
            {
                **stand,
                "conversation": conversation.id,
                "last_seq": conversation.last_seq,
                "assistant": site.assistant,
                "district": site.district,
                "file_bytes": self._services.files.most,
            }
        )

    def _status(self, stand: Stand, notice: str | None) -> frames.Status:
        self._stand, self._noticed = stand, notice is not None
        return frames.Status.model_validate({**stand, "notice": notice})


async def take(services: Services, conversation_id: str, frame: frames.Act) -> Received:
    """Do what the visitor wants, once a key.

    Raises Refused, also for a visitor that does too much at once, Overloaded and
    DatabaseUnavailable; nothing is stored then.
    """
    if (wait := services.send_limit.wait(conversation_id)) > 0:
        raise Refused("busy", say("refused.busy"), wait)
    inbox = services.inbox
    match frame:
        case frames.Send(key=key, text=text):
            return await inbox.say(conversation_id, key, text)
        case frames.Choose(key=key, seq=seq, choice=choice):
            return await inbox.choose(conversation_id, key, seq, choice)
        case frames.AskPerson(key=key):
            return await inbox.ask_person(conversation_id, key)
        case frames.LeaveQueue(key=key):
            return await inbox.leave_queue(conversation_id, key)
        case frames.Rate(seq=seq, useful=useful):
            return await inbox.rate(conversation_id, seq, useful)
