"""The engine's entry point, under `bot up` and in a container: `python -m engine.serve`.

Serves the released model in a process of its own, starts the next one beside it, and trains. Which
model that is the application says (`/control/`, engine/host/); turns go to the workers directly.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from asyncio import AbstractEventLoop
from pathlib import Path

from sanic import Sanic

from engine.host.control import control
from engine.host.host import Host
from engine.host.jobs import Jobs
from engine.host.questions import read_questions
from engine.host.workers import Ground, Workers
from understanding.model_inputs import fingerprint
from understanding.model_store import ModelStore

CODE = Path(__file__).absolute().parents[1]


def build(models: Path, state: Path, host: str, token: str) -> Sanic:
    """The application of `/control/`, whose life is that of all workers."""
    root, store = Path().absolute(), ModelStore(models)
    environment = dict(os.environ) | {"PYTHONPATH": str(CODE), "PYTHONUNBUFFERED": "1"}

    def command(model: Path, port: int) -> list[str]:
        module = (sys.executable, "-m", "engine.host.worker")
        return [*module, "--model", str(model.absolute()), "--host", host, "--port", str(port)]

    ground = Ground(store, command, environment, root, host, token, read_questions(root))
    served = Host(store, Workers(ground), fingerprint(root, CODE), state)
    jobs = Jobs(root, state, models, environment)
    app = Sanic("engine", configure_logging=False)
    app.blueprint(control(served, jobs, token))

    @app.listener("before_server_start")
    async def start(app: Sanic, loop: AbstractEventLoop) -> None:
        served.start()

    @app.listener("after_server_stop")
    async def stop(app: Sanic, loop: AbstractEventLoop) -> None:
        await jobs.stop()
        await served.stop()

    return app


def main() -> int:
    """Serve until a signal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True, help="shared by all engines")
    parser.add_argument("--state", type=Path, required=True, help="of this one alone")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    app = build(asked.models, asked.state, asked.host, os.environ["ENGINE_TOKEN"])
    app.run(host=asked.host, port=asked.port, workers=1, access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
