"""The matrix of access: every route and frame of staff, and the roles that try them."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import ClientWebSocketResponse
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.log import now
from bot.desk.accounts import Member, NewAccount, Role
from bot.store.base import Base
from bot.store.tables import AccessRecord, StaffSession
from tests.integration.sockets import Client
from tests.integration.test_files import PNG, visitor

PASSWORD = "a long pass phrase"
UNTOLD = ("staff", "staff_session")
"""Tables that change with signing in and sitting there."""
ROLES: dict[str, tuple[Role, set[str]]] = {
    "staff of the group": ("staff", {"tax"}),
    "staff of another group": ("staff", {"general"}),
    "trainer without groups": ("trainer", set()),
    "supervisor": ("supervisor", set()),
    "manager": ("manager", set()),
    "admin": ("admin", set()),
}


@dataclass(frozen=True)
class Ids:
    """What belongs to the group: one set that exists, and others that nobody has."""

    held: str
    """A conversation in the hands of a colleague."""
    waiting: str
    file: str
    ticket: str
    ticket_file: str
    call: str
    """A case with a bad grade, that the colleague held."""
    holder: str
    stranger: str
    """A conversation of another person."""
    link: str
    """Says that the held and the waiting one are the same person's."""
    account: str
    """Of a member who has nothing in their hands."""


DAYS = {"from": "2026-11-01", "to": "2026-11-02"}
NONE = Ids(
    held=str(uuid.uuid4()),
    waiting=str(uuid.uuid4()),
    file=uuid.uuid4().hex,
    ticket="BB202601010000",
    ticket_file=uuid.uuid4().hex,
    call=str(uuid.uuid4()),
    holder=str(uuid.uuid4()),
    stranger=str(uuid.uuid4()),
    link=str(uuid.uuid4()),
    account=str(uuid.uuid4()),
)


def of_admins() -> dict[tuple[str, str], dict[str, Any]]:
    """The routes of admins, whatever the groups."""
    new = {"key": str(uuid.uuid4()), "login": uuid.uuid4().hex, "name": "李老师"}
    more = {"password": PASSWORD, "role": "staff", "groups": ["tax"], "capacity": 5}
    one = "/api/staff/accounts/{account}"
    return {
        ("get", "/api/staff/accounts"): {},
        ("post", "/api/staff/accounts"): {"json": new | more},
        ("patch", one): {"json": {"name": "李主任"}},
        ("put", f"{one}/password"): {"json": {"password": PASSWORD}},
        ("post", f"{one}/deactivate"): {},
        ("post", f"{one}/activate"): {},
        ("delete", "/api/staff/members/{member}/sessions"): {},
    }


def routes(ids: Ids) -> dict[tuple[str, str], dict[str, Any]]:
    """Every route that wants a member, and a request that is right for one who may."""
    ticket = {"key": uuid.uuid4().hex, "conversation": ids.held, "question": "数电票开不出来"}
    contact = {"enterprise_name": "示例公司", "contact_name": "陈女士", "phone": "13800138000"}
    return {
        OWN_PASSWORD: {"json": {"current": PASSWORD, "password": PASSWORD}},
        ("get", "/api/staff/cases"): {},
        ("get", "/api/staff/members"): {},
        ("get", "/api/staff/replies"): {},
        ("get", "/api/staff/conversations/{conversation}"): {},
        ("get", "/api/staff/files/{file}"): {},
        ("post", "/api/staff/conversations/{conversation}/persons"): {
            "json": {"search": ids.ticket}
        },
        ("post", "/api/staff/conversations/{conversation}/links"): {
            "json": {"other": ids.stranger}
        },
        ("delete", "/api/staff/links/{link}"): {},
        ("post", "/api/staff/proposals"): {"json": {"text": "公章丢了"}},
        ("get", "/api/staff/tickets"): {},
        ("get", "/api/staff/tickets/export"): {"params": {"format": "csv"}},
        ("get", "/api/staff/tickets/{number}"): {},
        ("patch", "/api/staff/tickets/{number}"): {"json": {"version": 1, "priority": "urgent"}},
        ("post", "/api/staff/tickets/{number}/notes"): {
            "json": {"key": uuid.uuid4().hex, "text": "已联系", "public": True}
        },
        ("post", "/api/staff/tickets"): {"json": ticket | contact},
        ("post", "/api/staff/files"): {
            "params": {"key": uuid.uuid4().hex, "name": "章.png", "conversation": ids.held},
            "data": PNG,
        },
        ("post", "/api/staff/tickets/{number}/files"): {
            "params": {"key": uuid.uuid4().hex, "name": "章.png"},
            "data": PNG,
        },
        ("get", "/api/staff/tickets/{number}/files/{file}"): {},
        ("get", "/api/staff/follow-ups"): {},
        ("post", "/api/staff/follow-ups/{case}"): {"json": {"note": "已回访"}},
        **of_admins(),
        ("post", "/api/staff/conversations/{conversation}/resend"): {
            "json": {"delivery": uuid.uuid4().hex}
        },
        ("get", "/api/staff/figures"): {"params": DAYS},
        ("get", "/api/staff/figures/export"): {"params": DAYS | {"format": "csv"}},
    }


