"""Who may do what at the trainers' desk: every route, role by role; masked texts only."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from bot.api.openapi import document
from bot.app import Core
from bot.desk.accounts import Role
from tests.integration.sockets import Client
from tests.integration.trainer_desk import (
    SEAL,
    TRAINER,
    Misreading,
    corrected,
    got,
    key,
    person,
    said,
)

Desk = tuple[Core, Misreading, Client]
NOBODYS = str(uuid.uuid4())
EXAMPLE = {"text": "老板的图章要到哪里去敲才算数", "label": SEAL, "facets": None, "entities": []}


def routes(item: str, made: str) -> dict[tuple[str, str], tuple[int, dict[str, Any]]]:
    """Every route with a request, and what becomes of it when a trainer sends it.

    `made` is a set of somebody else's; the requests change nothing, so each may be sent by all.
    """
    versioned = {"json": {"version": 99}}
    return {
        ("get", "/inbox"): (200, {}),
        ("get", "/inbox/clusters"): (200, {}),
        ("get", f"/inbox/{item}"): (200, {}),
        ("post", f"/inbox/{item}/claim"): (200, {"json": {"on": False}}),
        ("post", f"/inbox/{item}/decision"): (409, {"json": {"version": 99, "kind": "skip"}}),
        ("post", f"/inbox/{item}/undo"): (409, versioned),
        ("get", "/coverage"): (200, {}),
        ("get", "/labels"): (200, {}),
        ("get", "/examples"): (200, {}),
        ("post", "/examples"): (409, {"json": {"after": EXAMPLE | {"text": "/"}}}),
        ("post", "/examples/check"): (200, {"json": {"after": EXAMPLE}}),
        ("get", "/examples/export"): (200, {"params": {"format": "csv"}}),
        ("post", "/examples/import"): (409, {"params": {"format": "yaml"}, "data": b"{"}),
        ("get", "/sets"): (200, {}),
        ("get", f"/sets/{made}"): (200, {}),
        ("post", f"/sets/{made}/submit"): (409, {"json": {"version": 99, "title": "报到"}}),
        ("post", f"/sets/{made}/review"): (409, {"json": {"version": 99, "approve": True}}),
        ("post", f"/sets/{made}/reopen"): (409, versioned),
        ("post", f"/sets/{made}/undo"): (409, {"json": {"version": 99, "change": 1}}),
        ("post", f"/sets/{NOBODYS}/validate"): (404, {}),
    }


def described(path: str) -> str:
    """A path as the contract has it."""
    kind = "item" if path.startswith("/inbox/") else "set"
    parts = path.split("/")
    named = [f"{{{kind}}}" if len(part) == 36 else part for part in parts]
    return TRAINER + "/".join(named)


TRAINER_ROUTES = {(method, described(path)) for method, path in routes(NOBODYS, NOBODYS)}


def test_every_route_of_the_trainers_is_in_the_matrix() -> None:
    found = {
        (method, path)
        for path, methods in document()["paths"].items()
        if path.startswith(f"{TRAINER}/")
        for method in methods
    }
    assert found == TRAINER_ROUTES


@pytest.fixture
async def ids(desk: Desk) -> tuple[str, str]:
    """An item, and a set of somebody else's."""
    _, other = await person(desk[0], "other")
    await said(desk[0], "新店税务那摊子事该咋走？？")
    await said(desk[0], "电话13800138000，章怎么刻？？")
    await desk[0].inbox_sweep.sweep()
    items = (await got(desk[2], other, "/inbox"))["items"]
    await corrected(desk[2], other, next(i for i in items if "1380" not in i["text"]))
    (made,) = (await got(desk[2], other, "/sets"))["sets"]
    return next(i["id"] for i in items if "138" in i["text"]), made["id"]


async def answers(
    desk: Desk, headers: dict[str, str], ids: tuple[str, str]
) -> dict[tuple[str, str], tuple[int, str]]:
    found = {}
    for (method, path), (_, request) in routes(*ids).items():
        answer = await desk[2].request(method, TRAINER + path, headers=headers, **request)
        found[method, path] = answer.status, await answer.text()
    return found


@pytest.mark.parametrize("role", ["trainer", "admin", "supervisor", "staff", "manager", None])
async def test_trainers_change_supervisors_read_and_nobody_else_gets_anything(
    desk: Desk, ids: tuple[str, str], role: Role | None
) -> None:
    headers = (await person(desk[0], key(), role))[1] if role else {}
    found = await answers(desk, headers, ids)
    for route, (wanted, _) in routes(*ids).items():
        if role is None:
            expected = 401
        elif role in ("trainer", "admin"):
            expected = wanted
        else:
            reads = role == "supervisor" and route[0] == "get"
            expected = wanted if reads else 403
        assert found[route][0] == expected, route


async def test_no_answer_holds_what_leads_to_a_person(desk: Desk, ids: tuple[str, str]) -> None:
    _, headers = await person(desk[0], "lin")
    found = await answers(desk, headers, ids)
    assert [route for route, (_, text) in found.items() if "13800138000" in text] == []
