"""A collector of OpenTelemetry that a test can look into: OTLP over HTTP, on a port of its own."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span as Sent

Mood = Literal["well", "503", "silent", "away"]
SECONDS = 30.0
"""After so long what a test waits for will not happen any more."""


@dataclass(frozen=True)
class Span:
    """One that arrived."""

    service: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str
    about: dict[str, Any]
    fault: str | None


class Collector:
    """Listens in a thread. `mood` is how it takes what is sent."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.bodies: list[bytes] = []
        """What was sent, unpacked."""
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        self._mood: Mood = "well"
        self._cheered = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self._listen()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1/traces"

    @property
    def mood(self) -> Mood:
        return self._mood

    @mood.setter
    def mood(self, mood: Mood) -> None:
        self._mood = mood
        self._cheered.set()
        self._cheered = threading.Event()
        if mood == "away":
            self.close()
        elif self._server is None:
            self._listen()

    def of(self, trace: str) -> list[Span]:
        """The spans of a trace, in no order."""
        return [span for span in list(self.spans) if span.trace == trace]

    async def until(self, done: Callable[[], Any]) -> None:
        """Wait until it is so."""
        deadline = time.monotonic() + SECONDS
        while not done():
            assert time.monotonic() < deadline, "it did not arrive"
            await asyncio.sleep(0.05)

    def close(self) -> None:
        """Listen no more; a connection is refused."""
        if self._server is not None:
            self._cheered.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _listen(self) -> None:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.take(self, body)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def process_request(self, request: Any, client_address: Any) -> None:
                collector.connections += 1
                super().process_request(request, client_address)

        self._server = Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        """Answer as its mood is; what was taken well is kept."""
        mood, cheered = self._mood, self._cheered
        if mood == "silent":
            cheered.wait()
            return
        right = request.path == "/v1/traces" and (
            request.headers["Content-Type"] == "application/x-protobuf"
        )
        status = 503 if mood == "503" else 200 if right else 400
        if status == 200:
            self._keep(request, body)
        request.send_response(status)
        request.send_header("Content-Type", "application/x-protobuf")
        request.end_headers()
        request.wfile.write(ExportTraceServiceResponse().SerializeToString())

    def _keep(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        packed = request.headers.get("Content-Encoding") == "gzip"
        plain = gzip.decompress(body) if packed else body
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.bodies.append(plain)
        for of_service in ExportTraceServiceRequest.FromString(plain).resource_spans:
            named = _plain(of_service.resource.attributes)
            for of_scope in of_service.scope_spans:
                self.spans += [_read(named["service.name"], sent) for sent in of_scope.spans]


def _read(service: str, sent: Sent) -> Span:
    return Span(
        service=service,
        name=sent.name,
        kind=Sent.SpanKind.Name(sent.kind).removeprefix("SPAN_KIND_").lower(),
        trace=sent.trace_id.hex(),
        id=sent.span_id.hex(),
        parent=sent.parent_span_id.hex(),
        about=_plain(sent.attributes),
        fault=sent.status.message if sent.status.code == sent.status.STATUS_CODE_ERROR else None,
    )


def _plain(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, str(one.value.WhichOneof("value"))) for one in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector while the context is open."""
    collector = Collector()
    try:
        yield collector
    finally:
        collector.close()
