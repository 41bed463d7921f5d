"""A pretended 企业微信 with 微信客服 over real HTTP: sessions, quotas, codes, cursors, callbacks.

It shares nothing with the product but the wire: encryption and checks are its own.
"""

from __future__ import annotations

import re
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.wechat.kf_people import Code, Delivered, Refusal, Session
from tests.wechat.kf_wire import ACCOUNT, CORPID, SECRET, encrypted, envelope, signed, wake_up

DAY = 86_400
QUOTA = 5
MSGID = re.compile("[0-9a-zA-Z_-]{1,32}")
DUPLICATE = 40058
"""What a repeated msgid gives is written down nowhere; the arguments are wrong at least."""

Record = dict[str, Any]


@dataclass
class KfPlatform:
    """One enterprise, one account unless others are named."""

    callback: str = ""
    shift: float = 0.0
    """Seconds by which its time is ahead of ours."""
    page: int = 1000
    empty_pages: int = 0
    """So many of the next pages are empty although there is more."""
    media: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    nicknames: dict[str, str] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    """Servicers who take no sessions."""

    def __post_init__(self) -> None:
        self.entries: defaultdict[str, list[Record]] = defaultdict(list)
        self.sessions: defaultdict[tuple[str, str], Session] = defaultdict(Session)
        self.codes: dict[str, Code] = {}
        self.delivered: list[Delivered] = []
        self.msgids: set[str] = set()
        self.callback_tokens: dict[str, float] = {}
        self.access_tokens: list[str] = []
        self.calls: list[tuple[str, Any]] = []
        self.faults: defaultdict[str, deque[int | str]] = defaultdict(deque)
        """By the last part of a path: errcodes, `502`, `lost` (done, no answer), `drop`, `hold`
        (until `let_go` returns), `go` (nothing goes wrong)."""
        self.let_go: dict[str, Callable[[], Awaitable[None]]] = {}
        self._runner: web.AppRunner
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> float:
        return time.time() + self.shift

    async def start(self) -> None:
        app = web.Application(client_max_size=32 * 1024**2)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        app.router.add_get("/cgi-bin/media/get", self._media)
        app.router.add_post("/cgi-bin/media/upload", self._upload)
        app.router.add_post("/cgi-bin/kf/{name:.+}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        await self._runner.cleanup()

    # --- what customers and servicers do ---------------------------------------------------------

    def put(self, entry: Record, account: str = ACCOUNT) -> Record:
        """Add to what a pull gives."""
        whole = {"msgid": uuid.uuid4().hex, "send_time": int(self.now()), **entry}
        self.entries[account].append(whole)
        return whole

    def says(self, person: str, words: str = "", account: str = ACCOUNT, **other: Any) -> Record:
        """A customer sends a text, or `msgtype=…` and what belongs to it."""
        session = self.sessions[account, person]
        session.state = 0 if session.state == 4 else session.state
        session.wrote_at, session.sent = self.now(), 0
        content = other or {"msgtype": "text", "text": {"content": words}}
        who = {"open_kfid": account, "external_userid": person, "origin": 3}
        return self.put({**who, **content}, account)

    def presses(self, person: str, title: str, account: str = ACCOUNT) -> Record:
        """A customer presses an item of the latest menu."""
        menus = [d for d in self.delivered if d.person == person and d.kind == "msgmenu"]
        clicks = [item["click"] for item in menus[-1].content["list"]]
        menu_id = next(click["id"] for click in clicks if click["content"] == title)
        pressed = {"content": title, "menu_id": menu_id}
        return self.says(person, account=account, msgtype="text", text=pressed)

    def event(self, person: str, kind: str, account: str = ACCOUNT, **fields: Any) -> Record:
        """Ids stand inside."""
        about = {"event_type": kind, "open_kfid": account, "external_userid": person, **fields}
        return self.put({"origin": 4, "msgtype": "event", "event": about}, account)

    def enters(self, person: str, account: str = ACCOUNT) -> Record:
        """A customer opens the chat; a code comes along when nobody welcomed them lately."""
        session = self.sessions[account, person]
        fields: Record = {"scene": "123", "scene_param": "abc"}
        lately = session.welcomed_at is not None and self.now() - session.welcomed_at < 2 * DAY
        if session.wrote_at is None and not lately:
            fields["welcome_code"] = self.code(person, 20.0, None, True)
        return self.event(person, "enter_session", account, **fields)

    def takes(self, person: str, servicer: str, change: int = 1) -> Record:
        """A servicer takes the session in the client: from the pool (1), from another (2), or
        by writing in one that had ended (4)."""
        session = self.sessions[ACCOUNT, person]
        before, session.state, session.servicer = session.servicer, 3, servicer
        fields: Record = {"change_type": change, "new_servicer_userid": servicer}
        if change == 1:
            fields["msg_code"] = self.code(person, 2 * DAY, 3, False)
        if before:
            fields["old_servicer_userid"] = before
        return self.event(person, "session_status_change", **fields)

    def servicer_says(self, person: str, servicer: str, text: str) -> Record:
        who = {"open_kfid": ACCOUNT, "external_userid": person, "servicer_userid": servicer}
        content = {"origin": 5, "msgtype": "text", "text": {"content": text}}
        return self.put({**who, **content})

    def ends(self, person: str) -> Record:
        session = self.sessions[ACCOUNT, person]
        session.state = 4
        code = self.code(person, 20.0, 4, True)
        return self.event(person, "session_status_change", change_type=3, msg_code=code)

    def code(self, person: str, seconds: float, state: int | None, menus: bool) -> str:
        name = uuid.uuid4().hex
        self.codes[name] = Code(person, self.now() + seconds, state, menus)
        return name

    # --- callbacks --------------------------------------------------------------------------------

    def callback_token(self) -> str:
        token = "ENC" + uuid.uuid4().hex
        self.callback_tokens[token] = self.now() + 600
        return token

    async def call(self, account: str = ACCOUNT, tries: int = 3, limit: float = 5.0) -> list[int]:
        """Call back until it is acknowledged; the statuses, 0 for none."""
        encrypt = encrypted(wake_up(self.callback_token(), account))
        return await self.post(envelope(encrypt), signed(encrypt, at=self.now()), tries, limit)

    async def post(
        self, body: str | bytes, query: dict[str, str], tries: int = 1, limit: float = 5.0
    ) -> list[int]:
        statuses = []
        for _ in range(tries):
            try:
                async with (
                    aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=limit)) as session,
                    session.post(self.callback, params=query, data=body) as response,
                ):
                    statuses.append(response.status)
                    if response.status == 200:
                        assert (await response.text()) in ("", "success")
                        break
            except (aiohttp.ClientError, TimeoutError):
                statuses.append(0)
        return statuses

    # --- the API ----------------------------------------------------------------------------------

    async def _gettoken(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("gettoken", dict(request.query)))
        if (refused := await self._fault_of(request, "gettoken")) is not None:
            return refused
        if request.query.get("corpid") != CORPID:
            return _answer(40013)
        if request.query.get("corpsecret") != SECRET:
            return _answer(40001)
        if not self.access_tokens:
            self.access_tokens.append(uuid.uuid4().hex)
        return _answer(0, access_token=self.access_tokens[-1], expires_in=7200)

    async def _media(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("media/get", dict(request.query)))
        if (refused := await self._before(request, "get")) is not None:
            return refused
        found = self.media.get(request.query.get("media_id", ""))
        if found is None:
            return _answer(40007)
        name, kind, data = found
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=data, content_type=kind, headers=headers)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("media/upload", dict(request.query)))
        if (refused := await self._before(request, "upload")) is not None:
            return refused
        part = (await request.post())["media"]
        assert isinstance(part, web.FileField)
        media_id = uuid.uuid4().hex
        self.media[media_id] = (part.filename, part.content_type, part.file.read())
        return _answer(0, type=request.query["type"], media_id=media_id, created_at="1380000000")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        raw = await request.read()
        assert b"\\u" not in raw, "escaped letters are shown as they stand"
        body = await request.json()
        self.calls.append((name, body))
        if (refused := await self._before(request, name.rpartition("/")[2])) is not None:
            return refused
        handler: dict[str, Callable[[Record], Record]] = {
            "sync_msg": self._sync,
            "send_msg": self._send,
            "send_msg_on_event": self._send_on_event,
            "service_state/get": self._state,
            "service_state/trans": self._trans,
            "customer/batchget": self._customers,
        }
        lost = self._fault(name.rpartition("/")[2], "lost")
        try:
            answer = _answer(0, **handler[name](body))
        except Refusal as refusal:
            answer = _answer(refusal.code)
        if lost:
            return _dropped(request)
        return answer

    def _fault(self, name: str, kind: int | str) -> bool:
        waiting = self.faults[name]
        if waiting and waiting[0] == kind:
            waiting.popleft()
            return True
        return False

    async def _before(self, request: web.Request, name: str) -> web.StreamResponse | None:
        """Access, and what the test wants to go wrong."""
        if request.query.get("access_token") not in self.access_tokens[-1:]:
            return _answer(42001)
        return await self._fault_of(request, name)

    async def _fault_of(self, request: web.Request, name: str) -> web.StreamResponse | None:
        waiting = self.faults[name]
        if not waiting or waiting[0] == "lost":
            return None
        fault = waiting.popleft()
        if fault == "drop":
            return _dropped(request)
        if fault == "hold":
            await self.let_go[name]()
        if fault in ("hold", "go"):
            return None
        if fault == 502:
            return web.Response(status=502, text="<html>Bad Gateway</html>")
        assert isinstance(fault, int)
        return _answer(fault)

    def _sync(self, body: Record) -> Record:
        account = body["open_kfid"]
        if (token := body.get("token")) and self.callback_tokens.get(token, 0) < self.now():
            raise Refusal(95007)
        old = self.now() - 3 * DAY
        entries = self.entries[account]
        if cursor := body.get("cursor"):
            begin = int(cursor.removeprefix("cursor-"))
        else:
            young = (i for i, entry in enumerate(entries) if entry["send_time"] >= old)
            begin = next(young, len(entries))
        if self.empty_pages:
            self.empty_pages -= 1
            # The cursor moves although nothing comes along.
            return {"next_cursor": f"cursor-{begin:08}", "has_more": 1, "msg_list": []}
        end = min(len(entries), begin + min(self.page, body.get("limit", 1000)))
        more = int(end < len(entries))
        return {"next_cursor": f"cursor-{end}", "has_more": more, "msg_list": entries[begin:end]}

    def _send(self, body: Record) -> Record:
        person, account = body["touser"], body["open_kfid"]
        session = self.sessions[account, person]
        if session.state not in (0, 1):
            raise Refusal(95018)
        if session.wrote_at is None or self.now() - session.wrote_at > 2 * DAY:
            raise Refusal(95002)
        if session.sent >= QUOTA:
            raise Refusal(95001)
        msgid = body.get("msgid", uuid.uuid4().hex)
        if not MSGID.fullmatch(msgid):
            raise Refusal(40058)
        if msgid in self.msgids:
            raise Refusal(DUPLICATE)
        self._deliver(person, msgid, body)
        session.sent, session.state = session.sent + 1, 1
        return {"msgid": msgid}

    def _send_on_event(self, body: Record) -> Record:
        code = self.codes.pop(body["code"], None)
        if code is None or code.until < self.now():
            raise Refusal(95007)
        session = self.sessions[ACCOUNT, code.person]
        if code.state is not None and code.state != session.state:
            raise Refusal(95007)
        if body["msgtype"] not in (("text", "msgmenu") if code.menus else ("text",)):
            raise Refusal(40058)
        msgid = uuid.uuid4().hex
        self._deliver(code.person, msgid, body)
        session.welcomed_at = self.now()
        return {"msgid": msgid}

    def _deliver(self, person: str, msgid: str, body: Record) -> None:
        kind = body["msgtype"]
        content = body[kind]
        if kind == "text" and not 0 < len(content["content"].encode()) <= 2048:
            raise Refusal(40058)
        if kind == "msgmenu":
            heads = [content.get("head_content", ""), content.get("tail_content", "")]
            clicks = [item["click"] for item in content["list"]]
            long = any(len(head.encode()) > 1024 for head in heads)
            wrong = any(len(c["id"]) > 64 or len(c["content"].encode()) > 128 for c in clicks)
            if long or wrong or not 1 <= len(clicks) <= 10:
                raise Refusal(40058)
        if kind in ("image", "file") and content["media_id"] not in self.media:
            raise Refusal(40007)
        self.msgids.add(msgid)
        self.delivered.append(Delivered(person, msgid, kind, content))

    def _state(self, body: Record) -> Record:
        session = self.sessions[body["open_kfid"], body["external_userid"]]
        return {"service_state": session.state, "servicer_userid": session.servicer}

    def _trans(self, body: Record) -> Record:
        session = self.sessions[body["open_kfid"], body["external_userid"]]
        to, servicer = body["service_state"], body.get("servicer_userid", "")
        allowed = {0: (2, 3), 1: (2, 3), 2: (3,), 3: (3, 4), 4: ()}
        if to not in allowed[session.state]:
            raise Refusal(95016)
        if to == 3 and (not servicer or servicer in self.away):
            raise Refusal(95014)
        session.state, session.servicer = to, servicer
        return {"msg_code": self.code(body["external_userid"], 2 * DAY, to, False)}

    def _customers(self, body: Record) -> Record:
        people = [
            {"external_userid": person, "nickname": self.nicknames[person], "gender": 0}
            for person in body["external_userid_list"]
            if person in self.nicknames
        ]
        return {"customer_list": people, "invalid_external_userid": []}


def _answer(code: int, **values: Any) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": "ok" if code == 0 else "no", **values})


def _dropped(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
