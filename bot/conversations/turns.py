"""Turns: claimed by lease, answered once. The turn of a dead process is taken over."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.conversations.bodies import TextBody
from bot.conversations.effects import Draft, Effects, Offer, TurnContext
from bot.conversations.hub import Hub, StateNews, TypingNews
from bot.conversations.log import now
from bot.conversations.once import locked
from bot.conversations.results import result_of
from bot.dialogue.engine import Answer, DialogueEngine, EngineRefused, EngineUnavailable, Request
from bot.metrics import Metrics
from bot.store.database import Database, DatabaseUnavailable, after_commit
from bot.store.tables import Turn
from bot.traces import Traces
from bot.words import say

LEASE = timedelta(seconds=6)
"""A turn whose lease ran out may be taken by another process; renewed while one works on it."""
RENEW = 2.0
SWEEP = 1.0
RETRY = timedelta(seconds=1.5)
MAX_FAILURES = 4
"""Failures of a reachable engine before the visitor is told that this one cannot be answered."""
PARALLEL = 16
MOST = 400
"""Conversations whose turns wait in this process; at forty turns a second the last one waits ten
seconds. Beyond, visitors are asked to come back."""

log = structlog.get_logger(__name__)


class TurnRunner:
    """Works off pending turns, one at a time in a conversation."""

    def __init__(
        self,
        database: Database,
        engine: DialogueEngine,
        effects: Effects,
        hub: Hub,
        metrics: Metrics,
        traces: Traces,
    ) -> None:
        self._db = database
        self._engine = engine
        self._effects = effects
        self._hub = hub
        self._metrics = metrics
        self._traces = traces
        self._me = str(uuid.uuid4())
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        """Woken while their worker was at it, perhaps about to find nothing more."""
        self._slots = asyncio.Semaphore(PARALLEL)
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look for turns that nobody works on."""
        self._sweeper = asyncio.create_task(self._sweep_forever())

    async def stop(self) -> None:
        """Stop; a turn that is not stored yet is done again by whoever comes next."""
        tasks = [*self._workers.values(), *([self._sweeper] if self._sweeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def full(self) -> bool:
        """Whether so many wait that nobody else should."""
        return len(self._workers) >= MOST

    def hold(self, turn: Turn) -> None:
        """Make a turn this process's from its birth; `wake` with it is to follow."""
        turn.lease_owner, turn.lease_until = self._me, now() + LEASE

    def wake(self, conversation_id: str, held: Turn | None = None) -> None:
        """Work off this conversation's turns; whoever does so already looks once more."""
        if conversation_id in self._workers:
            self._again.add(conversation_id)
        else:
            task = asyncio.create_task(self._work(conversation_id, held))
            self._workers[conversation_id] = task

    async def settle(self, conversation_id: str) -> None:
        """Work off this conversation's turns and return when none can be done now."""
        self.wake(conversation_id)
        await asyncio.gather(self._workers[conversation_id], return_exceptions=True)

    async def _sweep_forever(self) -> None:
        while True:
            try:
                for conversation_id in await self._waiting():
                    self.wake(conversation_id)
            except DatabaseUnavailable as error:
                log.warning("turns.sweep_failed", cause=str(error))
            await asyncio.sleep(SWEEP)

    async def _waiting(self) -> list[str]:
        query = (
            select(Turn.conversation_id)
            .where(Turn.state == "pending", _unheld())
            .distinct()
            .limit(PARALLEL * 4)
        )
        return list(await self._db.read(lambda session: session.scalars(query)))

    async def _work(self, conversation_id: str, turn: Turn | None) -> None:
        try:
            while True:
                self._again.discard(conversation_id)
                turn = turn or await self._db.write(lambda s: self._claim(s, conversation_id))
                while turn is not None:
                    async with self._slots:
                        # The turn's id is the trace: the engine, its actions and the deliveries
                        # of the answer log it under the same name.
                        with bound_contextvars(turn=turn.id, conversation=conversation_id):
                            turn = await self._answer(turn)
                if conversation_id not in self._again:
                    return
        except DatabaseUnavailable as error:
            log.warning("turns.work_failed", conversation=conversation_id, cause=str(error))
        finally:
            self._again.discard(conversation_id)
            del self._workers[conversation_id]

    async def _claim(self, session: AsyncSession, conversation_id: str) -> Turn | None:
        """The oldest pending turn, if no other process holds it: one at a time, in order.

        One that this process holds may be its own: it was born while the worker finished.
        """
        oldest = (
            select(func.min(Turn.seq))
            .where(Turn.conversation_id == conversation_id, Turn.state == "pending")
            .scalar_subquery()
        )
        return await session.scalar(
            update(Turn)
            .where(
                Turn.conversation_id == conversation_id,
                Turn.seq == oldest,
                Turn.state == "pending",
                or_(_unheld(), Turn.lease_owner == self._me),
            )
            .values(lease_owner=self._me, lease_until=now() + LEASE)
            .returning(Turn)
        )

    async def _answer(self, turn: Turn) -> Turn | None:
        """Ask the engine, store what it says, and give the next turn; None: not now."""
        if turn.lease_until is None or turn.lease_until < now():
            # It waited too long for its place here; somebody else may have it by now.
            return await self._db.write(lambda s: self._claim(s, turn.conversation_id))
        with self._traces.turn(turn.id):
            return await self._try(turn)

    async def _try(self, turn: Turn) -> Turn | None:
        self._hub.publish(turn.conversation_id, TypingNews("bot", True))
        renewal = asyncio.create_task(self._renew(turn))
        started = time.perf_counter()
        try:
            request = Request(
                conversation_id=turn.conversation_id,
                turn_id=turn.id,
                text=turn.text,
                payload=turn.payload,
            )
            with self._traces.engine():
                answer = await self._engine.respond(request)
            seconds = time.perf_counter() - started
            self._metrics.engine_answered(seconds)
            return await self._db.write(lambda s: self._complete(s, turn, answer, seconds))
        except EngineUnavailable as error:
            return await self._postpone(turn, error)
        except EngineRefused as error:
            self._metrics.engine_failed("refused")
            log.error("turns.refused", cause=str(error))
            return await self._db.write(lambda s: self._fail(s, turn))
        finally:
            renewal.cancel()
            self._hub.publish(turn.conversation_id, TypingNews("bot", False))

    async def _renew(self, turn: Turn) -> None:
        while True:
            await asyncio.sleep(RENEW)
            try:
                await self._db.write(
                    lambda session: self._mine(session, turn, lease_until=now() + LEASE)
                )
            except DatabaseUnavailable as error:
                log.warning("turns.renewal_failed", cause=str(error))

    async def _mine(self, session: AsyncSession, turn: Turn, **values: Any) -> bool:
        """Change the turn if it is still pending and ours."""
        result = await session.execute(
            update(Turn)
            .where(Turn.id == turn.id, Turn.state == "pending", Turn.lease_owner == self._me)
            .values(**values)
            .returning(Turn.id)
        )
        return result.scalar_one_or_none() is not None

    async def _complete(
        self, session: AsyncSession, turn: Turn, answer: Answer, seconds: float
    ) -> Turn | None:
        """Store reply and effects with the turn's end, in one transaction, once; the next turn."""
        conversation = await locked(session, turn.conversation_id)
        result = result_of(answer, seconds)
        done = {"state": "done", "done_at": now(), "outcome": result["outcome"], "result": result}
        if conversation.owner != "bot":
            await self._drop(session, turn)
        elif await self._mine(session, turn, **done):
            self._ended(session, turn, result["outcome"])
            context = TurnContext(session, conversation, turn.id, answer)
            for draft in await self._effects.drafts(context):
                await self._hub.append(session, conversation.id, draft.entry(turn.id))
        return await self._claim(session, turn.conversation_id)

    async def _drop(self, session: AsyncSession, turn: Turn) -> None:
        """Somebody else has the conversation by now, and speaks."""
        if await self._mine(session, turn, state="dropped", done_at=now()):
            self._ended(session, turn, "dropped")

    def _ended(self, session: AsyncSession, turn: Turn, outcome: str) -> None:
        """Count the turn, and log it, once its end is stored."""

        def stored() -> None:
            seconds = (now() - turn.created_at).total_seconds()
            self._metrics.turn_ended(outcome, seconds)
            self._traces.outcome(outcome)
            log.info("turns.ended", outcome=outcome, seconds=round(seconds, 3))

        after_commit(session, stored)

    async def _fail(self, session: AsyncSession, turn: Turn) -> Turn | None:
        """Tell the visitor that this one cannot be answered; the next turn."""
        conversation = await locked(session, turn.conversation_id)
        if conversation.owner != "bot":
            await self._drop(session, turn)
        elif await self._mine(session, turn, state="failed", done_at=now(), outcome="fallback"):
            self._ended(session, turn, "failed")
            person = Offer(say("person_title"), "/handoff")
            draft = Draft(TextBody(text=say("engine.failed")), (person,))
            await self._hub.append(session, turn.conversation_id, draft.entry(turn.id))
        return await self._claim(session, turn.conversation_id)

    async def _postpone(self, turn: Turn, error: EngineUnavailable) -> Turn | None:
        """Give the turn back for a later try, or give up when a running engine keeps failing."""
        self._metrics.engine_failed("failed" if error.reached else "away")
        log.warning("turns.engine_unavailable", cause=str(error))
        if error.reached and turn.attempts + 1 >= MAX_FAILURES:
            return await self._db.write(lambda session: self._fail(session, turn))
        self._traces.outcome("postponed")
        attempts = turn.attempts + (1 if error.reached else 0)
        await self._db.write(
            lambda session: self._mine(
                session, turn, attempts=attempts, lease_owner=None, lease_until=now() + RETRY
            )
        )
        self._hub.publish(turn.conversation_id, StateNews(say("engine.down")))
        return None


def _unheld() -> ColumnElement[bool]:
    """Nobody works on the turn now."""
    return or_(Turn.lease_until.is_(None), Turn.lease_until < now())
