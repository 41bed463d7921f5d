"""One writer for SQLite: what waits together is committed together, each work by itself."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm.session import JoinTransactionMode

Work = Callable[[AsyncSession], Awaitable[Any]]
GROUP = 32
"""Works of one commit: a group must not keep its first one waiting."""


@dataclass(frozen=True)
class _Job:
    work: Work
    info: dict[str, Any]
    done: asyncio.Future[Any]

    def end(self, result: Any, error: Exception | None) -> None:
        """Tell the caller, unless it is not there any more."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(result)
        else:
            self.done.set_exception(error)


class GroupCommit:
    """Runs works one after the other, as SQLite would make them anyway.

    A commit waits for the disk. Works that come meanwhile share the next one, so that many
    conversations at once do not each wait for every other's disk write.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: deque[_Job] = deque()
        self._first: deque[_Job] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def run(self, work: Work, info: dict[str, Any], first: bool = False) -> Any:
        """Return what `work` returned when it is on the disk, or raise what it raised.

        `info` becomes that of the session that `work` gets. What is `first` comes before the
        others, and is committed before any of them goes on.
        """
        job = _Job(work, info, asyncio.get_running_loop().create_future())
        (self._first if first else self._waiting).append(job)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._drain())
        return await job.done

    async def _drain(self) -> None:
        while waiting := self._first or self._waiting:
            most, group = min(GROUP, len(waiting)), list[_Job]()
            try:
                ends = await self._commit(waiting, most, group)
            except Exception as error:  # whatever it was: each caller gets it, none of it is stored
                if not group:  # not even begun
                    group = [waiting.popleft() for _ in range(most)]
                ends = [(None, error)] * len(group)
            # Not sooner, also not to those whose own work failed: who hears of the end may close
            # the database, and a connection that is out then is closed by nobody.
            for job, (result, fault) in zip(group, ends, strict=True):
                job.end(result, fault)

    async def _commit(
        self, waiting: deque[_Job], most: int, group: list[_Job]
    ) -> list[tuple[Any, Exception | None]]:
        """What each work returned, or raised; those that were done are added to `group`."""
        # A savepoint costs two statements; who is alone in the transaction needs none.
        mode: JoinTransactionMode = "create_savepoint" if most > 1 else "rollback_only"
        ends: list[tuple[Any, Exception | None]] = []
        async with self._engine.begin() as connection:
            while len(group) < most and (waiting is self._first or not self._first):
                job = waiting.popleft()
                group.append(job)
                session = AsyncSession(
                    connection,
                    info=job.info,
                    expire_on_commit=False,
                    join_transaction_mode=mode,
                )
                try:
                    async with session, session.begin():
                        result = await job.work(session)
                except Exception as error:
                    ends.append((None, error))
                else:
                    ends.append((result, None))
        return ends
