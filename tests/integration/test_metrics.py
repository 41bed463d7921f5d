"""What is measured: fed where things happen, read from the store at most every few seconds."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bench.net import network
from bot.app import Core, application, core
from bot.dialogue.scripted import ScriptedEngine
from tests.integration.service import script, service, settings
from tests.integration.sockets import Client
from tests.integration.test_outage import behind, only_postgresql
from tests.integration.test_outbox import rows as waiting
from tests.integration.test_outbox import settled
from tests.outside_channel import CHANNEL, Platform, PlatformSender, platform

TOKEN = {"Authorization": "Bearer scraper"}
Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


@asynccontextmanager
async def watched(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    """A client of an application that shows its figures to who has the token."""
    configured = settings(tmp_path, "").model_copy(update={"metrics_token": SecretStr("scraper")})
    async with Client(TestServer(application(configured, parts))) as opened:
        yield opened


async def scraped(client: Client) -> Values:
    answer = await client.get("/metrics", headers=TOKEN)
    assert answer.status == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(await answer.text())
        for sample in family.samples
    }


def of(values: Values, name: str, **labels: str) -> float:
    return values[name, frozenset(labels.items())]


async def asked(parts: Core, text: str, channel: str = "web") -> str:
    """A conversation of somebody new in which this was said and answered."""
    conversation = await parts.inbox.open(channel, uuid.uuid4().hex)
    await parts.inbox.say(conversation.id, uuid.uuid4().hex, text)
    await parts.runner.settle(conversation.id)
    return conversation.id


@asynccontextmanager
async def outside(tmp_path: Path, database_url: str) -> AsyncIterator[tuple[Core, Platform]]:
    """A service with a channel whose platform is a server of its own."""
    async with platform() as running:
        senders = {CHANNEL: PlatformSender(running.url)}
        configured = settings(tmp_path, database_url)
        async with core(configured, ScriptedEngine(script), senders) as parts:
            await parts.runner.start()
            yield parts, running


async def test_without_the_token_there_are_no_figures(parts: Core, tmp_path: Path) -> None:
    async with watched(parts, tmp_path) as client:
        for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer 抓取"}):
            answer = await client.get("/metrics", headers=wrong)
            assert (answer.status, "bot_" in await answer.text()) == (401, False)


async def test_where_no_token_is_set_there_is_no_such_page(client: Client) -> None:
    for headers in (TOKEN, {"Authorization": "Bearer "}, {}):
        assert (await client.get("/metrics", headers=headers)).status == 404


async def test_turns_are_counted_by_what_they_came_to(parts: Core, tmp_path: Path) -> None:
    for text in ("材料", "材料", "您好您好"):
        await asked(parts, text)
    async with watched(parts, tmp_path) as client:
        values = await scraped(client)
    assert of(values, "bot_turn_seconds_count", outcome="answered") == 2
    assert of(values, "bot_turn_seconds_count", outcome="smalltalk") == 1
    assert 0 < of(values, "bot_turn_seconds_sum", outcome="answered") < 60
    assert of(values, "bot_engine_seconds_count") == 3
    assert of(values, "bot_turns_pending") == 0


async def test_an_engine_that_is_away_shows(parts: Core, tmp_path: Path) -> None:
    assert isinstance(parts.engine, ScriptedEngine)
    parts.engine.available = False
    await asked(parts, "材料")
    async with watched(parts, tmp_path) as client:
        values = await scraped(client)
    assert of(values, "bot_engine_faults_total", cause="away") >= 1
    assert of(values, "bot_turns_pending") == 1
    assert of(values, "bot_turns_oldest_seconds") > 0
    assert of(values, "bot_engine_state", state="starting") == 1
    assert of(values, "bot_ready", part="engine") == 0
    assert of(values, "bot_ready", part="database") == 1


async def test_the_queue_shows_how_many_wait_in_each_group_and_how_long(
    parts: Core, tmp_path: Path
) -> None:
    await asked(parts, "材料")
    for _ in range(2):
        await asked(parts, "人工")
    async with watched(parts, tmp_path) as client:
        values = await scraped(client)
    lengths = {g: of(values, "bot_queue_length", group=g) for g in ("registration", "tax")}
    assert lengths == {"registration": 2, "tax": 0}
    assert of(values, "bot_queue_longest_wait_seconds", group="registration") > 0
    owners = {o: of(values, "bot_conversations", owner=o) for o in ("bot", "queue", "staff")}
    assert owners == {"bot": 1, "queue": 2, "staff": 0}


async def test_ratings_are_counted_as_they_stand(parts: Core, tmp_path: Path) -> None:
    conversation = await asked(parts, "材料")
    await parts.inbox.rate(conversation, 3, True)
    await parts.inbox.rate(conversation, 3, False)
    async with watched(parts, tmp_path) as client:
        values = await scraped(client)
    assert of(values, "bot_answer_ratings", useful="true") == 0
    assert of(values, "bot_answer_ratings", useful="false") == 1


async def test_a_scraper_in_a_hurry_reads_the_store_once(parts: Core, tmp_path: Path) -> None:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement)

    async with watched(parts, tmp_path) as client:
        await scraped(client)
        sa.event.listen(parts.database.engine.sync_engine, "before_cursor_execute", note)
        for _ in range(20):
            await scraped(client)
    assert [statement for statement in seen if "answer_rating" in statement] == []


async def test_two_applications_in_one_process_count_apart(
    database_url: str, tmp_path: Path
) -> None:
    async with service(tmp_path, database_url) as one, service(tmp_path, database_url) as other:
        await asked(one, "材料")
        async with watched(one, tmp_path) as first, watched(other, tmp_path) as second:
            assert of(await scraped(first), "bot_engine_seconds_count") == 1
            assert of(await scraped(second), "bot_engine_seconds_count") == 0


async def test_no_label_says_whose_it_was(parts: Core, tmp_path: Path) -> None:
    said = "我叫王小明电话13800138000"
    conversation = await asked(parts, said)
    await asked(parts, "提交")
    async with watched(parts, tmp_path) as client:
        page = await (await client.get("/metrics", headers=TOKEN)).text()
    assert not any(word in page for word in (said, "13800138000", "陈女士", conversation))


async def test_deliveries_are_counted_by_channel_and_state(
    tmp_path: Path, database_url: str
) -> None:
    async with outside(tmp_path, database_url) as (parts, running):
        await running.play("accept", "refuse")  # the welcome, and the answer
        await asked(parts, "您好您好", CHANNEL)
        await settled(parts.database)
        async with watched(parts, tmp_path) as client:
            values = await scraped(client)
    for state in ("sent", "failed"):
        assert of(values, "bot_delivery_attempts_total", channel=CHANNEL, state=state) == 1
        assert of(values, "bot_deliveries", channel=CHANNEL, state=state) == 1
    assert of(values, "bot_outbox_oldest_seconds") == 0
    assert of(values, "bot_outbox_overdue_seconds") == 0


async def test_what_waits_in_the_outbox_of_a_channel_that_nobody_serves_grows_old(
    parts: Core, tmp_path: Path
) -> None:
    await asked(parts, "您好您好", CHANNEL)
    async with watched(parts, tmp_path) as client:
        values = await scraped(client)
    assert of(values, "bot_deliveries", channel=CHANNEL, state="waiting") == 2
    assert of(values, "bot_outbox_overdue_seconds") > 0


async def test_what_waits_for_a_reason_is_old_but_not_overdue(
    tmp_path: Path, database_url: str
) -> None:
    async with outside(tmp_path, database_url) as (parts, running):
        await running.go_down()
        await asked(parts, "您好您好", CHANNEL)
        while not (await waiting(parts.database))[0].error:
            await asyncio.sleep(0.02)
        async with watched(parts, tmp_path) as client:
            values = await scraped(client)
    assert of(values, "bot_deliveries", channel=CHANNEL, state="waiting") == 2
    assert of(values, "bot_outbox_oldest_seconds") > 0
    assert of(values, "bot_outbox_overdue_seconds") == 0


@only_postgresql
async def test_without_its_store_the_rest_is_still_shown(database_url: str, tmp_path: Path) -> None:
    url = sa.make_url(database_url)
    async with (
        network(url.port or 5432, host=url.host or "127.0.0.1") as net,
        behind(net, database_url, tmp_path) as parts,
    ):
        await asked(parts, "材料")
        net.part()
        async with watched(parts, tmp_path) as client:
            values = await scraped(client)
        net.join()
    assert of(values, "bot_engine_seconds_count") == 1
    assert of(values, "bot_ready", part="database") == 0
    assert not any(name == "bot_queue_length" for name, _ in values)
