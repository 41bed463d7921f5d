"""Generated requests, good and bad: no answer is a failure, and each is one that the document has.

The same requests every time; a new one is found by raising `EXAMPLES` by hand.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from bot.api import held
from bot.api.keys import SERVICES
from bot.api.openapi import document
from bot.api.reading import CHANNEL
from bot.app import Core
from bot.desk.accounts import NewAccount
from tests.integration.service import service
from tests.integration.unlimited import unlimited

EXAMPLES = 40
SEED = 1
PASSWORD = "a long pass phrase"

schema = schemathesis.openapi.from_dict(
    document(), config=SchemathesisConfig.from_dict({"seed": SEED})
)


@schema.hook("map_body")
def whole_numbers(_: schemathesis.HookContext, body: Any) -> Any:
    """To JSON Schema 1.0 is an integer; to the API it is none, also not inside of something."""
    return whole(body)


@schema.hook("map_query")
def days_in_order(_: schemathesis.HookContext, query: Any) -> Any:
    """No schema says that a day is of this century and not after another one."""
    days = [str((query or {}).get(name)) for name in ("from", "to")]
    try:
        first, _last = (date.fromisoformat(day).replace(year=2024) for day in days)
    except ValueError:
        return query
    return query | {"from": f"{first}", "to": f"{first}"}


def whole(value: Any) -> Any:
    """The same with an integer in the place of each float that is one."""
    if isinstance(value, dict):
        return {name: whole(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """URL of the application, in a thread of its own, and the tokens of the paths that want one."""
    folder = tmp_path_factory.mktemp("served")
    ready: Future[tuple[str, dict[str, str]]] = Future()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with service(folder, f"sqlite:///{folder / 'test.sqlite3'}") as parts:
            app = unlimited(folder, parts)
            async with TestServer(app) as server:
                ready.set_result((str(server.make_url("")), await tokens(parts, app)))
                await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(held, "HOLD_SECONDS", 0.05)
        thread.start()
        yield ready.result(timeout=60)
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    loop.close()


async def tokens(parts: Core, app: web.Application) -> dict[str, str]:
    await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
    _, staff, _ = await parts.accounts.sign_in("chen", PASSWORD)
    await parts.accounts.add(NewAccount("li", "李主任", PASSWORD, "manager"))
    _, manager, _ = await parts.accounts.sign_in("li", PASSWORD)
    await parts.accounts.add(NewAccount("zhou", "周主任", PASSWORD, "admin"))
    _, admin, _ = await parts.accounts.sign_in("zhou", PASSWORD)
    await parts.inbox.open(CHANNEL, "somebody")
    visitor, _ = app[SERVICES].tokens.issue("somebody")
    return {
        "/api/staff/accounts": admin,
        "/api/staff/accounts/{account}": admin,
        "/api/staff/accounts/{account}/password": admin,
        "/api/staff/password": staff,
        "/api/staff/cases": staff,
        "/api/staff/tickets": staff,
        "/api/staff/tickets/export": staff,
        "/api/staff/tickets/{number}": staff,
        "/api/staff/tickets/{number}/notes": staff,
        "/api/staff/figures": manager,
        "/api/staff/figures/export": manager,
        "/api/visitor/events": visitor,
        "/api/visitor/frames": visitor,
    }


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_of_the_document(
    case: schemathesis.Case, served: tuple[str, dict[str, str]]
) -> None:
    url, known = served
    token = known.get(case.path)
    signed = {"Authorization": f"Bearer {token}"} if token else None
    case.call_and_validate(base_url=url, headers=signed)
