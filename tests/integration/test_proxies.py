"""Behind a reverse proxy a limit by address is one of the visitor, and nobody may make one up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.api.proxies import behind
from bot.settings import Settings

HERE = "127.0.0.0/8"
FORWARDED = "X-Forwarded-For"


async def seen(proxies: Sequence[str], *told: tuple[str, str]) -> str:
    """The address and scheme that a handler sees of a request with these headers."""

    async def tell(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.remote} {request.scheme}")

    chosen = Settings.model_validate({"trusted_proxies": proxies})
    app = web.Application(middlewares=[behind(chosen.trusted_proxies)])
    app.router.add_get("/", tell)
    async with TestClient(TestServer(app)) as client:
        return await (await client.get("/", headers=list(told))).text()


async def test_without_a_proxy_of_ours_nothing_is_believed() -> None:
    told = ((FORWARDED, "203.0.113.9"), ("X-Forwarded-Proto", "https"))
    assert await seen([], *told) == "127.0.0.1 http"
    assert await seen(["10.0.0.0/8"], *told) == "127.0.0.1 http"


async def test_our_proxy_says_who_asked_and_how() -> None:
    told = ((FORWARDED, "203.0.113.9"), ("X-Forwarded-Proto", "https"))
    assert await seen([HERE], *told) == "203.0.113.9 https"


@pytest.mark.parametrize(
    ("told", "address"),
    [
        (["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        (["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        (["2001:db8::5, ::ffff:10.1.2.3"], "2001:db8::5"),
    ],
)
async def test_what_stands_before_the_last_stranger_anybody_may_have_written(
    told: list[str], address: str
) -> None:
    headers = [(FORWARDED, line) for line in told]
    assert await seen([HERE, "10.0.0.0/8"], *headers) == f"{address} http"


@pytest.mark.parametrize("told", ["", "unknown", "203.0.113.9, _hidden", "10.1.2.3", "1.2.3.4:80"])
async def test_what_is_no_address_leaves_the_proxys(told: str) -> None:
    assert await seen([HERE, "10.0.0.0/8"], (FORWARDED, told)) == "127.0.0.1 http"


async def test_a_scheme_that_is_none_is_not_taken() -> None:
    told = ((FORWARDED, "203.0.113.9"), ("X-Forwarded-Proto", "javascript"))
    assert await seen([HERE], *told) == "203.0.113.9 http"
