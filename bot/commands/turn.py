"""One turn through the conversation service, without a page."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.commands.report import ChoiceOut, TurnReport
from bot.conversations.log import body_of
from bot.settings import Settings
from bot.store.tables import Conversation, Message, Turn
from bot.supervisor import record
from bot.supervisor.up import Supervisor, reaching, record_path, started

CHANNEL = "cli"
PATIENCE = 30.0
"""Seconds in which a turn must be answered."""


class NoAnswer(Exception):
    """The engine did not answer in time; the words are stored and will be answered later."""


@asynccontextmanager
async def engine_settings(settings: Settings, console: Console) -> AsyncIterator[Settings]:
    """Settings of a running engine; one is started, and stopped again, when there is none."""
    running = record.read(record_path(settings))
    if running is not None and running.supervisor.alive and "app" in running.urls:
        yield reaching(settings, running.urls["engine"], running.token)
        return
    supervisor = Supervisor(settings, console)
    async with started(supervisor, supervisor.start_engine):
        yield supervisor.engine_settings()


async def converse(parts: Core, person: str, text: str) -> TurnReport:
    """Say something in a person's conversation and wait. Raises NoAnswer or Refused."""
    conversation = await parts.inbox.open(CHANNEL, person)
    received = await parts.inbox.say(conversation.id, str(uuid.uuid4()), text)
    if received.turn_id is not None:
        await _settled(parts, conversation.id, received.turn_id)
    return await _report(parts, conversation.id, received.turn_id)


async def _settled(parts: Core, conversation_id: str, turn_id: str) -> None:
    deadline = time.monotonic() + PATIENCE
    query = select(Turn.state).where(Turn.id == turn_id)
    while True:
        await parts.runner.settle(conversation_id)
        state = await parts.database.read(lambda session: session.scalar(query))
        if state != "pending":
            return
        if time.monotonic() > deadline:
            raise NoAnswer(turn_id)
        await asyncio.sleep(0.2)


async def _report(parts: Core, conversation_id: str, turn_id: str | None) -> TurnReport:
    said = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.turn_id == turn_id,
            Message.author != "visitor",
        )
        .order_by(Message.seq)
    )

    async def work(session: AsyncSession) -> tuple[Conversation, Turn | None, list[Message]]:
        conversation = await session.get_one(Conversation, conversation_id)
        turn = await session.get(Turn, turn_id) if turn_id else None
        return conversation, turn, list(await session.scalars(said)) if turn_id else []

    conversation, turn, messages = await parts.database.read(work)
    bodies = [body_of(message) for message in messages]
    result = (turn.result if turn else None) or {}
    choices = bodies[-1].choices if bodies else []
    tickets = [body.number for body in bodies if body.kind == "ticket"]
    return TurnReport(
        outcome=result.get("outcome", "handoff" if turn is None else "fallback"),
        matter=result.get("matter"),
        facet=result.get("facet"),
        confidence=result.get("confidence", 0.0),
        ranking=result.get("ranking", []),
        entities=result.get("entities", []),
        slots=result.get("slots", {}),
        choices=[ChoiceOut(id=choice.id, title=choice.title) for choice in choices],
        offered=result.get("offered", []),
        ticket=tickets[-1] if tickets else None,
        owner=conversation.owner,
        reply="\n".join(body.text for body in bodies),
        model=result.get("model", ""),
        ms=result.get("ms", 0.0),
    )
