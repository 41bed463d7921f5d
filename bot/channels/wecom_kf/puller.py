"""Pulls the messages of accounts that were called about: one puller an account, in all replicas."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.channels.wechat.faults import ApiFault, Busy, Misconfigured
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.cursors import (
    LeaseLost,
    anything_due,
    claim,
    forget,
    postpone,
    release,
    store,
    token_of,
)
from bot.channels.wecom_kf.faults import CodeUsed
from bot.channels.wecom_kf.messages import Page
from bot.store.database import Database, DatabaseUnavailable
from bot.store.wecom_tables import WecomAccount

SWEEP = 1.0
"""Seconds between two looks for accounts that another process left."""
TIDY = 3600.0
"""Seconds between two removals of what is old."""
FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0

log = structlog.get_logger(__name__)


class Puller:
    """Follows the rows of accounts; `told` is called when there may be something new."""

    def __init__(self, database: Database, api: KfApi, told: Callable[[], None]) -> None:
        self._db = database
        self._api = api
        self._told = told
        self._me = str(uuid.uuid4())
        self._woken = asyncio.Event()
        self._pulls: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Pull no more; what is not stored is pulled again by whoever comes next."""
        tasks = [*([self._task] if self._task else []), *self._pulls]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """An account is due now."""
        self._woken.set()

    async def _run(self) -> None:
        tidied = -TIDY
        while True:
            self._woken.clear()
            try:
                await self._begin()
                if asyncio.get_running_loop().time() > tidied + TIDY:
                    await self._db.write(forget)
                    tidied = asyncio.get_running_loop().time()
            except DatabaseUnavailable as error:
                log.warning("wecom.unread", cause=str(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), SWEEP)

    async def _begin(self) -> None:
        if not await self._db.read(anything_due):
            return
        for account in await self._db.write(lambda session: claim(session, self._me)):
            task = asyncio.create_task(self._pull(account))
            self._pulls.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Somebody may have called meanwhile."""
        self._pulls.discard(task)
        self.wake()

    async def _pull(self, account: WecomAccount) -> None:
        try:
            try:
                await self._all_pages(account)
            except ApiFault as fault:
                await self._later(account, fault)
            else:
                await self._db.write(lambda session: release(session, account))
        except LeaseLost:
            log.warning("wecom.lease_lost", account=account.open_kfid)
        except DatabaseUnavailable as error:
            # The lease runs out, and the account is pulled from the cursor that is stored.
            log.warning("wecom.not_stored", account=account.open_kfid, cause=str(error))

    async def _all_pages(self, account: WecomAccount) -> None:
        """Until the platform says that there is no more: an empty page says nothing about it."""
        cursor, token = account.cursor, token_of(account)
        while True:
            try:
                page = await self._api.sync(account.open_kfid, cursor, token)
            except CodeUsed:
                if not token:
                    raise
                token = ""  # the callback is older than we thought
                continue
            if await self._stored(account, cursor, page):
                self._told()
            if not page.has_more:
                return
            if page.next_cursor in ("", cursor):
                raise Busy("cursor_stands")
            cursor = page.next_cursor

    async def _stored(self, account: WecomAccount, cursor: str, page: Page) -> int:
        return await self._db.write(lambda session: store(session, account, cursor, page))

    async def _later(self, account: WecomAccount, fault: ApiFault) -> None:
        level = log.error if isinstance(fault, Misconfigured) else log.warning
        level("wecom.not_pulled", account=account.open_kfid, code=fault.code)
        delay = min(FIRST_DELAY * 2.0**account.failures, LONGEST_DELAY)
        if isinstance(fault, Busy) and fault.retry_after is not None:
            delay = max(delay, fault.retry_after)
        wait = timedelta(seconds=delay)
        await self._db.write(lambda session: postpone(session, account, wait))
