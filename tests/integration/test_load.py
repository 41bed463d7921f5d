"""The load generator against its echo server: it reports what happened, and only that."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from bot.settings import ROOT
from bot.supervisor.up import free_port


@pytest.fixture(scope="module")
def echo() -> Iterator[tuple[str, int]]:
    """Address and process of a running echo server."""
    port = free_port()
    argv = [sys.executable, "-m", "bench.load.echo", "--port", str(port)]
    with subprocess.Popen(argv, cwd=ROOT) as server:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", server.pid
        server.terminate()


def load(*arguments: str) -> dict[str, Any]:
    argv = [sys.executable, "-m", "bench.load", *arguments]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True, timeout=60)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def test_every_turn_that_was_asked_for_is_timed(echo: tuple[str, int]) -> None:
    figures = load(
        *("turns", "--target", "echo", "--url", echo[0]),
        *("--conversations", "5", "--at-once", "2", "--turns", "50"),
    )
    assert (figures["turns"], figures["ms"]["count"], figures["errors"]) == (250, 250, {})
    assert sum(found["count"] for found in figures["by_kind"].values()) == 250


def test_a_long_conversation_is_reported_turn_by_turn(echo: tuple[str, int]) -> None:
    figures = load("turns", "--target", "echo", "--url", echo[0], "--length", "45")
    assert len(figures["by_index"]) == len(figures["kind"]) == 45
    assert figures["at 10"]["matter"] > 0 and figures["at end"]["matter"] > 0


def test_a_server_that_is_away_is_an_error_and_no_time() -> None:
    figures = load(
        *("turns", "--target", "stock", "--url", f"http://127.0.0.1:{free_port()}"),
        *("--conversations", "1", "--turns", "20"),
    )
    assert (figures["turns"], sum(figures["errors"].values())) == (0, 20)


def test_what_both_sides_say_is_followed_to_the_other_side(echo: tuple[str, int]) -> None:
    figures = load(
        *("live", "--target", "echo", "--url", echo[0], "--pairs", "6", "--staff", "2"),
        *("--seconds", "2", "--every", "0.4"),
    )
    assert figures["sent"] == figures["delivered"] > 20
    assert figures["ms"]["to_staff"]["count"] > 0 < figures["ms"]["to_visitor"]["count"]
    faults = {name: figures[name] for name in ("lost", "doubled", "misordered", "errors")}
    assert faults == {"lost": 0, "doubled": 0, "misordered": 0, "errors": {}}


def test_sockets_are_counted_with_the_memory_of_their_server(echo: tuple[str, int]) -> None:
    figures = load("sockets", "--url", echo[0], "--count", "100", "--pid", str(echo[1]))
    assert (figures["count"], figures["errors"]) == (100, {})
    assert figures["rss_after"] > figures["rss_before"] > 0
