"""What stands in spans, and that nobody waits for who takes them."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator

import pytest
from opentelemetry.trace import SpanKind, get_current_span

import tracing
from tests.collector import Collector, Mood, collecting
from tracing import Tracing

QUEUE = 2048
"""Spans that the SDK keeps."""
BATCH = 512


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as listening:
        yield listening


def test_the_text_of_an_exception_is_not_sent(collector: Collector) -> None:
    on = Tracing("service", collector.endpoint)
    with pytest.raises(ValueError, match="王小明"), on.span("turn"):
        raise ValueError("我是王小明")
    on.stop()
    assert [(span.name, span.fault) for span in collector.spans] == [("turn", "ValueError")]
    assert "王小明".encode() not in b"".join(collector.bodies)


def test_whoever_knows_the_id_of_a_trace_can_go_on_with_it(collector: Collector) -> None:
    first, later = (Tracing(name, collector.endpoint) for name in ("first", "later"))
    turn = uuid.uuid4()
    first.begin(turn, "receive", SpanKind.CONSUMER, tracing.clock(), {})
    with later.span("turn", within=tracing.of(turn)):
        told = tracing.onwards()
    with first.span("answer", within=tracing.told(told)):
        assert get_current_span().get_span_context().trace_id == turn.int
    first.stop()
    later.stop()
    spans = {span.name: span for span in collector.spans}
    assert {span.trace for span in spans.values()} == {turn.hex}
    assert (spans["receive"].parent, spans["receive"].id) == ("", turn.hex[16:])
    assert spans["turn"].parent == spans["receive"].id
    assert spans["answer"].parent == spans["turn"].id


def test_two_spans_inside_of_each_other_have_different_ids(collector: Collector) -> None:
    on = Tracing("service", collector.endpoint)
    turn = uuid.uuid4()
    on.begin(turn, "receive", SpanKind.CONSUMER, tracing.clock(), {})
    for _ in range(2):
        on.past("deliver", SpanKind.PRODUCER, tracing.of(turn), tracing.clock(), {}, "")
    on.stop()
    assert len({span.id for span in collector.spans}) == 3


def test_the_environment_cannot_leave_out_spans_by_their_ids(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.1")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "another")
    on = Tracing("service", collector.endpoint)
    for _ in range(20):
        on.begin(uuid.uuid4(), "receive", SpanKind.CONSUMER, tracing.clock(), {})
    on.stop()
    assert [span.service for span in collector.spans] == ["service"] * 20


@pytest.mark.parametrize("mood", ["503", "silent", "away"])
def test_what_is_not_taken_is_bounded_holds_nobody_up_and_is_told_once(
    collector: Collector, mood: Mood
) -> None:
    notices: list[str] = []
    collector.mood = mood
    on = Tracing("service", collector.endpoint, notice=notices.append)
    began = time.monotonic()
    for _ in range(10 * QUEUE):
        with on.span("turn"):
            pass
    assert time.monotonic() - began < 10.0
    deadline = time.monotonic() + 30
    while not notices:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    collector.mood = "well"
    with on.span("last"):
        pass
    on.stop()
    assert len(collector.spans) <= QUEUE + BATCH
    assert [bool(notice) for notice in notices] == [True, False]


@pytest.mark.parametrize("mood", ["503", "silent", "away"])
def test_stopping_waits_a_moment_and_no_longer(collector: Collector, mood: Mood) -> None:
    on = Tracing("service", collector.endpoint)
    collector.mood = mood
    for _ in range(2 * QUEUE):
        with on.span("turn"):
            pass
    began = time.monotonic()
    on.stop()
    assert time.monotonic() - began < 4.0


def test_a_trace_that_is_switched_off_is_nothing_at_all() -> None:
    before = threading.active_count()
    off = Tracing("service", "")
    turn = uuid.uuid4()
    off.begin(turn, "receive", SpanKind.CONSUMER, tracing.clock(), {})
    with off.span("turn", within=tracing.of(turn)) as span:
        assert not span.is_recording()
        assert tracing.onwards() == {}
    off.past("deliver", SpanKind.PRODUCER, tracing.of(turn), tracing.clock(), {}, "")
    off.stop()
    assert threading.active_count() == before
