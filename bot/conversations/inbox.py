"""What a visitor does in a conversation: stored first, then a turn, or the owner changes."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import replace

import structlog
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.attachments import append_file
from bot.conversations.bodies import NoticeBody, TextBody
from bot.conversations.effects import Draft, Offer
from bot.conversations.files import Kept
from bot.conversations.hub import Hub, RatingNews, VisitorReadNews
from bot.conversations.link_codes import LinkCodes, code_in
from bot.conversations.log import (
    Entry,
    Permit,
    append,
    by_key,
    latest_choices,
    now,
    open_conversation,
)
from bot.conversations.once import Received, Refused, Work, locked, once
from bot.conversations.ports import ChoicePort, HandoverPort
from bot.conversations.ratings import is_answer, keep
from bot.conversations.spoken import spoken
from bot.conversations.turns import TurnRunner
from bot.store.database import Database
from bot.store.tables import Conversation, Message, Turn
from bot.traces import Traces
from bot.words import say
from tracing import clock

MAX_PENDING = 5
"""Turns that may wait in one conversation."""
_WAITING = (
    select(func.count())
    .select_from(Turn)
    .where(Turn.conversation_id == bindparam("conversation"), Turn.state == "pending")
)
_PERSON = say("person_title")
_NUMBER = re.compile(r"^(?:选|第)?\s*(\d{1,2})\s*(?:个|项|号)?[.、。]?$")

log = structlog.get_logger(__name__)


class Inbox:
    """The one way in for every channel."""

    def __init__(
        self,
        database: Database,
        runner: TurnRunner,
        hub: Hub,
        handover: HandoverPort,
        choices: ChoicePort,
        codes: LinkCodes,
        welcome: Draft,
        traces: Traces,
    ) -> None:
        self._db = database
        self._runner = runner
        self._hub = hub
        self._handover = handover
        self._choices = choices
        self._codes = codes
        self._welcome = welcome
        self._traces = traces

    async def open(self, channel: str, external_id: str) -> Conversation:
        """The person's conversation; a new one begins with the welcome."""

        return await self._db.write(lambda session: self.opened(session, channel, external_id))

    async def opened(self, session: AsyncSession, channel: str, external_id: str) -> Conversation:
        """The same in a transaction of the caller's."""
        conversation = await open_conversation(session, channel, external_id)
        if conversation.last_seq == 0:
            await append(session, conversation.id, self._welcome.entry(None))
            await session.refresh(conversation)
        return conversation

    async def greet(self, conversation_id: str, key: str, happened: NoticeBody) -> Received:
        """Note that somebody came back, and welcome them again."""

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            noted = await self._hub.append(
                session, conversation_id, Entry("visitor", happened, key)
            )
            if conversation.owner == "bot":
                await self._hub.append(session, conversation_id, self._welcome.entry(None))
            return Received(noted.seq, None)

        return await self._receive(conversation_id, key, work)

    async def come(self, channel: str, external_id: str, key: str, permit: Permit) -> Conversation:
        """Welcome who has come, once a key, also who was here before, by the platform's permit.

        While a person has the conversation nothing is said.
        """

        async def work(session: AsyncSession) -> Conversation:
            conversation = await open_conversation(session, channel, external_id)
            known = await by_key(session, conversation.id, key)
            if known is None and conversation.owner == "bot":
                entry = replace(self._welcome.entry(None), key=key, permit=permit)
                await self._hub.append(session, conversation.id, entry)
            return conversation

        return await self._db.write(work)

    async def note(
        self, conversation_id: str, key: str, body: TextBody | NoticeBody, answer: str | None = None
    ) -> Received:
        """Keep what nobody needs to understand: an event, or a kind of message we cannot read.

        `answer` is said when no person has the conversation.
        """

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            noted = await self._hub.append(session, conversation_id, Entry("visitor", body, key))
            if isinstance(body, TextBody):
                await self._handover.visitor_spoke(session, conversation)
            if answer is not None and conversation.owner == "bot":
                draft = Draft(TextBody(text=answer))
                await self._hub.append(session, conversation_id, draft.entry(None))
            return Received(noted.seq, None)

        return await self._receive(conversation_id, key, work)

    async def say(self, conversation_id: str, key: str, text: str) -> Received:
        """Store the visitor's words; the assistant answers when it owns the conversation.

        A number that names a choice of the latest message counts as pressing it. A leading slash
        never reaches the engine: there it would be a command. A code that links two channels is
        answered here; what it was is not kept.
        """
        words = spoken(text)
        if not words.lstrip("/／ "):
            raise Refused("blank", say("refused.blank"))

        code = code_in(words)

        async def work(session: AsyncSession) -> Received:
            if code is not None:
                return await self._linked(session, conversation_id, key, code)
            payload = await self._typed_choice(session, conversation_id, words)
            meant = payload or words.lstrip("/／ ")
            return await self._store(session, conversation_id, key, words, meant)

        return await self._receive(conversation_id, key, work)

    async def choose(self, conversation_id: str, key: str, seq: int, choice: str) -> Received:
        """Press a button of message `seq`; only what was issued there can be chosen."""

        async def work(session: AsyncSession) -> Received:
            message = await session.get(Message, (conversation_id, seq))
            payload = (message.payloads or {}).get(choice) if message else None
            if message is None or payload is None:
                raise Refused("unknown_choice", say("refused.unknown_choice"))
            titles = {c["id"]: c["title"] for c in message.body["choices"]}
            return await self._store(session, conversation_id, key, titles[choice], str(payload))

        return await self._receive(conversation_id, key, work)

    async def ask_person(self, conversation_id: str, key: str) -> Received:
        """The 转人工 control: works without the engine."""

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            body = TextBody(text=say("person_title"))
            message = await self._hub.append(session, conversation_id, Entry("visitor", body, key))
            if conversation.owner == "bot":
                matter, summary = await _known(session, conversation_id)
                draft = await self._handover.hand_over(
                    session, conversation, "asked", matter, summary
                )
                await self._hub.append(session, conversation_id, draft.entry(None))
            return Received(message.seq, None)

        return await self._receive(conversation_id, key, work)

    async def attach(self, conversation_id: str, key: str, kept: Kept) -> Received:
        """Put a file into the conversation.

        The assistant cannot read it and says so, of several once; staff find it where it was sent.
        """

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            message = await append_file(session, self._hub, conversation_id, kept, "visitor", key)
            await self._handover.visitor_spoke(session, conversation)
            if conversation.owner == "bot":
                words = say("file.received")
                latest = await latest_choices(session, conversation_id)
                if latest is None or latest.body["text"] != words:
                    draft = Draft(TextBody(text=words), (Offer(say("person_title"), "/handoff"),))
                    await self._hub.append(session, conversation_id, draft.entry(None))
            return Received(message.seq, None)

        return await self._receive(conversation_id, key, work)

    async def leave_queue(self, conversation_id: str, key: str) -> Received:
        """Back to the assistant while nobody has taken the conversation."""

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            if conversation.owner != "queue":
                raise Refused("not_queued", say("refused.not_queued"))
            body = TextBody(text=say("handoff.cancel_title"))
            message = await self._hub.append(session, conversation_id, Entry("visitor", body, key))
            draft = await self._handover.leave_queue(session, conversation)
            await self._hub.append(session, conversation_id, draft.entry(None))
            return Received(message.seq, None)

        return await self._receive(conversation_id, key, work)

    async def rate(self, conversation_id: str, seq: int, useful: bool) -> Received:
        """Say whether the answer `seq` was useful; the last word counts, a repeat changes nothing.

        Nothing is appended and nobody answers: a rating is about the conversation, not part of it.
        """

        async def work(session: AsyncSession) -> Received:
            await locked(session, conversation_id)
            message = await session.get(Message, (conversation_id, seq))
            if message is None or not is_answer(message):
                raise Refused("not_an_answer", say("refused.not_an_answer"))
            await keep(session, message, useful)
            return Received(seq, None)

        received = await self._db.write(work)
        self._hub.publish(conversation_id, RatingNews(seq))
        return received

    async def read(self, conversation_id: str, seq: int) -> None:
        """The visitor has seen the messages up to `seq`; staff are told.

        What is not there yet or known already changes nothing.
        """
        moved = (
            update(Conversation)
            .where(
                Conversation.id == conversation_id,
                Conversation.last_seq >= seq,
                Conversation.visitor_read < seq,
            )
            .values(visitor_read=seq)
            .returning(Conversation.id)
        )
        if await self._db.write(lambda session: session.scalar(moved)) is not None:
            self._hub.publish(conversation_id, VisitorReadNews(seq))

    async def _receive(self, conversation_id: str, key: str, work: Work) -> Received:
        """Run a write once a key: a repeat gets what the first one stored."""

        began = clock()
        received = await once(self._db, conversation_id, key, work)
        if received.turn_id:
            if not received.repeat:  # a trace begins; the key is the channel's name of the words
                log.info("inbox.received", turn=received.turn_id, key=key)
                self._traces.received(received.turn_id, received.channel, began)
            self._runner.wake(conversation_id, received.turn)
        return received

    async def _linked(
        self, session: AsyncSession, conversation_id: str, key: str, code: str
    ) -> Received:
        conversation = await locked(session, conversation_id)
        hidden = TextBody(text=say("person.code_hidden"))
        message = await self._hub.append(session, conversation_id, Entry("visitor", hidden, key))
        draft = await self._codes.sent(session, conversation, code)
        await self._hub.append(session, conversation_id, draft.entry(None))
        return Received(message.seq, None)

    async def _typed_choice(
        self, session: AsyncSession, conversation_id: str, words: str
    ) -> str | None:
        typed = _NUMBER.match(words)
        offered = await latest_choices(session, conversation_id) if typed else None
        if typed is None or offered is None:
            return None
        payload = (offered.payloads or {}).get(typed.group(1))
        return str(payload) if payload else None

    async def _store(
        self,
        session: AsyncSession,
        conversation_id: str,
        key: str,
        shown: str,
        meant: str,
    ) -> Received:
        """Append what is shown; `meant` is the words, or the payload (`/…`) of a choice."""
        conversation = await locked(session, conversation_id)
        words = TextBody(text=shown)
        if conversation.owner != "bot":
            message = await self._hub.append(session, conversation_id, Entry("visitor", words, key))
            await self._handover.visitor_spoke(session, conversation)
            return Received(message.seq, None)
        told: Sequence[Draft] | None = None
        if self._choices.owns(meant):
            told = await self._choices.chosen(session, conversation, meant)
        elif not meant.startswith("/"):
            told = await self._choices.said(session, conversation, shown)
        if told is not None:
            message = await self._hub.append(session, conversation_id, Entry("visitor", words, key))
            for draft in told:
                await self._hub.append(session, conversation_id, draft.entry(None))
            return Received(message.seq, None)
        conversation.comment_until = None  # whoever goes on has said what there was to say
        waiting = await session.scalar(_WAITING, {"conversation": conversation_id}) or 0
        if waiting >= MAX_PENDING:
            raise Refused("busy", say("refused.busy"), retry_after=2.0)
        if self._runner.full:
            raise Refused("busy", say("refused.overloaded"), retry_after=5.0)
        turn_id = str(uuid.uuid4())
        entry = Entry("visitor", words, key, turn_id)
        message = await self._hub.append(session, conversation_id, entry)
        turn = Turn(
            id=turn_id,
            conversation_id=conversation_id,
            seq=message.seq,
            text=None if meant.startswith("/") else meant,
            payload=meant if meant.startswith("/") else None,
            state="pending",
            created_at=now(),
            attempts=0,
        )
        if not waiting:
            self._runner.hold(turn)
        session.add(turn)
        held = None if waiting else turn
        return Received(message.seq, turn_id, held, channel=conversation.channel)


async def _known(session: AsyncSession, conversation_id: str) -> tuple[str | None, str]:
    """The matter answered last, and the visitor's latest words."""
    results = await session.scalars(
        select(Turn.result)
        .where(Turn.conversation_id == conversation_id, Turn.state == "done")
        .order_by(Turn.seq.desc())
        .limit(10)
    )
    matter = next((r["matter"] for r in results if r and r.get("matter")), None)
    bodies = await session.scalars(
        select(Message.body)
        .where(Message.conversation_id == conversation_id, Message.author == "visitor")
        .order_by(Message.seq.desc())
        .limit(5)
    )
    # That a person is wanted is why staff read this at all.
    words = [str(body["text"]) for body in bodies if body.get("text") not in (None, _PERSON)]
    return matter, "\n".join(reversed(words))
