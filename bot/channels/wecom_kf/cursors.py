"""How far each account was pulled, in SQL: wake-ups, the lease of the puller, and the pages.

A page is stored together with the cursor behind it, by whoever holds the lease and only if the
cursor is still the one that the page was asked for: nothing is left out and nothing stored twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.wecom_kf.messages import Incoming, Page, entry_of, id_of
from bot.conversations.log import now
from bot.store.database import Database
from bot.store.wecom_tables import WecomAccount, WecomIncoming, WecomSent

LEASE = timedelta(seconds=30)
"""Outlasts one call with its retry."""
EVERY = timedelta(minutes=3)
"""An account that nobody calls about is looked at so often: a callback may be lost."""
TOKEN_HOLDS = timedelta(minutes=9)
"""The platform says ten minutes."""
BEFORE_US = timedelta(hours=1)
"""What was said so long before the account's first callback was said to somebody else: without a
cursor the platform repeats what it keeps."""
PLATFORM_KEEPS = timedelta(days=3)
KEPT = timedelta(days=7)
"""How long a message is known as one that was pulled; the platform repeats three days at most."""

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another process pulls this account by now; nothing was stored."""


async def wake(database: Database, open_kfid: str, token: str) -> None:
    """Keep that the account is to be pulled: stored before the platform gets its answer."""
    if await database.write(lambda session: _woken(session, open_kfid, token)):
        return

    async def first(session: AsyncSession) -> None:
        session.add(
            WecomAccount(
                open_kfid=open_kfid,
                token=token,
                token_at=now(),
                wanted=1,
                due_at=now(),
                created_at=now(),
            )
        )

    try:
        await database.write(first)
    except IntegrityError:  # two callbacks at once about an account that was not known
        await database.write(lambda session: _woken(session, open_kfid, token))


async def _woken(session: AsyncSession, open_kfid: str, token: str) -> bool:
    woken = await session.scalar(
        update(WecomAccount)
        .where(WecomAccount.open_kfid == open_kfid)
        .values(token=token, token_at=now(), wanted=WecomAccount.wanted + 1, due_at=now())
        .returning(WecomAccount.open_kfid)
    )
    return woken is not None


async def anything_due(session: AsyncSession) -> bool:
    """Whether `claim` would find an account now."""
    return await session.scalar(select(WecomAccount.open_kfid).where(_due()).limit(1)) is not None


async def claim(session: AsyncSession, owner: str) -> Sequence[WecomAccount]:
    """Become the puller of the accounts that are due and that nobody pulls."""
    claimed = await session.scalars(
        update(WecomAccount)
        .where(_due())
        .values(lease_owner=owner, lease_until=now() + LEASE)
        .returning(WecomAccount)
        .execution_options(populate_existing=True)
    )
    return claimed.all()


def token_of(account: WecomAccount) -> str:
    """The latest callback's token while it holds."""
    fresh = account.token_at is not None and account.token_at > now() - TOKEN_HOLDS
    return account.token if fresh else ""


async def store(session: AsyncSession, account: WecomAccount, cursor: str, page: Page) -> int:
    """Store a page and move the cursor, together; how many messages were new. Raises LeaseLost."""
    moved = await session.scalar(
        update(WecomAccount)
        .where(*_mine(account), WecomAccount.cursor == cursor)
        .values(cursor=page.next_cursor or cursor, lease_until=now() + LEASE)
        .returning(WecomAccount.open_kfid)
    )
    if moved is None:
        raise LeaseLost(account.open_kfid)
    entries = [_Entry(account, content) for content in page.msg_list if isinstance(content, dict)]
    unknown = {entry.key: entry for entry in entries}
    for known in await _known(session, account, unknown):
        del unknown[known]
    at = now()  # of the whole page: what came together opens one quota
    # A page may not be in the order in which things were said; of the same second it is kept.
    for entry in sorted(unknown.values(), key=lambda entry: entry.sent):
        session.add(entry.row(at))
    return len(unknown)


class _Entry:
    """An entry of a page, readable or not, on its way to a row."""

    def __init__(self, account: WecomAccount, content: dict[str, Any]) -> None:
        self._account = account
        self._content = content
        read = entry_of(content)
        self._read = read or Incoming()
        self.key = (self._read.person[:64], id_of(str(content.get("msgid") or content)))
        self.sent = self._read.send_time

    def row(self, at: datetime) -> WecomIncoming:
        """Waiting, or done from the beginning when it was said before our time."""
        ours = self._account.created_at - BEFORE_US
        # Older than the platform keeps anything is a wrong clock and no repetition.
        old = ours - PLATFORM_KEEPS <= datetime.fromtimestamp(self.sent, UTC) < ours
        return WecomIncoming(
            open_kfid=self._account.open_kfid,
            external_userid=self.key[0],
            msgid=self.key[1],
            pulled_at=at,
            due_at=at,
            state="done" if old else "waiting",
            content=None if old else self._content,
        )


async def _known(
    session: AsyncSession, account: WecomAccount, keys: dict[tuple[str, str], _Entry]
) -> Sequence[tuple[str, str]]:
    """Those of the keys that have a row. Nobody else adds one: the account's row is held."""
    rows = await session.execute(
        select(WecomIncoming.external_userid, WecomIncoming.msgid).where(
            WecomIncoming.open_kfid == account.open_kfid,
            WecomIncoming.msgid.in_({msgid for _, msgid in keys}),
        )
    )
    return [key for person, msgid in rows if (key := (person, msgid)) in keys]


async def release(session: AsyncSession, account: WecomAccount) -> None:
    """Everything was pulled; again at once when somebody called meanwhile."""
    heard = WecomAccount.wanted == account.wanted
    await session.execute(
        update(WecomAccount)
        .where(*_mine(account))
        .values(
            lease_owner=None,
            lease_until=None,
            failures=0,
            due_at=case((heard, now() + EVERY), else_=now()),
        )
    )


async def postpone(session: AsyncSession, account: WecomAccount, delay: timedelta) -> None:
    """It could not be pulled; somebody tries again later."""
    await session.execute(
        update(WecomAccount)
        .where(*_mine(account))
        .values(
            lease_owner=None,
            lease_until=None,
            failures=WecomAccount.failures + 1,
            due_at=now() + delay,
        )
    )


async def forget(session: AsyncSession) -> None:
    """Delete what nobody repeats any more."""
    old = now() - KEPT
    await session.execute(
        delete(WecomIncoming).where(WecomIncoming.pulled_at < old, WecomIncoming.state != "waiting")
    )
    await session.execute(delete(WecomSent).where(WecomSent.at < old))


def _due() -> ColumnElement[bool]:
    free = or_(WecomAccount.lease_until.is_(None), WecomAccount.lease_until < now())
    return (WecomAccount.due_at <= now()) & free


def _mine(account: WecomAccount) -> tuple[ColumnElement[bool], ...]:
    return (
        WecomAccount.open_kfid == account.open_kfid,
        WecomAccount.lease_owner == account.lease_owner,
    )
