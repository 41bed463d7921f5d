"""Whatever the platform does: once, never, or visibly uncertain, and in the order of the log."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from contextlib import AsyncExitStack
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversations.delivery import Deliveries
from bot.conversations.hub import Hub
from bot.store.database import Database
from bot.store.migrate import upgrade
from tests.integration.test_outbox import person, rows, say, settled
from tests.outside_channel import CHANNEL, QUICK, Behaviour, Platform, PlatformSender, platform

ARRIVED = {"sent": {1}, "failed": {0}, "uncertain": {0, 1}}
"""How often a person may have got a message that ended in this state."""


async def play(database: Database, outside: Platform, script: list[Behaviour]) -> None:
    """Two people get three messages each while the platform follows the script."""
    names = [uuid.uuid4().hex for _ in range(2)]
    conversations = {await person(database, name): name for name in names}
    outside.ledger.clear()
    await outside.play(*script)
    for conversation in conversations:
        await say(database, conversation, "1", "2", "3")
    await settled(database)
    arrived = Counter(outside.ledger)
    for row in await rows(database):
        if name := conversations.get(row.conversation_id):
            # a new log holds nothing else, so the text is the sequence number
            assert arrived[name, str(row.seq)] in ARRIVED[row.state]
    for name in names:
        got = [text for to, text in outside.ledger if to == name]
        assert got == sorted(got)


def test_every_message_arrives_once_or_never_or_is_uncertain_and_in_order(
    database_url: str,
) -> None:
    with asyncio.Runner() as runner:
        loop, stack = runner.get_loop(), AsyncExitStack()

        async def begin() -> tuple[Database, Platform]:
            await upgrade(database_url)
            database = Database(database_url)
            stack.push_async_callback(database.close)
            outside = await stack.enter_async_context(platform())
            for _ in range(2):
                senders = {CHANNEL: PlatformSender(outside.url)}
                deliveries = Deliveries(database, Hub(), senders, QUICK)
                deliveries.start()
                stack.push_async_callback(deliveries.stop)
            return database, outside

        database, outside = loop.run_until_complete(begin())

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.sampled_from(get_args(Behaviour)), max_size=10))
        def whatever(script: list[Behaviour]) -> None:
            loop.run_until_complete(play(database, outside, script))

        try:
            whatever()
        finally:
            loop.run_until_complete(stack.aclose())
