"""Bad frames on both sockets: a clear refusal, nothing stored, and the connection goes on."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestServer

from bot.app import Core
from bot.conversations.hub import TypingNews
from bot.desk.accounts import Member, NewAccount, Role
from bot.security.tokens import VisitorTokens
from tests.integration.sockets import Client, until
from tests.integration.unlimited import rows, unlimited

KEY = "key-of-bad-input"
SECRET = "s" * 40
PASSWORD = "a long pass phrase"
NOBODY = str(uuid.uuid4())


@pytest.fixture
async def client(parts: Core, tmp_path: Path) -> AsyncIterator[Client]:
    async with Client(TestServer(unlimited(tmp_path, parts))) as opened:
        yield opened


def frame(kind: str, **fields: Any) -> str:
    return json.dumps({"type": kind, "key": KEY} | fields)


def raw(kind: str, fields: str) -> str:
    """A frame with fields that no JSON library writes."""
    return f'{{"type": "{kind}", "key": "{KEY}", {fields}}}'


NUMBERS = ("0", "-1", str(2**31), str(2**63), str(2**70), "1.0", "1.5", "1e400", '"1"', "true")
NO_NUMBERS = ("NaN", "Infinity", "-Infinity", "null", "[]", "{}", "9" * 5000)

UNREADABLE = {
    "empty": "",
    "blank": "  \n",
    "broken": '{"type": "ping"',
    "two values": '{"type": "ping"} {"type": "ping"}',
    "null byte": "\x00",
    "null": "null",
    "NaN": "NaN",
    "list": "[]",
    "text": '"ping"',
    "no type": '{"key": "12345678"}',
    "type is no text": '{"type": ["ping"]}',
    "unknown type": frame("dance"),
    "frame of the server": '{"type": "pong"}',
    "unknown field": '{"type": "ping", "more": 1}',
    "nested deep": "[" * 100_000,
    "objects nested deep": '{"type":' * 2_000 + "1" + "}" * 2_000,
    "duplicate type": '{"type": "ping", "type": "dance"}',
}

VISITOR = {
    **dict.fromkeys(UNREADABLE.values(), "frame"),
    frame("send"): "frame",
    frame("send", text=1): "frame",
    frame("send", text=None): "frame",
    frame("send", text=["你好"]): "frame",
    frame("send", text="你好", conversation=NOBODY): "frame",
    frame("send", text="你好", key=None): "frame",
    frame("send", text="你好", key=12345678): "frame",
    frame("send", text="你好", key="1234567\x00"): "frame",
    frame("send", text="你好", key="1234567\ud800"): "not_text",
    frame("send", text="你好\ud800"): "not_text",
    frame("send", text="\udc00"): "not_text",
    frame("send", text="你\x00好"): "not_text",
    frame("send", text="你\x1b[2J好"): "not_text",
    frame("send", text="\u3000\t"): "blank",
    frame("send", text="/"): "blank",
    frame("send", text="长" * 2001): "too_long",
    frame("send", text="长" * 33_000): "too_long",
    frame("send", text="\x00" * 8_001): "too_long",
    raw("send", '"text": "你好", "text": ""'): "blank",
    frame("choose", seq=1, choice=1): "frame",
    frame("choose", seq=1, choice="1" * 41): "frame",
    frame("choose", seq=1, choice="1\ud800"): "not_text",
    frame("choose", seq=1, choice="1\x00"): "unknown_choice",
    frame("choose", seq=10**9, choice="1"): "unknown_choice",
    frame("rate", seq=10**9, useful=True): "not_an_answer",
    frame("rate", seq=1, useful=1): "frame",
    frame("rate", seq=1, useful="yes"): "frame",
    frame("hello", token="x"): "frame",
    **{raw("choose", f'"choice": "1", "seq": {n}'): "frame" for n in (*NUMBERS, *NO_NUMBERS)},
    **{raw("rate", f'"useful": true, "seq": {n}'): "frame" for n in (*NUMBERS, *NO_NUMBERS)},
}


def about(kind: str, conversation: str, **fields: Any) -> str:
    return frame(kind, conversation=conversation, **fields)


def without_key(kind: str, conversation: str, **fields: Any) -> str:
    return json.dumps({"type": kind, "conversation": conversation} | fields)


STAFF = {
    **dict.fromkeys(UNREADABLE.values(), "frame"),
    about("claim", NOBODY): "unknown_conversation",
    about("say", NOBODY, text="您好"): "unknown_conversation",
    about("hand_back", NOBODY): "unknown_conversation",
    about("close", NOBODY, disposition="resolved"): "unknown_conversation",
    without_key("watch", NOBODY): "unknown_conversation",
    without_key("typing", NOBODY, on=True): "unknown_conversation",
    about("claim", "1"): "frame",
    about("claim", NOBODY + "\x00"): "frame",
    about("claim", "\ud800"): "not_text",
    about("claim", NOBODY, key="k" * 51): "frame",
    about("say", NOBODY, text="您好", author="bot"): "frame",
    about("say", NOBODY, text="您\x00好"): "not_text",
    about("say", NOBODY, text="您好\ud83d"): "not_text",
    about("say", NOBODY, text="长" * 33_000): "too_long",
    about("say", NOBODY, text=""): "blank",
    about("close", NOBODY, disposition="eaten"): "frame",
    about("close", NOBODY): "frame",
    without_key("typing", NOBODY, on="yes"): "frame",
    **{
        f'{{"type": "watch", "conversation": "{NOBODY}", "after": {n}}}': "frame"
        for n in (*NUMBERS[1:], *NO_NUMBERS)
    },
}


async def token_of(client: Client) -> str:
    opened = await client.post("/api/visitor/session", json={})
    return str((await opened.json())["token"])


async def greeted(client: Client, path: str, token: str, **fields: Any) -> ClientWebSocketResponse:
    ws = await client.ws_connect(path)
    await ws.send_json({"type": "hello", "token": token} | fields)
    await until(ws, "ready")
    return ws


async def goes_on(ws: ClientWebSocketResponse) -> None:
    await ws.send_json({"type": "ping"})
    await until(ws, "pong")


async def refusals(ws: ClientWebSocketResponse, sent: dict[str, str]) -> dict[str, str]:
    """The code that each frame is refused with, while the connection goes on."""
    codes = {}
    for text in sent:
        await ws.send_str(text)
        refused = await until(ws, "refused")
        assert refused["message"]
        codes[text] = refused["code"]
        await goes_on(ws)
    return codes


async def staff_socket(
    client: Client, parts: Core, role: Role = "staff"
) -> tuple[Member, ClientWebSocketResponse]:
    member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD, role))
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    return member, await greeted(client, "/ws/staff", token)


async def claimed(parts: Core, login: str = "wang") -> str:
    """A conversation that another member of staff holds."""
    member = await parts.accounts.add(NewAccount(login, "王老师", PASSWORD))
    conversation = await parts.inbox.open("web", str(uuid.uuid4()))
    await parts.inbox.ask_person(conversation.id, KEY)
    await parts.desk.claim(member, conversation.id, KEY)
    return conversation.id


async def test_a_visitors_bad_frames_are_refused_and_store_nothing(
    client: Client, parts: Core
) -> None:
    ws = await greeted(client, "/ws/visitor", await token_of(client))
    before = await rows(parts)
    assert await refusals(ws, VISITOR) == VISITOR
    assert await rows(parts) == before


async def test_bad_frames_of_staff_are_refused_and_store_nothing(
    client: Client, parts: Core
) -> None:
    _, ws = await staff_socket(client, parts)
    before = await rows(parts)
    assert await refusals(ws, STAFF) == STAFF
    assert await rows(parts) == before


async def test_staff_change_nothing_in_a_conversation_that_a_colleague_holds(
    client: Client, parts: Core
) -> None:
    _, ws = await staff_socket(client, parts)
    conversation = await claimed(parts)
    sent = {
        about("claim", conversation): "taken",
        about("say", conversation, text="我来"): "not_yours",
        about("hand_back", conversation): "not_yours",
        about("close", conversation, disposition="spam"): "not_yours",
        without_key("typing", conversation, on=True): "not_yours",
    }
    before = await rows(parts)
    with parts.hub.subscribe(conversation) as news:
        assert await refusals(ws, sent) == sent
        heard = news.take_all()
    assert not any(isinstance(item, TypingNews) for item in heard)
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_refusal_names_the_key_of_the_frame_where_one_can_be_read(client: Client) -> None:
    ws = await greeted(client, "/ws/visitor", await token_of(client))
    keys = []
    for text in (
        frame("send", text="长" * 33_000),
        frame("send", text="\ud800"),
        frame("send", more=1),
        frame("send", text="你好", key="short"),
        frame("send", text="你好", key="1234567\ud800"),
        "[",
    ):
        await ws.send_str(text)
        keys.append((await until(ws, "refused"))["key"])
    assert keys == [KEY, KEY, KEY, None, None, None]


async def test_of_duplicate_fields_the_last_one_is_stored_once(client: Client, parts: Core) -> None:
    ws = await greeted(client, "/ws/visitor", await token_of(client))
    before = (await rows(parts))["turn"]
    await ws.send_str(raw("send", '"text": "", "text": "最后一个"'))
    await until(ws, "accepted")
    while (message := (await until(ws, "message"))["message"])["author"] != "visitor":
        pass
    assert message["body"]["text"] == "最后一个"
    assert (await rows(parts))["turn"] == before + 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/ws/visitor", "/ws/staff"])
async def test_a_binary_frame_is_refused_and_the_connection_goes_on(
    client: Client, parts: Core, path: str
) -> None:
    token = await token_of(client)
    if path == "/ws/staff":
        await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
        token = (await parts.accounts.sign_in("chen", PASSWORD))[1]
    ws = await greeted(client, path, token)
    before = await rows(parts)
    await ws.send_bytes(frame("ask_person").encode())
    assert (await until(ws, "refused"))["code"] == "frame"
    await goes_on(ws)
    assert await rows(parts) == before


async def closed_with(ws: ClientWebSocketResponse) -> int | None:
    while (await ws.receive(timeout=10)).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED):
        pass
    return ws.close_code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("data", "code"), [("长".encode() * 100_000, 1009), (b'{"type": "ping\xff"}', 1007)]
)
async def test_what_the_protocol_forbids_ends_the_connection_and_the_next_one_goes_on(
    client: Client, parts: Core, data: bytes, code: int
) -> None:
    token = await token_of(client)
    ws = await greeted(client, "/ws/visitor", token)
    before = await rows(parts)
    await ws.send_frame(data, WSMsgType.TEXT)
    assert await closed_with(ws) == code
    await goes_on(await greeted(client, "/ws/visitor", token))
    assert await rows(parts) == before


def signed(secret: str = SECRET, algorithm: str | None = "HS256", **claims: Any) -> str:
    always = {"sub": NOBODY, "aud": "visitor", "exp": datetime.now(UTC) + timedelta(days=1)}
    return jwt.encode(always | claims, "" if algorithm is None else secret, algorithm=algorithm)


def with_header(header: str) -> str:
    encoded = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
    return f"{encoded}.{signed().partition('.')[2]}"


FORGED = {
    "empty": "",
    "no token": "forged",
    "null byte": signed() + "\x00",
    "not ASCII": "令牌.令牌.令牌",
    "other secret": VisitorTokens("t" * 40, 1).issue(NOBODY)[0],
    "expired": VisitorTokens(SECRET, -1).issue(NOBODY)[0],
    "unsigned": signed(algorithm=None),
    "for somebody else": signed(aud="staff"),
    "of nobody": signed(sub=None),
    "changed claims": ".".join([*signed().split(".")[:1], *signed(sub="x").split(".")[1:2], "x"]),
    "header is a list": with_header("[]"),
    "header is nested deep": with_header("[" * 1_200),
}


async def first_frames(client: Client, path: str, sent: dict[str, str]) -> dict[str, Any]:
    """How a socket takes each first frame: with which refusal, and that it closes then."""
    taken: dict[str, Any] = {}
    for name, text in sent.items():
        ws = await client.ws_connect(path)
        await ws.send_str(text)
        taken[name] = (await until(ws, "refused"))["code"], await closed_with(ws)
    return taken


def hello(**fields: Any) -> str:
    return json.dumps({"type": "hello"} | fields)


async def test_a_hello_with_a_bad_token_opens_nothing(client: Client, parts: Core) -> None:
    before = await rows(parts)
    sent = {name: hello(token=token) for name, token in FORGED.items()}
    taken = await first_frames(client, "/ws/visitor", sent)
    assert taken == dict.fromkeys(FORGED, ("token", 1008))
    taken = await first_frames(client, "/ws/staff", {n: hello(token=FORGED[n][:200]) for n in sent})
    assert taken == dict.fromkeys(FORGED, ("signed_out", 1008))
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/ws/visitor", "/ws/staff"])
async def test_a_first_frame_that_is_no_hello_is_told_so(
    client: Client, parts: Core, path: str
) -> None:
    sent = UNREADABLE | {
        "ping": '{"type": "ping"}',
        "no token": hello(),
        "token is no text": hello(token=1),
        "token is too long": hello(token="x" * 2001),
        "unknown field": hello(token="x", more=1),
    }
    before = await rows(parts)
    assert await first_frames(client, path, sent) == dict.fromkeys(sent, ("frame", 1008))
    ws = await client.ws_connect(path)
    await ws.send_bytes(hello(token="x").encode())
    assert ((await until(ws, "refused"))["code"], await closed_with(ws)) == ("frame", 1008)
    assert await rows(parts) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_hello_after_a_number_that_is_none_is_told_so(client: Client) -> None:
    token = await token_of(client)
    sent = {
        n: f'{{"type": "hello", "token": "{token}", "after": {n}}}'
        for n in ("-1", "1.0", "1.5", '"1"', *NO_NUMBERS)
    }
    taken = await first_frames(client, "/ws/visitor", sent)
    assert taken == dict.fromkeys(sent, ("frame", 1008))


async def test_who_resumes_after_a_future_number_still_hears_what_comes(
    client: Client, parts: Core
) -> None:
    token = await token_of(client)
    sockets = [
        await greeted(client, "/ws/visitor", token, after=after)
        for after in (10**9, 2**31, 2**63, 2**70)
    ]
    _, staff = await staff_socket(client, parts, "supervisor")
    conversation = await parts.inbox.open("web", VisitorTokens(SECRET, 1).visitor(token))
    await staff.send_json({"type": "watch", "conversation": conversation.id, "after": 2**31 - 1})
    await goes_on(staff)
    seq = (await parts.inbox.say(conversation.id, KEY, "你好")).seq
    await parts.runner.settle(conversation.id)
    for ws in (*sockets, staff):
        assert (await until(ws, "message"))["message"]["seq"] == seq
