"""From spans to the collector: OTLP over HTTP, from a thread that nobody waits for.

Not with OpenTelemetry's own exporter. The one that can be installed beside Rasa's protobuf is years
old and tries a batch again for a minute, during which a process does not end; the current one holds
it for half a minute. Only the encoding is theirs.
"""

from __future__ import annotations

import gzip
import os
import socket
import threading
from collections.abc import Sequence

import requests
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import DEFAULT_ON
from opentelemetry.util.re import parse_env_headers

from tracing import SPAN_BITS, Notice, beginning

SECONDS = 5.0
"""For one batch; what comes meanwhile waits in a queue, and what that cannot hold is lost."""
LAST_SECONDS = 2.0
"""What a process that stops gives the collector for the rest."""


class Export:
    """A provider of tracers whose spans go to the collector."""

    def __init__(self, service: str, sender: Sender) -> None:
        self._sender = sender
        self.provider = TracerProvider(
            # Not what the environment says: of traces that are called by a random UUID, whose
            # lower half begins with two bits that are always the same, a ratio would take all or
            # none. The collector can choose.
            sampler=DEFAULT_ON,
            resource=Resource.create(
                {
                    SERVICE_NAME: service,
                    SERVICE_INSTANCE_ID: f"{socket.gethostname()}-{os.getpid()}",
                }
            ),
            id_generator=_Ids(),
            shutdown_on_exit=False,
        )
        self.provider.add_span_processor(BatchSpanProcessor(self._sender))

    def stop(self) -> None:
        """Send the rest, for a moment."""
        # A daemon's thread: what does not end in time must not keep the process.
        last = threading.Thread(target=self.provider.shutdown, daemon=True)
        last.start()
        last.join(LAST_SECONDS)
        self._sender.shutdown()


class Sender(SpanExporter):
    """Sends each batch once, and says when that begins to fail and when it goes well again."""

    def __init__(self, endpoint: str, headers: str, notice: Notice) -> None:
        self._endpoint = endpoint
        self._notice = notice
        self._session = requests.Session()
        self._session.headers.update(parse_env_headers(headers, liberal=True))
        encoding = {"Content-Type": "application/x-protobuf", "Content-Encoding": "gzip"}
        self._session.headers.update(encoding)
        self._well = True
        self._stopped = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Called by the thread of the processor, one batch at a time."""
        if self._stopped:
            return SpanExportResult.FAILURE
        fault = self._sent(gzip.compress(encode_spans(spans).SerializeToString()))
        if self._well == bool(fault):
            self._well = not fault
            self._notice(fault)
        return SpanExportResult.FAILURE if fault else SpanExportResult.SUCCESS

    def _sent(self, batch: bytes) -> str:
        """What went wrong, without the URL, which may hold a secret; empty: nothing."""
        try:
            answer = self._session.post(
                self._endpoint, batch, timeout=SECONDS, allow_redirects=False
            )
        except requests.RequestException as error:
            return type(error).__name__
        return "" if answer.status_code == requests.codes.ok else f"status {answer.status_code}"

    def shutdown(self) -> None:
        """Send nothing more."""
        self._stopped = True
        self._session.close()


class _Ids(RandomIdGenerator):
    """By chance, but for the first span of a trace that has a name already."""

    def generate_trace_id(self) -> int:
        first = beginning.get()
        return first.int if first else super().generate_trace_id()

    def generate_span_id(self) -> int:
        first = beginning.get()
        return first.int & SPAN_BITS if first else super().generate_span_id()
