"""The policy of the chat page: its own files, and the scripts that stand in it, by their hash."""

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


async def test_a_page_that_was_not_built_is_not_found(tmp_path: Path) -> None:
    app = web.Application()
    app.add_routes(Pages(tmp_path, frozenset()).routes())
    async with TestClient(TestServer(app)) as opened:
        assert (await opened.get("/h5/")).status == 404
