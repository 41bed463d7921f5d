"""The calls of a 公众号's API that this channel makes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.channels.wechat.client import Api, Tokens
from bot.channels.wechat.rendering import Words


class Calls:
    """Each raises ApiFault as the platform answered."""

    def __init__(self, api: Api, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def send_words(self, openid: str, words: Words) -> None:
        """A text, or a menu where there are choices."""
        if words.options:
            items = [{"id": option.id, "content": option.title} for option in words.options]
            menu = {"head_content": words.text, "list": items, "tail_content": ""}
            await self._send(openid, "msgmenu", menu)
        else:
            await self._send(openid, "text", {"content": words.text})

    async def send_picture(self, openid: str, media_id: str) -> None:
        """A picture that was uploaded."""
        await self._send(openid, "image", {"media_id": media_id})

    async def _send(self, openid: str, kind: str, content: dict[str, Any]) -> None:
        body = {"touser": openid, "msgtype": kind, kind: content}
        await self._api.call(self._tokens, "/cgi-bin/message/custom/send", body)

    async def upload_picture(self, name: str, media: str, data: bytes) -> str:
        """Upload for some days; its id."""
        path, query = "/cgi-bin/media/upload", {"type": "image"}
        answer = await self._api.upload(self._tokens, path, query, name, media, data)
        return str(answer["media_id"])

    async def typing(self, openid: str) -> None:
        """Show that an answer is being written."""
        body = {"touser": openid, "command": "Typing"}
        await self._api.call(self._tokens, "/cgi-bin/message/custom/typing", body)

    @asynccontextmanager
    async def media(self, media_id: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """The bytes that somebody sent. Only ever asked of the platform's own address."""
        query = {"media_id": media_id}
        async with self._api.download(self._tokens, "/cgi-bin/media/get", query) as response:
            yield response
