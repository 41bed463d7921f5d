"""What a channel's own staff do in a conversation: they have it, speak in it and end it.

They work in the platform's client. Here all of it is read and nothing of it is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.effects import Draft
from bot.conversations.hub import Hub
from bot.conversations.log import Entry, Permit, by_key, now, open_conversation
from bot.conversations.once import Received, locked, once
from bot.store.database import Database
from bot.store.tables import Conversation, Turn
from bot.words import say

TO_SERVICERS = "to_servicers"
"""The event of the notice with which a conversation goes to them: the channel that delivers it
hands the conversation over."""
_Work = Callable[[AsyncSession, Conversation], Awaitable[None]]


class ServicersPort(Protocol):
    """What the desk does about it, each on a locked conversation."""

    async def took(self, session: AsyncSession, conversation: Conversation) -> bool:
        """They have it now, whoever had it before. False when that was known."""
        ...

    async def spoke(self, session: AsyncSession, conversation: Conversation) -> None:
        """One of them said something."""
        ...

    async def ended(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """Back to the assistant, if they had it; what the person is to be told."""
        ...

    async def not_there(self, session: AsyncSession, conversation: Conversation) -> None:
        """They cannot be had: into the queue of our own staff."""
        ...


class Servicing:
    """The one way in for what happens on the platform's side."""

    def __init__(self, database: Database, hub: Hub, port: ServicersPort) -> None:
        self._db = database
        self._hub = hub
        self._port = port

    async def took(self, channel: str, person: str, key: str, text: str) -> None:
        """They have the conversation; `text` is for those who read the log."""

        async def work(session: AsyncSession, conversation: Conversation) -> None:
            await self._port.took(session, conversation)
            await self._note(session, conversation.id, key, text, "servicer")

        await self._once(channel, person, key, work)

    async def have(self, conversation_id: str, text: str) -> None:
        """The platform answers that they have it; told only if that is new."""

        async def work(session: AsyncSession) -> None:
            conversation = await locked(session, conversation_id)
            if await self._port.took(session, conversation):
                await self._note(session, conversation_id, None, text, "servicer")

        await self._db.write(work)

    async def said(self, channel: str, person: str, key: str, name: str, text: str) -> None:
        """One of them said something to the person."""

        async def work(session: AsyncSession, conversation: Conversation) -> None:
            await self._port.took(session, conversation)
            entry = Entry("staff", TextBody(text=text), key, author_name=name, inward=True)
            await self._hub.append(session, conversation.id, entry)
            await self._port.spoke(session, conversation)

        await self._once(channel, person, key, work)

    async def ended(
        self, channel: str, person: str, key: str, permit: Permit | None = None
    ) -> None:
        """They ended it. The first thing that the person is told then may have a permit."""

        async def work(session: AsyncSession, conversation: Conversation) -> None:
            drafts = await self._port.ended(session, conversation)
            text = say("handoff.returned")
            await self._note(session, conversation.id, key, text, "returned")
            for draft in drafts if permit is not None else ():
                entry = replace(draft.entry(None), permit=permit)
                await self._hub.append(session, conversation.id, entry)

        await self._once(channel, person, key, work)

    async def not_there(self, conversation_id: str) -> None:
        """They cannot be had after all."""

        async def work(session: AsyncSession) -> None:
            conversation = await locked(session, conversation_id)
            await self._port.not_there(session, conversation)

        await self._db.write(work)

    async def remark(self, channel: str, person: str, key: str, text: str) -> None:
        """Something that whoever reads the log is to know."""

        async def work(session: AsyncSession, conversation: Conversation) -> None:
            await self._note(session, conversation.id, key, text, "remark")

        await self._once(channel, person, key, work)

    async def recalled(self, channel: str, person: str, key: str, recalled: str, text: str) -> None:
        """The person took back the message with the key `recalled`: nobody answers it any more."""

        async def work(session: AsyncSession, conversation: Conversation) -> None:
            message = await by_key(session, conversation.id, recalled)
            if message is not None and message.turn_id is not None:
                await session.execute(
                    update(Turn)
                    .where(Turn.id == message.turn_id, Turn.state == "pending")
                    .values(state="dropped", done_at=now())
                )
            await self._note(session, conversation.id, key, text, "recalled")

        await self._once(channel, person, key, work)

    async def _once(self, channel: str, person: str, key: str, work: _Work) -> None:
        opened = await self._db.write(lambda session: open_conversation(session, channel, person))

        async def whole(session: AsyncSession) -> Received:
            conversation = await locked(session, opened.id)
            await work(session, conversation)
            return Received(conversation.last_seq, None)

        await once(self._db, opened.id, key, whole)

    async def _note(
        self, session: AsyncSession, conversation_id: str, key: str | None, text: str, event: str
    ) -> None:
        body = NoticeBody(text=text, event=event)
        await self._hub.append(session, conversation_id, Entry("system", body, key, inward=True))
