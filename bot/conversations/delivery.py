"""Delivery to outside channels: at most once by itself, in order, and nothing lost unseen."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_session
from sqlalchemy.orm import object_session
from structlog.contextvars import bound_contextvars

from bot.conversations.hub import Hub, Stored
from bot.conversations.log import now
from bot.conversations.outbox import (
    PROCESS_DIED,
    Claimant,
    Outgoing,
    State,
    anything_to_do,
    claim,
    give_up_on_the_dead,
    settle,
)
from bot.metrics import Metrics
from bot.store.database import Database, DatabaseUnavailable, after_commit
from bot.store.tables import Delivery
from bot.traces import Traces
from tracing import clock

OUTBOX = "outbox"
"""Where the hub says that there may be something to send."""
CODE_LENGTH = 60
STILL = 30.0
"""Seconds without a look at the outbox after which it counts as standing still."""

log = structlog.get_logger(__name__)


class SendFault(Exception):
    """A message was not sent as far as we know. `code` is short and for programs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SendRefused(SendFault):
    """The platform said no for good: another try would end the same."""


class SendPostponed(SendFault):
    """Not now, and certainly nothing was delivered. `retry_after` in seconds, if it was said."""

    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.retry_after = retry_after


class SendUncertain(SendFault):
    """The request was written and no answer came: nobody knows whether it was delivered."""


