"""Pulls the messages of accounts that were called about: one puller an account, in all replicas."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
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
from bot.channels.wecom_kf.rounds import Rounds
from bot.store.database import Database, DatabaseUnavailable
from bot.store.wecom_tables import WecomAccount

TIDY = 3600.0
"""Seconds between two removals of what is old."""
FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0

log = structlog.get_logger(__name__)


class Puller(Rounds[WecomAccount]):
    """Follows the rows of accounts; `told` is called when there may be something new."""

    def __init__(self, database: Database, api: KfApi, told: Callable[[], None]) -> None:
        super().__init__()
        self._db = database
        self._api = api
        self._told = told
        self._me = str(uuid.uuid4())
        self._tidied = -TIDY

    async def _look(self) -> None:
        await super()._look()
        if asyncio.get_running_loop().time() > self._tidied + TIDY:
            await self._db.write(forget)
            self._tidied = asyncio.get_running_loop().time()

    async def _claimed(self) -> Sequence[WecomAccount]:
        if not await self._db.read(anything_due):
            return ()
        return await self._db.write(lambda session: claim(session, self._me))

    async def _work_off(self, account: WecomAccount) -> None:
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