SIGNING = {
    ("post", "/api/staff/session"),
    ("delete", "/api/staff/session"),
    ("delete", "/api/staff/sessions"),
}
"""The routes that are about one's own sessions, which `test_sign_in_guard` tries."""
OWN_PASSWORD = ("put", "/api/staff/password")
"""Everybody's; the same one again is refused, so that who tries the routes stays signed in."""
OF_ADMINS = set(of_admins())
FIGURES = {("get", "/api/staff/figures"), ("get", "/api/staff/figures/export")}
"""The routes of managers, whatever the groups."""
DONE = ("post", "/api/staff/follow-ups/{case}")
NAMING = {
    ("get", "/api/staff/conversations/{conversation}"),
    ("get", "/api/staff/files/{file}"),
    ("post", "/api/staff/conversations/{conversation}/persons"),
    ("post", "/api/staff/conversations/{conversation}/links"),
    ("delete", "/api/staff/links/{link}"),
    ("get", "/api/staff/tickets/{number}"),
    ("patch", "/api/staff/tickets/{number}"),
    ("post", "/api/staff/tickets/{number}/notes"),
    ("post", "/api/staff/tickets/{number}/files"),
    ("get", "/api/staff/tickets/{number}/files/{file}"),
    ("post", "/api/staff/tickets"),
    ("post", "/api/staff/files"),
    DONE,
    ("post", "/api/staff/conversations/{conversation}/resend"),
}
"""The routes that name something of the group."""


FRAMES: dict[str, dict[str, Any]] = {
    "watch": {},
    "unwatch": {},
    "claim": {"key": ""},
    "say": {"key": "", "text": "您好"},
    "say_matter": {"key": "", "matter": "reg_seal"},
    "note": {"key": "", "text": "他问过两次了"},
    "typing": {"on": True},
    "read": {"seq": 1},
    "transfer": {"key": "", "to": "general"},
    "hand_back": {"key": ""},
    "close": {"key": "", "disposition": "resolved"},
    "take_over": {"key": ""},
}
"""Every frame that names a conversation; the last one comes last, for it changes who holds it."""


async def framed(ws: ClientWebSocketResponse, conversation: str) -> dict[str, str]:
    """How every frame was taken: `accepted`, the code of a refusal, or nothing was said."""
    return {kind: await frame(ws, kind, conversation) for kind in FRAMES}


async def frame(ws: ClientWebSocketResponse, kind: str, conversation: str) -> str:
    sent = FRAMES[kind] | ({"key": uuid.uuid4().hex} if "key" in FRAMES[kind] else {})
    await ws.send_json({"type": kind, "conversation": conversation} | sent)
    await ws.send_json({"type": "ping"})
    told = ""
    while (frame := await ws.receive_json(timeout=10))["type"] != "pong":
        if frame["type"] in ("accepted", "refused"):
            told = frame.get("code", "accepted")
    return told


async def account(parts: Core, role: str) -> Member:
    """A member of this role."""
    name, groups = ROLES[role]
    new = NewAccount(uuid.uuid4().hex, role, PASSWORD, name, frozenset(groups), capacity=9)
    return await parts.accounts.add(new)


async def signed_in(parts: Core, role: str) -> tuple[Member, str]:
    """A member of this role, and a token."""
    login, (name, groups) = uuid.uuid4().hex, ROLES[role]
    await parts.accounts.add(NewAccount(login, role, PASSWORD, name, frozenset(groups)))
    member, token, _ = await parts.accounts.sign_in(login, PASSWORD)
    return member, token


async def token_of(client: Client, parts: Core, stranger: str) -> str:
    """What somebody who is not signed in might send."""
    if stranger == "nobody":
        return ""
    if stranger == "a visitor":
        return str((await visitor(client))["token"])
    _, token = await signed_in(parts, "admin")
    if stranger == "a signed-out token":
        await parts.accounts.sign_out(token)
    else:
        over = update(StaffSession).values(expires_at=now() - timedelta(seconds=1))
        await parts.database.write(lambda session: session.execute(over))
    return token


async def hello(client: Client, token: str) -> ClientWebSocketResponse:
    """A socket that has greeted."""
    ws = await client.ws_connect("/ws/staff")
    await ws.send_json({"type": "hello", "token": token})
    return ws


async def everything(parts: Core) -> dict[str, list[str]]:
    """Every row of every table, access records included."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in UNTOLD]

    async def work(session: AsyncSession) -> dict[str, list[str]]:
        return {
            table.name: sorted(map(repr, await session.execute(select(table)))) for table in tables
        }

    return await parts.database.read(work)


async def recorded(parts: Core, member: Member) -> list[str]:
    """What the member read outside their own hands, in its order."""
    query = select(AccessRecord.what).where(AccessRecord.staff_id == member.id)
    return list(await parts.database.read(lambda session: session.scalars(query)))


async def frames_now(ws: ClientWebSocketResponse) -> list[dict[str, Any]]:
    """Everything that was told until now."""
    await ws.send_json({"type": "ping"})
    found = []
    while (heard := await ws.receive_json(timeout=10))["type"] != "pong":
        found.append(heard)
    return found


async def is_told(ws: ClientWebSocketResponse, text: str) -> bool:
    """Whether these words are heard within a moment."""
    await asyncio.sleep(0.3)
    return text in str(await frames_now(ws))
