"""A person's data is removed: at once nobody finds or reaches them, then a timer does the rest.

The timer's row is stored together with what asked for it, so that a crash in between changes
nothing: every step can be done again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import record
from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.effects import Draft
from bot.conversations.files import Files
from bot.conversations.log import now
from bot.conversations.once import locked
from bot.conversations.timers import TimerHandler, set_timer
from bot.dialogue.trackers import Trackers
from bot.store.database import Database
from bot.store.person_tables import ContactLink, LinkGuess, OneTime
from bot.store.tables import (
    Attachment,
    Contact,
    ContactIdentity,
    Conversation,
    Delivery,
    Message,
    Timer,
    Turn,
)
from bot.words import say

FORGET = "forget"
FORGET_ENGINE = "forget_engine"
TURN_OVER = timedelta(seconds=30)
"""By then no turn of before can write into the engine's memory any more."""
IMPERSONAL = ("answer", "notice")
"""Kinds of messages without anything of the person: facts of the knowledge, lines of the system."""
FIGURES = ("outcome", "matter", "facet", "confidence", "intent", "offered", "model", "ms")
"""What stays of how a turn was understood."""
Reason = Literal["unsubscribed", "asked", "restored", "expired"]
"""Left the channel; asked for it; was forgotten already when a backup of before was put back; has
not been heard of for as long as anything is kept."""


class Forgetter(Protocol):
    """Removes what another part keeps of a person."""

    async def forget(self, session: AsyncSession, conversation: Conversation) -> Mapping[str, int]:
        """Do it, so that doing it again changes nothing, and say how many of what there were."""
        ...


async def forget_later(session: AsyncSession, conversation_id: str, reason: Reason) -> None:
    """Begin: from this transaction on the person is unknown, and nothing is sent to them.

    Who comes back is a new person with a new conversation. A repeat changes nothing.
    """
    conversation = await locked(session, conversation_id)
    if conversation.forgotten_at is not None:
        return
    conversation.forgotten_at = now()
    contact = conversation.contact_id
    for gone in (
        delete(ContactIdentity).where(ContactIdentity.contact_id == contact),
        delete(ContactLink).where(or_(ContactLink.first == contact, ContactLink.second == contact)),
        delete(OneTime).where(OneTime.conversation_id == conversation_id),
        delete(LinkGuess).where(LinkGuess.conversation_id == conversation_id),
        delete(Delivery).where(
            Delivery.conversation_id == conversation_id, Delivery.state != "sending"
        ),
    ):
        await session.execute(gone)
    await session.execute(
        update(Turn)
        .where(Turn.conversation_id == conversation_id, Turn.state == "pending")
        .values(state="dropped", done_at=now())
    )
    record(session, "forgetting", detail={"reason": reason}, conversation=conversation_id)
    await set_timer(session, FORGET, conversation_id, now())


class Erasure:
    """Implements `Forgetting` for the channels, and does what `forget_later` begins."""

    def __init__(
        self, database: Database, files: Files, trackers: Trackers, others: Sequence[Forgetter]
    ) -> None:
        self._db = database
        self._files = files
        self._trackers = trackers
        self._others = others

    async def forget(self, conversation_id: str) -> None:
        """Who this conversation is with has left the channel. Once it returns, it will be done."""
        await self._db.write(lambda session: forget_later(session, conversation_id, "unsubscribed"))

    @property
    def handlers(self) -> Mapping[str, TimerHandler]:
        """By kind of timer."""
        return {FORGET: self, FORGET_ENGINE: _Engine(self._trackers)}

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """Remove everything but the engine's memory, and tell staff who look at it."""
        counted: dict[str, int] = {}
        for other in self._others:
            counted |= await other.forget(session, conversation)
        of_it = Attachment.conversation_id == conversation.id
        counted["files"] = await discard_files(session, self._files, of_it)
        counted["messages"] = await _blank_messages(session, conversation.id)
        counted["turns"] = await _blank_turns(session, conversation.id)
        await session.execute(
            update(Contact)
            .where(Contact.id == conversation.contact_id)
            .values(name=None, phone=None, enterprise_name=None, uscc=None, consent_at=None)
        )
        for gone in (
            delete(Delivery).where(Delivery.conversation_id == conversation.id),
            delete(Timer).where(Timer.conversation_id == conversation.id),
        ):
            await session.execute(gone)
        record(session, "forgotten", detail=counted, conversation=conversation.id)
        await set_timer(session, FORGET_ENGINE, conversation.id, now() + TURN_OVER)
        notice = NoticeBody(text=say("forgotten.notice"), event="forgotten")
        return [Draft(notice, system=True)]


class _Engine:
    """The timer that has the engine forget, when it cannot be asked any more."""

    def __init__(self, trackers: Trackers) -> None:
        self._trackers = trackers

    async def ring(self, session: AsyncSession, conversation: Conversation) -> Sequence[Draft]:
        """Raises EngineUnavailable; then it is tried again."""
        reached = await self._trackers.forget(conversation.id)
        detail = {"reached": reached}
        record(session, "engine_forgot", detail=detail, conversation=conversation.id)
        return []


async def discard_files(session: AsyncSession, files: Files, which: ColumnElement[bool]) -> int:
    """Remove files of conversations; the messages that name them are the caller's.

    The bytes go first: were the rows gone, a crash would leave files that nobody names.
    """
    found = (await session.scalars(select(Attachment.id).where(which))).all()
    for file_id in found:
        await files.discard(file_id)
    await session.execute(delete(Attachment).where(Attachment.id.in_(found)))
    return len(found)


async def _blank_messages(session: AsyncSession, conversation_id: str) -> int:
    """Nobody's words stay, the numbers do: the log has no gaps."""
    of_it = Message.conversation_id == conversation_id
    blank = TextBody(text=say("forgotten.message")).model_dump(mode="json")
    changed = await session.scalars(
        update(Message)
        .where(of_it, Message.body["kind"].as_string().not_in(IMPERSONAL))
        .values(body=blank)
        .returning(Message.seq)
        .execution_options(synchronize_session=False)
    )
    count = len(changed.all())
    # A channel's keys may hold what the platform calls the person.
    await session.execute(
        update(Message)
        .where(of_it)
        .values(key=None, payloads=None)
        .execution_options(synchronize_session=False)
    )
    return count


async def _blank_turns(session: AsyncSession, conversation_id: str) -> int:
    turns = (
        await session.scalars(select(Turn).where(Turn.conversation_id == conversation_id))
    ).all()
    for turn in turns:
        turn.text = turn.payload = None
        if turn.result is not None:
            turn.result = {name: turn.result[name] for name in FIGURES if name in turn.result}
    return len(turns)