class Sender(Protocol):
    """How a channel hands one message to its platform, or several at once."""

    @property
    def merges(self) -> bool:
        """Whether what waits goes out together: where every message counts against a quota."""
        ...

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send and return what the platform calls the message, if it has a name for it.

        Raises SendRefused, SendPostponed or SendUncertain; whatever else is raised counts as
        uncertain. Cancelled when the attempt has taken too long, which is uncertain too.
        """
        ...


@dataclass(frozen=True)
class Pace:
    """Times in seconds. A lease outlasts its attempt, so that an answer in time is also stored."""

    sweep: float = 1.0
    attempt: float = 15.0
    lease: float = 25.0
    first_delay: float = 1.0
    longest_delay: float = 300.0
    attempts: int = 30
    """With these delays about two hours."""
    age: float = 24 * 3600.0
    """A message that could be tried again only after this is not tried again."""
    grace: float = 3.0
    """How long a stopping process waits for answers."""
    parallel: int = 16


@dataclass(frozen=True)
class _Outcome:
    state: State
    values: dict[str, Any]


class Deliveries:
    """Sends what waits in the outbox for the channels that have a sender here."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        senders: Mapping[str, Sender],
        pace: Pace | None = None,
        metrics: Metrics | None = None,
        traces: Traces | None = None,
    ) -> None:
        self._db = database
        self._hub = hub
        self._senders = senders
        self._pace = pace or Pace()
        self._metrics = metrics or Metrics()
        self._traces = traces or Traces()
        merging = frozenset(name for name, sender in senders.items() if sender.merges)
        lease = timedelta(seconds=self._pace.lease)
        self._claimant = Claimant(str(uuid.uuid4()), lease, merging)
        self._sends: set[asyncio.Task[None]] = set()
        self._worker: asyncio.Task[None] | None = None
        self._stopping = False
        self._looked = 0.0

    @property
    def standing_still(self) -> bool:
        """Whether this process should send and does not even look at what waits."""
        return self._worker is not None and time.monotonic() > self._looked + STILL

    def start(self) -> None:
        """Begin to send; without any sender there is nothing to begin."""
        if self._senders:
            event.listen(Delivery, "after_insert", self._inserted)
            self._looked = time.monotonic()
            self._worker = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Begin nothing new and wait a little for the answers; what is cut off is uncertain."""
        if self._worker is None:
            return
        event.remove(Delivery, "after_insert", self._inserted)
        self._stopping = True
        self._hub.deliver(OUTBOX, Stored())
        await self._end({self._worker})
        await self._end(self._sends)

    async def _end(self, tasks: set[asyncio.Task[None]]) -> None:
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._pace.grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _inserted(self, _mapper: object, _connection: object, delivery: Delivery) -> None:
        """Wake up for a new row once it is stored; costs nothing where no row is written."""
        inner = object_session(delivery)
        session = async_session(inner) if inner is not None else None
        if session is not None:
            after_commit(session, lambda: self._hub.publish(OUTBOX, Stored()))

    async def _run(self) -> None:
        with self._hub.subscribe(OUTBOX) as news:
            while not self._stopping:
                try:
                    await self._begin()
                    self._looked = time.monotonic()
                except Exception as error:
                    # Whatever it was, the others who wait here must not wait for ever.
                    log.warning("delivery.sweep_failed", cause=type(error).__name__)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pace.sweep):
                        await news.get()
                news.take_all()

    async def _begin(self) -> None:
        """Begin to send what is due, as far as there is room."""
        if not await self._db.read(lambda session: anything_to_do(session, self._senders)):
            return
        for outgoing in await self._db.write(self._take):
            task = asyncio.create_task(self._send(outgoing))
            self._sends.add(task)
            task.add_done_callback(self._ended)

    async def _take(self, session: AsyncSession) -> list[Outgoing]:
        for delivery_id in await give_up_on_the_dead(session):
            log.warning("delivery.uncertain", delivery=delivery_id, code=PROCESS_DIED)
        room = self._pace.parallel - len(self._sends)
        return await claim(session, self._senders, self._claimant, room)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """There is room again, and the conversation's next message may be sent."""
        self._sends.discard(task)
        self._hub.deliver(OUTBOX, Stored())

    async def _send(self, outgoing: Outgoing) -> None:
        delivery, turn = outgoing.delivery, outgoing.message.turn_id
        about = {"delivery": delivery.id, "channel": delivery.channel}
        with bound_contextvars(**about, **({"turn": turn} if turn else {})):
            began = clock()
            outcome = await self._attempt(outgoing)
            self._tell(outgoing, outcome, began)
            await self._store(outgoing, outcome)

    def _tell(self, outgoing: Outgoing, outcome: _Outcome, began: int) -> None:
        """Count, log and trace how it ended, with the turns of all that went out together."""
        channel, attempts = outgoing.delivery.channel, outgoing.delivery.attempts
        for message in (outgoing.message, *outgoing.also):
            self._metrics.sent(channel, outcome.state)
            if message.turn_id:
                fault = outcome.values["error"] or ""
                ended = (channel, outcome.state, attempts, began, fault)
                self._traces.delivered(message.turn_id, *ended)
            said = {"turn": message.turn_id} if message.turn_id else {}
            if outcome.state == "sent":
                log.info("delivery.sent", attempts=attempts, **said)
            else:
                code = outcome.values["error"]
                log.warning(f"delivery.{outcome.state}", code=code, attempts=attempts, **said)

    async def _store(self, outgoing: Outgoing, outcome: _Outcome) -> None:
        while True:
            try:
                await self._db.write(
                    lambda session: settle(session, outgoing, outcome.state, **outcome.values)
                )
                return
            except DatabaseUnavailable as error:
                log.warning("delivery.not_stored", cause=str(error))
            if _left(outgoing.delivery) <= 0:
                return
            await asyncio.sleep(self._pace.sweep)

    async def _attempt(self, outgoing: Outgoing) -> _Outcome:
        seconds = _left(outgoing.delivery) - (self._pace.lease - self._pace.attempt)
        try:
            if seconds <= 0:
                # The process slept since the claim: another one may hold this for uncertain.
                raise SendPostponed("slept")
            async with asyncio.timeout(seconds):
                external_id = await self._senders[outgoing.delivery.channel].send(outgoing)
        except SendRefused as refused:
            return _trouble("failed", refused.code)
        except SendPostponed as postponed:
            return self._again(outgoing.delivery, postponed)
        except SendUncertain as uncertain:
            return _trouble("uncertain", uncertain.code)
        except TimeoutError:
            return _trouble("uncertain", "timeout")
        except Exception as error:
            # A fault of the channel's own says nothing about what the platform has done.
            return _trouble("uncertain", type(error).__name__)
        return _Outcome("sent", {"external_id": external_id, "sent_at": now(), "error": None})

    def _again(self, delivery: Delivery, postponed: SendPostponed) -> _Outcome:
        """Later, or never when that has been said often or long enough."""
        doubled = self._pace.first_delay * 2.0 ** (delivery.attempts - 1)
        delay = min(doubled, self._pace.longest_delay) * random.uniform(0.5, 1.0)
        due = now() + timedelta(seconds=max(delay, postponed.retry_after or 0.0))
        last = delivery.created_at + timedelta(seconds=self._pace.age)
        if delivery.attempts >= self._pace.attempts or due > last:
            return _trouble("failed", postponed.code)
        return _trouble("waiting", postponed.code, due_at=due)


def _trouble(state: State, code: str, **values: Any) -> _Outcome:
    return _Outcome(state, {"error": code[:CODE_LENGTH], **values})


def _left(delivery: Delivery) -> float:
    """Seconds until the lease of a claimed row runs out."""
    assert delivery.lease_until is not None
    return (delivery.lease_until - now()).total_seconds()
