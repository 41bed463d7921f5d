"""Spans of real processes at a real receiver: one trace a turn, and no harm when it is away."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psutil
import pytest

from tests.collector import Collector, Mood, Span, collecting
from tests.tiny_engine import Tiny, train_tiny
from tests.traced import ENDPOINT, HEADERS, Behind, answered, application, behind
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import PERSON
from tests.wechat.kf_wire import ACCOUNT

PHONE, NAME = "13800138000", "王小明"
SECRET = "a token of the collector"
SHOWN = {HEADERS: f"authorization=Bearer {SECRET}"}
PATIENCE = 4.0
"""Seconds for an answer: more than it takes, less than an export that nobody answers."""
REDIS_PORT = urlsplit(os.environ.get("TEST_REDIS_URL", "")).port
STOPPING = 10.0
"""Seconds in which `bot up` kills what has not stopped."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return train_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as listening:
        yield listening


@pytest.fixture(scope="module")
def traced(
    tiny: Tiny, collector: Collector, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Behind]:
    """Engine and actions that send their spans."""
    folder = tmp_path_factory.mktemp("behind")
    with behind(tiny, folder, **{ENDPOINT: collector.endpoint}, **SHOWN) as running:
        yield running


@pytest.fixture
async def platform() -> AsyncIterator[KfPlatform]:
    pretended = KfPlatform()
    await pretended.start()
    yield pretended
    await pretended.stop()


def turns(folder: Path) -> list[str]:
    """The ids of all turns, as a collector writes them."""
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as stored:
        found = stored.execute("SELECT id FROM turn ORDER BY created_at").fetchall()
    return [uuid.UUID(id_).hex for (id_,) in found]


def conversations(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "bot.sqlite3")) as stored:
        return [id_ for (id_,) in stored.execute("SELECT id FROM conversation")]


def tree(spans: list[Span]) -> dict[str, str]:
    """Each span under its parent, both as `service name`; a trace of one turn has no two alike."""
    named = {span.id: f"{span.service} {span.name}" for span in spans}
    return {named[span.id]: named[span.parent] if span.parent else "" for span in spans}


WHOLE = {
    "assistant-app receive": "",
    "assistant-app turn": "assistant-app receive",
    "assistant-app engine": "assistant-app turn",
    "assistant-engine answer": "assistant-app engine",
    "assistant-engine understand": "assistant-engine answer",
    "assistant-engine action": "assistant-engine answer",
    "assistant-actions action": "assistant-engine action",
    "assistant-app deliver": "assistant-app receive",
}


async def test_a_turn_is_one_trace_from_the_channel_to_the_delivery(
    traced: Behind, collector: Collector, platform: KfPlatform, tmp_path: Path
) -> None:
    reached = {ENDPOINT: collector.endpoint, **SHOWN}
    with application(traced, tmp_path, platform, **reached) as app:
        await answered(platform, "转人工找个真人")
        (trace,) = turns(tmp_path)
        await collector.until(lambda: len(collector.of(trace)) == len(WHOLE))
        assert str(uuid.UUID(trace)) in app.said, "the logs call it otherwise"
    spans = {f"{span.service} {span.name}": span for span in collector.of(trace)}
    assert tree(list(spans.values())) == WHOLE
    assert {name: span.kind for name, span in spans.items() if span.kind != "internal"} == {
        "assistant-app receive": "consumer",
        "assistant-app engine": "client",
        "assistant-engine answer": "server",
        "assistant-engine action": "client",
        "assistant-actions action": "server",
        "assistant-app deliver": "producer",
    }
    model = spans["assistant-engine answer"].about["engine.model"]
    assert {name: span.about for name, span in spans.items() if span.about} == {
        "assistant-app receive": {"channel": "wecom"},
        "assistant-app turn": {"turn.outcome": "handoff"},
        "assistant-engine answer": {"engine.model": model},
        "assistant-engine action": {"action.name": "action_handoff"},
        "assistant-actions action": {"action.name": "action_handoff"},
        "assistant-app deliver": {
            "channel": "wecom",
            "delivery.state": "sent",
            "delivery.attempt": 1,
        },
    }
    assert {span.fault for span in spans.values()} == {None}
    sent = collector.headers[-1]
    assert (sent["content-encoding"], sent["authorization"]) == ("gzip", f"Bearer {SECRET}")


