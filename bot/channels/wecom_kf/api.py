"""The calls of 微信客服, typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from pydantic import ValidationError

from bot.channels.wechat.client import Api, Tokens
from bot.channels.wechat.faults import Unknown
from bot.channels.wecom_kf.messages import Page
from bot.channels.wecom_kf.rendering import Sent

PAGE = 1000
"""Messages of one page; the platform's most."""


@dataclass(frozen=True)
class KfApi:
    """One enterprise's accounts. Everything raises ApiFault."""

    api: Api
    tokens: Tokens

    async def sync(self, open_kfid: str, cursor: str, token: str) -> Page:
        """The messages after the cursor. Without a token the platform counts strictly."""
        body: dict[str, object] = {"limit": PAGE, "voice_format": 0, "open_kfid": open_kfid}
        body |= {"cursor": cursor} if cursor else {}
        body |= {"token": token} if token else {}
        answer = await self._call("sync_msg", body)
        try:
            return Page.model_validate(answer)
        except ValidationError:
            raise Unknown("unreadable") from None

    async def send(self, open_kfid: str, to: str, msgid: str, message: Sent) -> str:
        """Send under an id of ours, which the platform takes once. What it is called there."""
        body = {"touser": to, "open_kfid": open_kfid, "msgid": msgid, **message}
        return str((await self._call("send_msg", body)).get("msgid") or msgid)

    async def send_on_event(self, code: str, message: Sent) -> str:
        """Send the one message that an event allows. What it is called there."""
        body = {"code": code, **message}
        return str((await self._call("send_msg_on_event", body)).get("msgid") or "")

    async def state(self, open_kfid: str, person: str) -> tuple[int, str]:
        """Who has the session, 0 to 4, and the servicer if one has it."""
        body = {"open_kfid": open_kfid, "external_userid": person}
        answer = await self._call("service_state/get", body)
        try:
            return int(answer["service_state"]), str(answer.get("servicer_userid") or "")
        except (KeyError, TypeError, ValueError):
            raise Unknown("unreadable") from None

    async def transfer(self, open_kfid: str, person: str, servicer: str | None) -> str:
        """Give the session to a servicer, or into the pool of all. A code for one message."""
        body: dict[str, object] = {
            "open_kfid": open_kfid,
            "external_userid": person,
            "service_state": 3 if servicer else 2,
        }
        body |= {"servicer_userid": servicer} if servicer else {}
        return str((await self._call("service_state/trans", body)).get("msg_code") or "")

    async def nickname(self, person: str) -> str:
        """What the person calls themselves; empty when it is not told."""
        answer = await self._call("customer/batchget", {"external_userid_list": [person]})
        customers = answer.get("customer_list")
        for customer in customers if isinstance(customers, list) else []:
            if isinstance(customer, dict) and customer.get("external_userid") == person:
                return str(customer.get("nickname") or "")
        return ""

    async def upload(self, kind: str, name: str, media: str, data: bytes) -> str:
        """Give the platform a file to send; its id there."""
        path = "/cgi-bin/media/upload"
        answer = await self.api.upload(self.tokens, path, {"type": kind}, name, media, data)
        if not answer.get("media_id"):
            raise Unknown("no_media_id")
        return str(answer["media_id"])

    @asynccontextmanager
    async def download(self, media_id: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """A file that a person sent."""
        path = "/cgi-bin/media/get"
        async with self.api.download(self.tokens, path, {"media_id": media_id}) as response:
            yield response

    async def _call(self, name: str, body: object) -> dict[str, Any]:
        return await self.api.call(self.tokens, f"/cgi-bin/kf/{name}", body)
