"""The calls of a 公众号's API that this channel makes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.channels.wechat.client import Api, Tokens
from bot.channels.wechat.faults import ApiFault, Unknown
from bot.channels.wechat.rendering import Words

NO_SESSION = 65413


class _Servicer(BaseModel):
    """One who is there."""

    kf_account: str
    accepted_case: int = 0


_ONLINE = TypeAdapter(list[_Servicer])


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
        if not answer.get("media_id"):
            raise Unknown("no_media_id")
        return str(answer["media_id"])

    async def typing(self, openid: str) -> None:
        """Show that an answer is being written."""
        body = {"touser": openid, "command": "Typing"}
        await self._api.call(self._tokens, "/cgi-bin/message/custom/typing", body)

    async def send_template(self, body: dict[str, Any]) -> None:
        """A template message, which needs no window."""
        await self._api.call(self._tokens, "/cgi-bin/message/template/send", body)

    async def online(self) -> list[str]:
        """The account's servicers who are there now, who has the fewest conversations first."""
        answer = await self._get("/cgi-bin/customservice/getonlinekflist", {})
        try:
            listed = _ONLINE.validate_python(answer.get("kf_online_list") or [])
        except ValidationError:
            raise Unknown("unreadable") from None
        return [one.kf_account for one in sorted(listed, key=lambda one: one.accepted_case)]

    async def begin_session(self, openid: str, servicer: str) -> None:
        """Give the person to a servicer."""
        body = {"kf_account": servicer, "openid": openid}
        await self._api.call(self._tokens, "/customservice/kfsession/create", body)

    async def servicer_of(self, openid: str) -> str | None:
        """Who serves the person now."""
        try:
            answer = await self._get("/customservice/kfsession/getsession", {"openid": openid})
        except ApiFault as fault:
            if fault.code == NO_SESSION:
                return None
            raise
        return str(answer.get("kf_account") or "") or None

    async def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        return await self._api.call(self._tokens, path, None, query, method="GET")

    @asynccontextmanager
    async def media(self, media_id: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """The bytes that somebody sent. Only ever asked of the platform's own address."""
        query = {"media_id": media_id}
        async with self._api.download(self._tokens, "/cgi-bin/media/get", query) as response:
            yield response
