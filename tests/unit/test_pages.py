"""The policies of the chat page and of the console, and which file an address means."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.pages import Pages

SCRIPT = "\n  window.early = 1\n"
HTML = f"<!doctype html><script>{SCRIPT}</script><script type=module src=/h5/a.js></script>"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient[Any, Any]]:
    (tmp_path / "h5").mkdir()
    (tmp_path / "h5" / "index.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "console" / "assets").mkdir(parents=True)
    (tmp_path / "console" / "index.html").write_text("<title>desk</title>", encoding="utf-8")
    (tmp_path / "console" / "assets" / "index-1a2b.js").write_text("1", encoding="utf-8")
    app = web.Application()
    app.add_routes(Pages(tmp_path, frozenset({"https://park.example"})).routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_the_policy_names_the_script_in_the_page_and_nothing_else(
    client: TestClient[Any, Any],
) -> None:
    policy = (await client.get("/h5/")).headers["Content-Security-Policy"]
    digest = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'self' https://park.example")


async def test_nobody_may_frame_the_console_and_only_its_own_files_run(
    client: TestClient[Any, Any],
) -> None:
    policy = (await client.get("/console/")).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'none'")


@pytest.mark.parametrize("path", ["", "sign-in", "tickets/42", "index.html"])
async def test_views_of_the_console_are_one_document_that_is_checked_each_time(
    client: TestClient[Any, Any], path: str
) -> None:
    answer = await client.get(f"/console/{path}")
    assert (await answer.text(), answer.headers["Cache-Control"]) == (
        "<title>desk</title>",
        "no-cache",
    )


async def test_files_of_the_console_are_kept_for_ever_or_not_found(
    client: TestClient[Any, Any],
) -> None:
    kept = await client.get("/console/assets/index-1a2b.js")
    assert "immutable" in kept.headers["Cache-Control"]
    assert (await client.get("/console/assets/gone.js")).status == 404
    bare = await client.get("/console", allow_redirects=False)
    assert (bare.status, bare.headers["Location"]) == (302, "/console/")


async def test_a_page_that_was_not_built_is_not_found(tmp_path: Path) -> None:
    app = web.Application()
    app.add_routes(Pages(tmp_path, frozenset()).routes())
    async with TestClient(TestServer(app)) as opened:
        assert (await opened.get("/h5/")).status == 404
        assert (await opened.get("/console/")).status == 404
