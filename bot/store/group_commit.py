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

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class GroupCommit:
    """Runs works one after the other, as SQLite would make them anyway.

    A commit waits for the disk. Works that come meanwhile share the next one, so that many
    conversations at once do not each wait for every other's disk write.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: deque[_Job] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def run(self, work: Work, info: dict[str, Any]) -> Any:
        """Return what `work` returned when it is on the disk, or raise what it raised.

        `info` becomes that of the session that `work` gets.
        """
        job = _Job(work, info, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._drain())
        return await job.done

    async def _drain(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            try:
                stored = await self._commit(group)
            except Exception as error:  # whatever it was: each caller gets it, none of it is stored
                for job in group:
                    job.fail(error)
                continue
            for job, result in stored:
                if not job.done.done():
                    job.done.set_result(result)

    async def _commit(self, group: list[_Job]) -> list[tuple[_Job, Any]]:
        # A savepoint costs two statements; who is alone in the transaction needs none.
        mode: JoinTransactionMode = "create_savepoint" if len(group) > 1 else "rollback_only"
        stored = []
        async with self._engine.begin() as connection:
            for job in group:
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
                    job.fail(error)
                else:
                    stored.append((job, result))
        return stored
