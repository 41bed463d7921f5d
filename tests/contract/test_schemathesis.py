"""Generated requests, good and bad: no answer is a failure, and each is one that the document has.

The same requests every time; a new one is found by raising `EXAMPLES` by hand.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
import schemathesis
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from bot.api.openapi import document
from tests.integration.service import service
from tests.integration.unlimited import unlimited

EXAMPLES = 40
SEED = 1
PASSWORD = "a long pass phrase"

schema = schemathesis.openapi.from_dict(
    document(), config=SchemathesisConfig.from_dict({"seed": SEED})
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """URL of the application, in a thread of its own, and a token of a member of staff."""
    folder = tmp_path_factory.mktemp("served")
    ready: Future[tuple[str, str]] = Future()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with service(folder, f"sqlite:///{folder / 'test.sqlite3'}") as parts:
            await parts.accounts.add("chen", "陈老师", PASSWORD)
            _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
            async with TestServer(unlimited(folder, parts)) as server:
                ready.set_result((str(server.make_url("")), token))
                await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    yield ready.result(timeout=60)
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_of_the_document(
    case: schemathesis.Case, served: tuple[str, str]
) -> None:
    url, token = served
    signed = {"Authorization": f"Bearer {token}"} if case.path == "/api/staff/cases" else None
    case.call_and_validate(base_url=url, headers=signed)