async def test_a_turn_that_fails_and_is_done_again_stays_one_trace_and_names_nobody(
    traced: Behind, collector: Collector, platform: KfPlatform, tmp_path: Path
) -> None:
    told, wanted = f"公章丢了，我是{NAME}，电话{PHONE}", "叫人工来"
    with application(traced, tmp_path, platform, **{ENDPOINT: collector.endpoint}) as app:
        await answered(platform, told)
        os.killpg(traced.actions.process.pid, signal.SIGSTOP)
        try:
            answer = asyncio.create_task(answered(platform, wanted))
            await app.says("turns.engine_unavailable")
        finally:
            os.killpg(traced.actions.process.pid, signal.SIGCONT)
        await answer
        first, second = turns(tmp_path)
        await collector.until(lambda: "deliver" in [span.name for span in collector.of(second)])
        await collector.until(lambda: "deliver" in [span.name for span in collector.of(first)])
    faults = {(span.service, span.name, span.fault) for span in collector.of(second) if span.fault}
    assert faults == {
        ("assistant-app", "engine", "EngineUnavailable"),
        ("assistant-engine", "answer", "TurnFailed"),
        ("assistant-engine", "action", "TimeoutError"),
    }
    tries = [span for span in collector.of(second) if span.name == "turn"]
    assert [span.about["turn.outcome"] for span in tries] == ["postponed", "handoff"]
    (begun,) = [span for span in collector.of(second) if not span.parent]
    assert {span.parent for span in tries} == {begun.id}
    # Whatever it was, none of it may be anywhere in what was sent.
    persons = [told, wanted, NAME, PHONE, PERSON, ACCOUNT, *conversations(tmp_path)]
    sent = b"".join(collector.bodies)
    assert [words for words in persons if words.encode() in sent] == []


async def test_a_collector_that_is_away_delays_nothing_and_keeps_nobody_from_stopping(
    tiny: Tiny, platform: KfPlatform, tmp_path: Path
) -> None:
    with collecting() as collector, behind(tiny, tmp_path, **{ENDPOINT: collector.endpoint}) as on:
        moods: list[Mood] = ["away", "503", "silent"]
        for mood in moods:
            collector.mood = mood
            with application(on, tmp_path, platform, **{ENDPOINT: collector.endpoint}) as app:
                waits = [await answered(platform, "转人工", f"wm{mood}{n}") for n in range(8)]
                assert median(waits) < PATIENCE, (mood, waits)
                await app.says("traces.not_exported")
                assert app.end() < STOPPING, mood
                assert app.said.count("traces.") == 1, app.said
        began = time.monotonic()
        on.engine.process.terminate()
        on.engine.process.wait(60)
        assert time.monotonic() - began < STOPPING
        assert on.actions.end() < STOPPING
        said = [log.read_text(encoding="utf-8").count("traces.") for log in on.logs]
        assert said == [1, 1], "once in a process"


async def test_without_an_endpoint_nobody_connects_to_anything_new(
    tiny: Tiny, platform: KfPlatform, tmp_path: Path
) -> None:
    with collecting() as collector:
        # What other programs are told; ours are switched on by their own variable only.
        others = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, ENDPOINT: ""}
        with (
            behind(tiny, tmp_path, **others) as off,
            application(off, tmp_path, platform, **others) as app,
        ):
            parts = (app.process, off.actions.process, off.engine.process)
            processes = [one for part in parts for one in family(part.pid)]
            known = {platform.port, REDIS_PORT} | {p for one in processes for p in listening(one)}
            for _ in range(3):
                await answered(platform, "公章丢了")
                assert {p for one in processes for p in calling(one)} <= known
        assert collector.connections == 0


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def listening(process: psutil.Process) -> set[int]:
    """The ports at which it is reached."""
    found = process.net_connections("tcp")
    return {one.laddr.port for one in found if one.status == psutil.CONN_LISTEN}


def calling(process: psutil.Process) -> set[int]:
    """The ports that it reaches elsewhere."""
    own = listening(process)
    found = [one for one in process.net_connections("tcp") if one.raddr]
    return {one.raddr.port for one in found if one.laddr.port not in own}
