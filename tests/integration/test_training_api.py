"""Trainings, evaluations and releases over HTTP and on the staff's socket."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.openapi import document
from bot.app import Core
from bot.conversations.hub import DESK, WorkNews
from bot.conversations.log import now
from bot.desk.accounts import NewAccount, Role
from bot.store.release_tables import Evaluation, Release, Training
from tests.integration.sockets import Client, until
from tests.integration.training_access import ROUTES, path_of, status
from tests.integration.unlimited import unlimited

PASSWORD = "a long pass phrase"


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(TestServer(unlimited(tmp_path, parts))) as opened:
        yield opened


async def token_of(parts: Core, role: Role) -> str:
    login = uuid.uuid4().hex
    await parts.accounts.add(NewAccount(login, role, PASSWORD, role))
    _, token, _ = await parts.accounts.sign_in(login, PASSWORD)
    return token


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def everything(parts: Core) -> list[list[str]]:
    async def work(session: AsyncSession) -> list[list[str]]:
        tables = (Training.__table__, Evaluation.__table__, Release.__table__)
        return [list(map(repr, await session.execute(select(table)))) for table in tables]

    return await parts.database.read(work)


async def one_waiting(parts: Core, client: Client) -> dict[str, Any]:
    token = await token_of(parts, "trainer")
    answer = await client.post("/api/staff/trainings", headers=bearer(token))
    assert answer.status == 200
    return dict(await answer.json())


def test_every_route_is_in_the_matrix() -> None:
    ours = ("/api/staff/trainings", "/api/staff/evaluations", "/api/staff/releases")
    described = {
        (method, path)
        for path, methods in document()["paths"].items()
        if path.startswith(ours)
        for method in methods
    }
    assert described == set(ROUTES)


@pytest.mark.parametrize("role", get_args(Role))
async def test_trainers_may_and_managers_read_the_history(
    client: Client, parts: Core, role: Role
) -> None:
    await one_waiting(parts, client)
    token = await token_of(parts, role)
    before = await everything(parts)
    found = {}
    for route, sent in ROUTES.items():
        answer = await client.request(route[0], path_of(route), headers=bearer(token), **sent)
        found[route] = answer.status
    assert found == {route: status(route, role) for route in ROUTES}
    assert await everything(parts) == before


async def test_who_is_not_signed_in_may_nothing(client: Client, parts: Core) -> None:
    for route, sent in ROUTES.items():
        answer = await client.request(route[0], path_of(route), headers=bearer("x"), **sent)
        assert answer.status == 401


async def test_a_training_is_begun_seen_and_cancelled(client: Client, parts: Core) -> None:
    made = await one_waiting(parts, client)
    assert (made["state"], made["author"], made["percent"]) == ("queued", "trainer", 0)
    headers = bearer(await token_of(parts, "admin"))
    path = f"/api/staff/trainings/{made['id']}"
    assert await (await client.get(path, headers=headers)).json() == made
    log = await client.get(f"{path}/log", headers=headers)
    assert await log.json() == {"text": "", "end": 0}
    cancelled = await (await client.post(f"{path}/cancel", headers=headers)).json()
    assert cancelled["state"] == "cancelled"
    listed = await (await client.get("/api/staff/trainings", headers=headers)).json()
    assert listed == {"trainings": [cancelled]}


async def test_a_training_without_a_model_is_not_evaluated(client: Client, parts: Core) -> None:
    made = await one_waiting(parts, client)
    headers = bearer(await token_of(parts, "trainer"))
    asked = {"training": made["id"]}
    answer = await client.post("/api/staff/evaluations", headers=headers, json=asked)
    assert (answer.status, (await answer.json())["code"]) == (409, "no_model")


async def test_a_failure_is_told_in_a_sentence(client: Client, parts: Core) -> None:
    made = await one_waiting(parts, client)
    ended = {"state": "failed", "cause": "training", "detail": "KeyError"}
    await parts.database.write(lambda s: s.execute(update(Training).values(**ended)))
    headers = bearer(await token_of(parts, "trainer"))
    answer = await client.get(f"/api/staff/trainings/{made['id']}", headers=headers)
    told = await answer.json()
    assert (told["cause"], told["detail"]) == ("training", "KeyError")
    assert "日志" in told["message"]


@pytest.mark.parametrize(
    ("role", "told"), [("trainer", ["training", "release"]), ("manager", ["release"])]
)
async def test_progress_is_pushed_to_who_may_see_it(
    client: Client, parts: Core, role: Role, told: list[str]
) -> None:
    made = await one_waiting(parts, client)
    values = {"model": "a" * 64, "base": "b" * 16, "kind": "base", "state": "active"}

    async def release(session: AsyncSession) -> None:
        session.add(Release(created_at=now(), **values))

    await parts.database.write(release)
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": await token_of(parts, role)})
    await until(ws, "ready")
    parts.hub.publish(DESK, WorkNews("training", made["id"]))
    parts.hub.publish(DESK, WorkNews("release", "1"))
    seen = []
    while not seen or seen[-1] != "release":
        frame = await ws.receive_json(timeout=5)
        if frame["type"] in ("training", "release"):
            seen.append(frame["type"])
    assert seen == told


async def test_a_request_that_fits_no_contract_is_refused(client: Client, parts: Core) -> None:
    headers = bearer(await token_of(parts, "trainer"))
    for path, asked in (
        ("/api/staff/evaluations", {"training": "1"}),
        ("/api/staff/releases", {"evaluation": str(uuid.uuid4()), "reason": "好"}),
        ("/api/staff/releases", {"evaluation": str(uuid.uuid4()), "share": 30}),
        ("/api/staff/releases/1/rollback", {"why": "x"}),
    ):
        answer = await client.post(path, headers=headers, json=asked)
        assert (answer.status, (await answer.json())["code"]) == (400, "malformed")


async def test_a_trial_is_seen_and_taken_back(client: Client, parts: Core) -> None:
    known = {"base": "b" * 16, "created_at": now()}

    async def release(session: AsyncSession) -> None:
        session.add(Release(model="a" * 64, kind="base", state="active", **known))
        tried = {"state": "preparing", "share": 10, "trial_at": now()}
        session.add(Release(model="c" * 64, kind="publish", **known, **tried))

    await parts.database.write(release)
    headers = bearer(await token_of(parts, "trainer"))
    listed = await (await client.get("/api/staff/releases", headers=headers)).json()
    assert [(one["state"], one["share"]) for one in listed["releases"]] == [
        ("trial", 10),
        ("active", None),
    ]
    path = f"/api/staff/releases/{listed['releases'][0]['number']}"
    found = await (await client.get(f"{path}/trial", headers=headers)).json()
    assert (found["ready"], found["trial"]["model"], found["trial"]["turns"]) == (
        False,
        "c" * 64,
        0,
    )
    answer = await client.post(f"{path}/promote", headers=headers)
    assert (answer.status, (await answer.json())["code"]) == (409, "trial_away")
    ended = await (await client.post(f"{path}/withdraw", headers=headers)).json()
    assert (ended["state"], ended["settled_by"]) == ("withdrawn", "trainer")
    again = await client.post(f"{path}/withdraw", headers=headers)
    assert (again.status, (await again.json())["code"]) == (409, "no_trial")
