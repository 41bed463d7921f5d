"""Serve one model: `python -m engine.host.worker --model FILE --port N`, a child of `engine.serve`.

Rasa's own `rasa run` goes on without a model, with an empty tracker store or with swallowed
failures; this stops with one line instead.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import warnings
from asyncio import AbstractEventLoop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sanic import Sanic

from engine.host.parent import die_with_parent
from tracing import Tracing, of_environment
from understanding.masking import MaskingFilter

if TYPE_CHECKING:
    from rasa.core.agent import Agent

ACTION_TIMEOUT = 5.0
"""Seconds for one call of the action server."""
LOADING_NICE = 15
SERVICE = "assistant-engine"
"""What a collector of traces calls it."""

Loaded = TypeVar("Loaded")


def loaded(model: Path) -> Agent:
    """The model in memory, warm, with what reads its texts."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    asyncio.run(agent.parse_message("公司注册要什么材料"))
    return agent


def aside(load: Callable[[], Loaded]) -> Loaded:
    """Load in a thread that the processor serves last.

    Another worker answers beside this one: loading takes a quarter of a minute of a core, and at
    equal rank the turns wait for it. On Linux a thread has a rank of its own, so the threads that
    serve afterwards have the usual one, which no process without rights could give itself again.
    """

    def beneath() -> Loaded:
        if sys.platform == "linux":
            os.nice(LOADING_NICE)
        return load()

    with ThreadPoolExecutor(1, "loading") as thread:
        return thread.submit(beneath).result()


def build(agent: Agent, model: str, token: str, tracing: Tracing) -> Sanic:
    """The Sanic application with our channel, store and action endpoint around a loaded model."""
    from rasa.core.run import configure_app
    from rasa.core.tracker_store import TrackerStore
    from rasa.core.utils import AvailableEndpoints

    from engine.components.action_endpoint import ActionEndpoint
    from engine.components.channel import TurnChannel
    from engine.components.once import work_out_once
    from engine.components.tracker_store import AppendingTrackerStore

    work_out_once()
    endpoints = AvailableEndpoints.read_endpoints("endpoints.yml")
    app = configure_app([TurnChannel(token, tracing)], enable_api=False, endpoints=endpoints)
    app.ctx.model, app.ctx.agent = model, agent

    @app.listener("before_server_start")
    async def connect(app: Sanic, loop: AbstractEventLoop) -> None:
        store = TrackerStore.create(endpoints.tracker_store)
        if not isinstance(store, AppendingTrackerStore):
            raise SystemExit("endpoints.yml does not name our tracker store")
        store.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = store
        app.ctx.actions = ActionEndpoint(endpoints.action.url, ACTION_TIMEOUT, tracing)
        agent.action_endpoint = agent.processor.action_endpoint = app.ctx.actions

    @app.listener("after_server_stop")
    async def stop(app: Sanic, loop: AbstractEventLoop) -> None:
        await app.ctx.actions.close()
        tracing.stop()

    return app


def _quiet_logs() -> None:
    """Warnings only, masked: at lower levels Rasa logs what people wrote."""
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(MaskingFilter())
    configure_structlog(logging.WARNING)
    warnings.simplefilter("ignore")


def main() -> int:
    """Serve until a signal; 1 when the model cannot be loaded."""
    die_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--aside", action="store_true", help="another worker answers meanwhile")
    arguments = parser.parse_args()
    if not arguments.model.is_file():
        sys.stderr.write(f"no model at {arguments.model}\n")
        return 1
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        # Several threads for one sentence wait for each other in a busy loop: on two cores with
        # other work a short sentence took 49 ms instead of 13, and five times the processor.
        os.environ.setdefault(threads, "1")
    _quiet_logs()
    name, token = arguments.model.name.removesuffix(".tar.gz"), os.environ["ENGINE_TOKEN"]
    # Here, so that what sends has the rank of what serves: each waits for the other's Python.
    tracing = of_environment(SERVICE)

    def load() -> Sanic:
        return build(loaded(arguments.model), name, token, tracing)

    app = aside(load) if arguments.aside else load()
    app.run(host=arguments.host, port=arguments.port, workers=1, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
