"""微信客服 connected to the pretended platform, over the scripted engine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core, application, core
from bot.channels.wecom_kf.cursors import EVERY
from bot.conversations.log import conversation_of, now
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import Settings
from bot.store.tables import Conversation, Delivery, Message
from bot.store.wecom_tables import WecomAccount, WecomIncoming
from tests.integration.service import script, settings
from tests.wechat.kf_people import Delivered
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_wire import ACCOUNT, AES_KEY, CORPID, SECRET, TOKEN

PERSON = "wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"
SECONDS = 30.0
"""After so long what a test waits for will not happen any more."""


def kf_settings(tmp_path: Path, database_url: str, url: str, **more: Any) -> Settings:
    """Settings with the channel switched on."""
    values = settings(tmp_path, database_url).model_dump() | {
        "wecom_corpid": CORPID,
        "wecom_kf_secret": SECRET,
        "wecom_token": TOKEN,
        "wecom_aes_key": AES_KEY,
        "wecom_api_base": url,
    }
    return Settings.model_validate(values | more)


class Service:
    """One replica, and what the tests look at."""

    def __init__(self, parts: Core, platform: KfPlatform, url: str) -> None:
        self.parts = parts
        self.platform = platform
        self.url = url

    async def until(self, done: Callable[[], Any]) -> Any:
        """Wait until it is so; what it gave."""
        deadline = time.monotonic() + SECONDS
        while not (found := done()):
            assert time.monotonic() < deadline, "it did not happen"
            await asyncio.sleep(0.02)
        return found

    async def words(self, count: int, person: str = PERSON) -> list[str]:
        """What the person was sent, once it is as much as that."""

        def enough() -> list[Delivered]:
            got = [one for one in self.platform.delivered if one.person == person]
            return got if len(got) >= count else []

        return [one.words for one in await self.until(enough)]

    async def taken(self) -> None:
        """Wait until everything pulled stands in its conversation."""
        waiting = sa.select(sa.func.count()).where(WecomIncoming.state == "waiting")
        deadline = time.monotonic() + SECONDS
        while await self.parts.database.read(lambda s: s.scalar(waiting)):
            assert time.monotonic() < deadline, "it was not taken"
            await asyncio.sleep(0.02)

    async def pulled(self) -> None:
        """Wait until everything that the platform called about was pulled and taken."""
        at_rest = sa.select(WecomAccount).where(
            (WecomAccount.due_at < now() + EVERY / 2) | WecomAccount.lease_owner.is_not(None)
        )
        deadline = time.monotonic() + SECONDS
        while await self.parts.database.read(lambda s: s.scalar(at_rest)) is not None:
            assert time.monotonic() < deadline, "it was not pulled"
            await asyncio.sleep(0.02)
        await self.taken()

    async def hear(self) -> None:
        """A callback, and everything that follows from it but the answers."""
        assert (await self.platform.call())[-1] == 200
        await self.pulled()

    @property
    def pulls(self) -> list[Any]:
        """The pulls so far."""
        return [body for name, body in self.platform.calls if name == "sync_msg"]

    def calls(self, name: str) -> list[Any]:
        """The calls of this name so far."""
        return [body for called, body in self.platform.calls if called == name]

    async def conversation(self, person: str = PERSON) -> Conversation:
        """The person's conversation."""
        found = await self.parts.database.read(
            lambda s: conversation_of(s, "wecom", f"{ACCOUNT}/{person}")
        )
        assert found is not None
        return found

    async def log(self, person: str = PERSON) -> list[tuple[str, str]]:
        """Author and words of every message."""
        conversation = await self.conversation(person)
        query = sa.select(Message).where(Message.conversation_id == conversation.id)
        rows = await self.parts.database.read(lambda s: s.scalars(query.order_by(Message.seq)))
        return [(row.author, str(row.body["text"])) for row in rows]

    async def deliveries(self) -> list[tuple[str, str | None]]:
        """State and code of everything in the outbox, once nothing is being sent."""
        deadline = time.monotonic() + SECONDS
        while True:
            rows = await self._deliveries()
            if not any(row.state == "sending" for row in rows):
                return [(row.state, row.error) for row in rows]
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)

    async def held(self) -> str:
        """Why the latest message waits, once it was tried."""
        deadline = time.monotonic() + SECONDS
        while (found := (await self.deliveries())[-1])[0] != "waiting" or not found[1]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        return found[1]

    async def delivered(self) -> list[tuple[str, str | None]]:
        """The same once nothing waits either."""
        deadline = time.monotonic() + SECONDS
        while any(state == "waiting" for state, _ in await self.deliveries()):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        return await self.deliveries()

    async def _deliveries(self) -> Sequence[Delivery]:
        query = sa.select(Delivery).order_by(Delivery.created_at, Delivery.seq)
        return list(await self.parts.database.read(lambda s: s.scalars(query)))

    async def owner(self, person: str = PERSON) -> str:
        """Who answers."""
        return (await self.conversation(person)).owner

    async def write(self, statement: Any) -> None:
        """Change the database behind the product's back."""

        async def work(session: AsyncSession) -> None:
            await session.execute(statement)

        await self.parts.database.write(work)


@asynccontextmanager
async def connected(
    tmp_path: Path,
    database_url: str,
    platform: KfPlatform,
    engine: ScriptedEngine | None = None,
    **more: Any,
) -> AsyncIterator[Service]:
    """A replica that pulls and sends; the platform calls the one that was opened last."""
    configured = kf_settings(tmp_path, database_url, platform.url, **more)
    async with core(configured, engine or ScriptedEngine(script)) as parts:
        await parts.runner.start()
        parts.timers.start()
        runner = web.AppRunner(application(configured, parts), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/channels/wecom"
        platform.callback = url
        try:
            yield Service(parts, platform, url)
        finally:
            await runner.cleanup()
