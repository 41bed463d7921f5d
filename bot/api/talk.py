"""What a visitor is told and what it does, whichever way the frames travel."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

from bot.api import frames
from bot.api.keys import Services
from bot.api.stream import Reader
from bot.conversations.hub import News, RatingNews, Refresh, StateNews, Stored, TypingNews
from bot.conversations.once import Received, Refused
from bot.conversations.ratings import rating_of
from bot.store.tables import Conversation
from bot.words import say

CHANNEL = "web"


class VisitorNews:
    """News of one conversation as the frames that its visitor lacks."""

    def __init__(
        self, services: Services, conversation_id: str, after: int, shown: frames.Shown | None
    ) -> None:
        """`after`: the last message that the client has. `shown`: None before it was greeted."""
        self._services = services
        self._conversation = conversation_id
        self._log = Reader(services.database, conversation_id, after)
        self._shown = shown

    async def caught_up(self) -> AsyncGenerator[frames.ServerFrame]:
        """What the client lacks: who it talks to, if it does not know, then the messages."""
        conversation, state = await self._read(), self._services.monitor.state
        if self._shown is None:
            yield self._ready(conversation)
        elif (conversation.owner, state) != (self._shown.owner, self._shown.engine):
            yield self._status(conversation, None)
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
                yield self._status(await self._read(), notice)

    async def _messages(
        self, found: AsyncIterator[frames.Message]
    ) -> AsyncGenerator[frames.ServerFrame]:
        fresh = False
        async for message in found:
            fresh = True
            yield frames.Pushed(message=message)
        if fresh and self._shown is not None and self._shown.noticed:
            yield self._status(await self._read(), None)

    async def _read(self) -> Conversation:
        found = await self._services.database.read(
            lambda session: session.get(Conversation, self._conversation)
        )
        if found is None:
            raise LookupError(self._conversation)
        return found

    def _ready(self, conversation: Conversation) -> frames.Ready:
        state, site = self._services.monitor.state, self._services.site
        stand = {"owner": conversation.owner, "engine": state}
        self._shown = frames.Shown.model_validate(stand)
        return frames.Ready.model_validate(
            {
                **stand,
                "conversation": conversation.id,
                "last_seq": conversation.last_seq,
                "assistant": site.assistant,
                "district": site.district,
            }
        )

    def _status(self, conversation: Conversation, notice: str | None) -> frames.Status:
        stand = {"owner": conversation.owner, "engine": self._services.monitor.state}
        self._shown = frames.Shown.model_validate({**stand, "noticed": notice is not None})
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
