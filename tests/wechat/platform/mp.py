"""A pretended 公众号: pushes, repeats, checks answers, counts quotas, keeps servicers' sessions."""

from __future__ import annotations

import asyncio
import itertools
import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.wechat.platform.common import (
    TOKEN_SECONDS,
    Answered,
    ApiServer,
    Envelopes,
    Keys,
    Pushed,
    answer,
    deliver,
)

GH = "gh_97417a04a28d"
APPID = "wxba5fad812f8e6fb9"
LARGEST = 2048
SPOKE = (5, 48 * 3600.0)
PRESSED = (3, 60.0)
BROKEN = "该公众号暂时无法提供服务，请稍后再试"


@dataclass
class Seen:
    """Something that a person sees."""

    text: str
    how: str
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Person:
    """A follower."""

    follows: bool = True
    seen: list[Seen] = field(default_factory=list)
    grants: list[list[float]] = field(default_factory=list)
    servicer: str = ""
    typing: int = 0

    @property
    def texts(self) -> list[str]:
        return [seen.text for seen in self.seen]


class MpPlatform(ApiServer):
    """Its API, its clock, its people, and the pushes to one application."""

    def __init__(self, mode: str = "secure") -> None:
        super().__init__(Keys(receiver=APPID))
        self.mode = mode
        self.envelopes = Envelopes(self.keys, self.now)
        self.people: defaultdict[str, Person] = defaultdict(Person)
        self.media: dict[str, tuple[str, bytes]] = {}
        self.online: list[str] = []
        self.odd_lists: list[Any] = []
        """Given instead of who is there, one a call."""
        self.limit = 40.0
        self.deliveries = 3
        self.target = ""
        self._ids = itertools.count(6_054_768_590_064_713_728)
        get, post = self.app.router.add_get, self.app.router.add_post
        post("/cgi-bin/stable_token", self._stable_token)
        post("/cgi-bin/message/custom/send", self.with_token(self._send))
        post("/cgi-bin/message/custom/typing", self.with_token(self._typing))
        get("/cgi-bin/media/get", self.with_token(self._media_get))
        post("/cgi-bin/media/upload", self.with_token(self._media_upload))
        post("/cgi-bin/message/template/send", self.with_token(self._template))
        get("/cgi-bin/customservice/getonlinekflist", self.with_token(self._online))
        post("/customservice/kfsession/create", self.with_token(self._session_create))
        post("/customservice/kfsession/close", self.with_token(self._session_close))
        get("/customservice/kfsession/getsession", self.with_token(self._session_get))

    # What people do

    async def says(self, openid: str, content: str, **fields: str) -> Pushed:
        """A text; `bizmsgmenuid` makes it a pressed choice."""
        self.allow(openid, PRESSED if "bizmsgmenuid" in fields else SPOKE)
        return await self.push(openid, {"MsgType": "text", "Content": content, **fields})

    async def sends(self, openid: str, kind: str, **fields: str) -> Pushed:
        """Another kind of message."""
        self.allow(openid, SPOKE)
        return await self.push(openid, {"MsgType": kind, **fields})

    async def event(self, openid: str, event: str, **fields: str) -> Pushed:
        """An event, which has no id."""
        if event.lower() in ("click", "subscribe", "scan"):
            self.allow(openid, PRESSED)
        if event.lower() in ("subscribe", "unsubscribe"):
            self.people[openid].follows = event.lower() == "subscribe"
        return await self.push(openid, {"MsgType": "event", "Event": event, **fields})

    async def presses(self, openid: str, number: int) -> Pushed:
        """A choice of the last message that had some."""
        seen = next(s for s in reversed(self.people[openid].seen) if s.options)
        option, title = seen.options[number - 1]
        return await self.says(openid, title, bizmsgmenuid=option)

    def allow(self, openid: str, grant: tuple[int, float]) -> None:
        self.people[openid].grants.append([float(grant[0]), self.now() + grant[1]])

    # Pushing

    def fields(self, openid: str, given: dict[str, str]) -> dict[str, str]:
        at = str(int(self.now()))
        fields = {"ToUserName": GH, "FromUserName": openid, "CreateTime": at, **given}
        if given["MsgType"] != "event" and "MsgId" not in given:
            fields["MsgId"] = str(next(self._ids))
        return fields

    def request(self, openid: str, given: dict[str, str]) -> tuple[dict[str, str], str]:
        """Query and body of a push."""
        plain = record(self.fields(openid, given))
        if self.mode == "plain":
            return self.envelopes.query() | {"openid": openid}, plain
        encrypt = self.envelopes.encrypted(plain)
        body = record({"ToUserName": GH, "Encrypt": encrypt})
        if self.mode == "compat":
            body = plain.replace("</xml>", f"<Encrypt>{encrypt}</Encrypt></xml>")
        return self.envelopes.query(encrypt) | {"openid": openid}, body

    async def push(self, openid: str, given: dict[str, str]) -> Pushed:
        query, body = self.request(openid, given)
        return await self.send(openid, query, body)

    async def send(self, openid: str, query: dict[str, str], body: str) -> Pushed:
        """Deliver a push until it is answered; what the answer shows, the person sees."""
        pushed = await deliver(self.target, query, body, self.limit, self.deliveries)
        if not pushed.answers:
            self.people[openid].seen.append(Seen(BROKEN, "error"))
        for one in pushed.answers:
            self._show(openid, one)
        return pushed

    def _show(self, openid: str, given: Answered) -> None:
        shown = self.read(given, openid)
        if shown is not None:
            self.people[openid].seen.append(shown)

    def read(self, given: Answered, openid: str) -> Seen | None:
        """What an answer shows, checked as strictly as anybody could."""
        if given.status != 200:
            return Seen(BROKEN, "error")
        if given.body in ("", "success"):
            assert given.content_type == "text/plain"
            return None
        plain = given.body if self.mode == "plain" else self.envelopes.opened(given.body)
        root = ET.fromstring(plain)
        fields = {child.tag: child.text or "" for child in root}
        assert root.tag == "xml" and len(fields) == len(root), plain
        assert (fields["ToUserName"], fields["FromUserName"]) == (openid, GH)
        assert len(fields["CreateTime"]) == 10 and fields["CreateTime"].isdigit()
        assert fields["MsgType"] == "text"
        assert 0 < len(fields["Content"].encode()) <= LARGEST
        return Seen(*_unlinked(fields["Content"]))

    # The API

    async def _stable_token(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        if said["appid"] != self.keys.receiver:
            return answer({"errcode": 40013, "errmsg": "invalid appid"})
        if said["secret"] != self.keys.secret:
            return answer({"errcode": 40125, "errmsg": "invalid appsecret"})
        token = self.issue(force=bool(said.get("force_refresh")))
        return answer({"access_token": token, "expires_in": TOKEN_SECONDS})

    async def _send(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        if (refused := self._spend(said["touser"])) != 0:
            return answer({"errcode": refused, "errmsg": "refused"})
        kind = said["msgtype"]
        content = said[kind]
        person = self.people[said["touser"]]
        if kind == "text":
            if len(content["content"].encode()) > LARGEST:
                return answer({"errcode": 45002, "errmsg": "content size out of limit"})
            person.seen.append(Seen(content["content"], "custom"))
        elif kind == "msgmenu":
            options = [(item["id"], item["content"]) for item in content["list"]]
            person.seen.append(Seen(content["head_content"], "custom", options))
        elif kind == "image":
            assert content["media_id"] in self.media
            person.seen.append(Seen(content["media_id"], "image"))
        else:
            return answer({"errcode": 40008, "errmsg": "invalid message type"})
        return answer({"errcode": 0, "errmsg": "ok"})

    def _spend(self, openid: str) -> int:
        person = self.people[openid]
        if not person.follows:
            return 45015
        live = [grant for grant in person.grants if grant[1] > self.now()]
        if not live:
            return 45015
        for grant in sorted(live, key=lambda grant: grant[1]):
            if grant[0] > 0:
                grant[0] -= 1
                return 0
        return 45047

    async def _typing(self, request: web.Request) -> web.StreamResponse:
        person = self.people[(await request.json())["touser"]]
        person.typing += 1
        code = 45081 if person.typing > 1 else 0
        return answer({"errcode": code, "errmsg": ""})

    async def _media_get(self, request: web.Request) -> web.StreamResponse:
        found = self.media.get(request.query["media_id"])
        if found is None:
            return answer({"errcode": 40007, "errmsg": "invalid media_id"})
        return web.Response(body=found[1], content_type=found[0])

    async def _media_upload(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        part = form["media"]
        assert isinstance(part, web.FileField)
        media_id = f"media-{len(self.media)}"
        self.media[media_id] = (part.content_type, part.file.read())
        return answer({"type": "image", "media_id": media_id, "created_at": int(self.now())})

    async def _template(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        person = self.people[said["touser"]]
        if not person.follows:
            return answer({"errcode": 43004, "errmsg": "require subscribe"})
        person.seen.append(Seen(json.dumps(said["data"], ensure_ascii=False), "template"))
        return answer({"errcode": 0, "errmsg": "ok", "msgid": 200163836})

    async def _online(self, _request: web.Request) -> web.StreamResponse:
        if self.odd_lists:
            return answer({"kf_online_list": self.odd_lists.pop(0)})
        listed = [{"kf_account": name, "status": 1, "accepted_case": 0} for name in self.online]
        return answer({"kf_online_list": listed})

    async def _session_create(self, request: web.Request) -> web.StreamResponse:
        said = await request.json()
        person = self.people[said["openid"]]
        if said["kf_account"] not in self.online:
            return answer({"errcode": 65415, "errmsg": "agent offline"})
        if person.servicer not in ("", said["kf_account"]):
            return answer({"errcode": 65414, "errmsg": "served by another"})
        person.servicer = said["kf_account"]
        return answer({"errcode": 0, "errmsg": "ok"})

    async def _session_close(self, request: web.Request) -> web.StreamResponse:
        self.people[(await request.json())["openid"]].servicer = ""
        return answer({"errcode": 0, "errmsg": "ok"})

    async def _session_get(self, request: web.Request) -> web.StreamResponse:
        servicer = self.people[request.query["openid"]].servicer
        if not servicer:
            return answer({"errcode": 65413, "errmsg": "no session"})
        return answer({"kf_account": servicer, "createtime": int(self.now())})


def record(fields: dict[str, str]) -> str:
    """XML as the platform writes it."""
    inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    return f"<xml>{inner}</xml>"


def _unlinked(text: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The words, and the choices that stand in them as links."""
    words, options = [], []
    for line in text.split("\n"):
        if not line.startswith("<a href="):
            words.append(line)
            continue
        link = ET.fromstring(line.replace("&", "&amp;"))
        query = dict(part.split("=") for part in link.attrib["href"].partition("?")[2].split("&"))
        options.append((unquote(query["msgmenuid"]), unquote(query["msgmenucontent"])))
    return "\n".join(words), "passive", options


@asynccontextmanager
async def mp_platform(mode: str = "secure") -> AsyncIterator[MpPlatform]:
    """A platform that listens, until the end of the context."""
    running = MpPlatform(mode)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


async def until(condition: Any, seconds: float = 60.0) -> None:
    """Wait until something holds, which another task brings about."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)
