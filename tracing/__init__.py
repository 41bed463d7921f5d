"""Spans of turns for a collector of OpenTelemetry where one is named; where none is, nothing.

The application, the engine and the actions use it, so it runs on both Pythons. A span holds words
of the program only, as the logs do: never what somebody wrote, nor who it was. The text of an
exception may hold that, so only its type is kept.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
HEADERS = "OTEL_EXPORTER_OTLP_TRACES_HEADERS"
"""Variables of the environment that OpenTelemetry gave these names."""
SPAN_BITS = (1 << 64) - 1

beginning: ContextVar[UUID | None] = ContextVar("beginning", default=None)
"""The trace whose first span is being made."""
_propagator = TraceContextTextMapPropagator()
Attributes = Mapping[str, "str | int | bool"]
Notice = Callable[[str], None]

logger = logging.getLogger(__name__)


class Tracing:
    """The spans of one service; all of it does nothing without an endpoint."""

    def __init__(
        self, service: str, endpoint: str, headers: str = "", notice: Notice | None = None
    ) -> None:
        """`endpoint`: the collector's URL for traces over HTTP. `headers` as in the variable.

        `notice` is called, in another thread, with what goes wrong when spans begin not to
        arrive, and with nothing when they do again; without one it is logged.
        """
        self._tracer: Tracer | None = None
        if endpoint:
            # Whoever does not use it need not load the SDK.
            from tracing.export import Export, Sender

            self._export = Export(service, Sender(endpoint, headers, notice or _logged))
            self._tracer = self._export.provider.get_tracer("enterprise-service-assistant")

    @contextmanager
    def span(
        self,
        name: str,
        kind: SpanKind = SpanKind.INTERNAL,
        within: Context | None = None,
        attributes: Attributes | None = None,
    ) -> Iterator[Span]:
        """A span around what happens inside; its parent is the one around it unless given."""
        if self._tracer is None:
            yield INVALID_SPAN
            return
        with self._tracer.start_as_current_span(
            name,
            within,
            kind,
            attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def begin(self, trace: UUID, name: str, kind: SpanKind, since: int, about: Attributes) -> None:
        """The first span of a trace: from `since` in nanoseconds until now.

        Trace and span are called by this id, so whoever goes on with it, in whatever process and
        however much later, can name them without having been told; see `of`.
        """
        if self._tracer is None:
            return
        token = beginning.set(trace)
        try:
            self._tracer.start_span(name, Context(), kind, about, start_time=since).end()
        finally:
            beginning.reset(token)

    def past(
        self, name: str, kind: SpanKind, within: Context, since: int, about: Attributes, fault: str
    ) -> None:
        """A span of what is over: from `since` until now; `fault` unless it went well."""
        if self._tracer is None:
            return
        span = self._tracer.start_span(name, within, kind, about, start_time=since)
        if fault:
            span.set_status(Status(StatusCode.ERROR, fault))
        span.end()

    def stop(self) -> None:
        """Send what is left, but wait no longer than a moment for a collector that is away."""
        if self._tracer is not None:
            self._export.stop()


def _logged(fault: str) -> None:
    if fault:
        logger.warning("traces.not_exported cause=%s", fault)
    else:
        logger.warning("traces.exported_again")


def of_environment(service: str) -> Tracing:
    """The service with what the environment says of the collector."""
    return Tracing(service, os.environ.get(ENDPOINT, ""), os.environ.get(HEADERS, ""))


def clock() -> int:
    """Now, in the nanoseconds of spans."""
    return time.time_ns()


def of(trace: UUID) -> Context:
    """Within the trace that `begin` began."""
    flags = TraceFlags(TraceFlags.SAMPLED)
    first = SpanContext(trace.int, trace.int & SPAN_BITS, is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(first), Context())


def onwards() -> dict[str, str]:
    """Headers that tell another service which span its own ones belong to."""
    headers: dict[str, str] = {}
    _propagator.inject(headers)
    return headers


def told(headers: Mapping[str, str]) -> Context:
    """What another service told by them."""
    return _propagator.extract(headers, Context())
