"""The way from a menu of the 公众号 to the page, and the platform that proves who somebody is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.app import Core
from bot.channels.wechat_mp.page import BACK, START
from tests.integration.sockets import Client

APPID, SECRET = "wx0123456789abcdef", "platform-secret"
OPENID = "oOwn_0123456789abcdef"
SESSION = "/api/visitor/session"


@dataclass
class Platform:
    """Exchanges each code once, as the real one does."""

    codes: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    """Said instead."""
    url: str = ""

    def code(self, openid: str) -> str:
        made = uuid.uuid4().hex
        self.codes[made] = openid
        return made

    async def exchange(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        openid = self.codes.pop(request.query["code"], None)
        said = self.answer or (
            {"openid": openid, "access_token": "unused", "scope": "snsapi_base"}
            if openid
            else {"errcode": 40163, "errmsg": "code been used"}
        )
        return web.json_response(said, content_type="text/plain")


async def begun(client: Client) -> str:
    """The state that the browser was sent to the platform with."""
    sent = await client.get(START, allow_redirects=False)
    assert sent.status == 302
    return parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]


async def come_back(client: Client, **query: str) -> Any:
    return await client.get(BACK, params=query, allow_redirects=False)


async def session(client: Client, token: str | None = None) -> dict[str, Any]:
    opened: dict[str, Any] = await (await client.post(SESSION, json={"token": token})).json()
    return opened


async def conversation_in_wechat(parts: Core, openid: str = OPENID) -> str:
    return (await parts.inbox.open("wechat_mp", openid)).id
