"""Pictures and documents: kept once, shown to their conversation only, refused with a reason."""

from __future__ import annotations

import asyncio
import io
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from hypothesis import given
from hypothesis import strategies as st

from bot.app import Core
from bot.conversations.files import KINDS, shown_name
from bot.desk.accounts import NewAccount
from tests.integration.sockets import Client, until

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\n" + b"0 0 obj\n" * 400
PASSWORD = "a long pass phrase"
MOST = 10 * 1024**2


async def visitor(client: Client) -> dict[str, Any]:
    response = await client.post("/api/visitor/session", json={})
    opened: dict[str, Any] = await response.json()
    return opened


def bearer(session: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['token']}"}


async def send(
    client: Client, session: dict[str, Any], content: Any, name: str = "章.png", key: str = ""
) -> ClientResponse:
    body = io.BytesIO(content) if isinstance(content, bytes) else content
    asked = {"key": key or uuid.uuid4().hex, "name": name}
    return await client.post("/api/visitor/files", params=asked, data=body, headers=bearer(session))


async def messages(client: Client, session: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.post("/api/visitor/events", json={"after": 0}, headers=bearer(session))
    return [frame["message"] for frame in await answer.json() if frame["type"] == "message"]


def on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


async def test_a_picture_stands_in_the_conversation_and_comes_back_as_it_was(
    client: Client,
) -> None:
    session = await visitor(client)
    answer = await send(client, session, PNG, "营业执照.PNG")
    assert (answer.status, (await answer.json())["seq"]) == (200, 2)
    _, sent, reply = await messages(client, session)
    body = sent["body"]
    assert (body["kind"], body["text"], body["media"]) == ("file", "营业执照.png", "image/png")
    assert body["size"] == len(PNG)
    assert "看不了文件" in reply["body"]["text"]
    assert [choice["title"] for choice in reply["body"]["choices"]] == ["转人工"]
    got = await client.get(f"/api/visitor/files/{body['file']}", headers=bearer(session))
    assert (got.status, await got.read()) == (200, PNG)


async def test_of_several_files_the_assistant_says_so_once(client: Client) -> None:
    session = await visitor(client)
    for content in (PNG, PDF, PNG):
        await send(client, session, content)
    kinds = [message["body"]["kind"] for message in await messages(client, session)]
    assert kinds == ["text", "file", "text", "file", "file"]


async def test_no_browser_runs_what_is_in_a_file(client: Client) -> None:
    session = await visitor(client)
    await send(client, session, PDF, "a.pdf")
    file = (await messages(client, session))[1]["body"]["file"]
    got = await client.get(f"/api/visitor/files/{file}", headers=bearer(session))
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]


async def test_another_visitor_does_not_get_it(client: Client) -> None:
    session, other = await visitor(client), await visitor(client)
    await send(client, session, PNG)
    address = f"/api/visitor/files/{(await messages(client, session))[1]['body']['file']}"
    assert (await client.get(address, headers=bearer(other))).status == 404
    assert (await client.get(address)).status == 401
    assert (await client.get(f"/api/staff/{address[13:]}", headers=bearer(session))).status == 401


async def test_staff_get_it_when_they_may_see_the_conversation(client: Client, parts: Core) -> None:
    session = await visitor(client)
    await send(client, session, PNG)
    file = (await messages(client, session))[1]["body"]["file"]
    await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
    login = {"login": "chen", "password": PASSWORD}
    staff = await (await client.post("/api/staff/session", json=login)).json()
    hidden = await client.get(f"/api/staff/files/{file}", headers=bearer(staff))
    assert hidden.status == 404
    await parts.inbox.ask_person(session["conversation"], uuid.uuid4().hex)
    got = await client.get(f"/api/staff/files/{file}", headers=bearer(staff))
    assert (got.status, await got.read()) == (200, PNG)


async def test_staff_send_one_into_the_conversation_they_hold_and_into_no_other(
    client: Client, parts: Core, tmp_path: Path
) -> None:
    session = await visitor(client)
    member = await parts.accounts.add(NewAccount("chen", "陈老师", PASSWORD))
    login = {"login": "chen", "password": PASSWORD}
    staff = await (await client.post("/api/staff/session", json=login)).json()
    await parts.inbox.ask_person(session["conversation"], uuid.uuid4().hex)
    asked = {"key": uuid.uuid4().hex, "name": "样表.pdf", "conversation": session["conversation"]}

    async def sent() -> ClientResponse:
        body = io.BytesIO(PDF)
        headers = bearer(staff)
        return await client.post("/api/staff/files", params=asked, data=body, headers=headers)

    refused = await sent()
    assert (refused.status, (await refused.json())["code"]) == (409, "not_yours")
    assert on_disk(tmp_path) == []
    await parts.desk.claim(member, session["conversation"], uuid.uuid4().hex)
    assert [(await sent()).status for _ in range(2)] == [200, 200]
    last = (await messages(client, session))[-1]
    assert (last["author"], last["author_name"], last["body"]["text"]) == (
        "staff",
        "陈老师",
        "样表.pdf",
    )
    path = f"/api/visitor/files/{last['body']['file']}"
    got = await client.get(path, headers=bearer(session))
    assert (got.status, await got.read(), len(on_disk(tmp_path))) == (200, PDF, 1)


async def test_a_repeated_key_keeps_one_file_and_one_message(
    client: Client, tmp_path: Path
) -> None:
    session, key = await visitor(client), uuid.uuid4().hex
    first = await (await send(client, session, PNG, key=key)).json()
    again = await (await send(client, session, PNG, key=key)).json()
    assert first == again
    assert len(await messages(client, session)) == 3
    assert len(on_disk(tmp_path)) == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<html><script>alert(1)</script>", 415, "file_kind"),
        (b"MZ\x90\x00 a program that is called a picture", 415, "file_kind"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, "file_kind"),
        (b"", 415, "file_kind"),
        (PNG + bytes(MOST), 413, "file_too_large"),
    ],
    ids=["page", "program", "drawing", "empty", "large"],
)
async def test_what_is_not_taken_is_refused_with_a_reason_and_leaves_nothing(
    client: Client, tmp_path: Path, content: bytes, status: int, code: str
) -> None:
    session = await visitor(client)
    answer = await send(client, session, content)
    refused = await answer.json()
    assert (answer.status, refused["code"]) == (status, code)
    assert "PDF" in refused["message"] or "10 MB" in refused["message"]
    assert len(await messages(client, session)) == 1
    assert on_disk(tmp_path) == []


async def test_too_large_is_found_out_also_without_a_length(client: Client, tmp_path: Path) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield PNG
        for _ in range(12):
            yield bytes(1024**2)

    session = await visitor(client)
    assert (await send(client, session, content())).status == 413
    assert on_disk(tmp_path) == []


async def test_a_sender_who_breaks_off_leaves_nothing(client: Client, tmp_path: Path) -> None:
    began = asyncio.Event()

    async def content() -> AsyncIterator[bytes]:
        yield PNG
        began.set()
        await asyncio.sleep(60)

    session = await visitor(client)
    sending = asyncio.create_task(send(client, session, content()))
    await began.wait()
    while not on_disk(tmp_path):
        await asyncio.sleep(0.01)
    sending.cancel()
    async with asyncio.timeout(10):
        while on_disk(tmp_path):
            await asyncio.sleep(0.01)
    assert len(await messages(client, session)) == 1


async def test_a_disk_that_takes_nothing_is_told_and_nothing_is_said(
    client: Client, tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("not a folder")
    session = await visitor(client)
    answer = await send(client, session, PNG)
    assert (answer.status, (await answer.json())["code"]) == (503, "unavailable")
    assert len(await messages(client, session)) == 1


async def test_while_a_person_answers_the_assistant_says_nothing_about_it(
    client: Client, parts: Core
) -> None:
    session = await visitor(client)
    await parts.inbox.ask_person(session["conversation"], uuid.uuid4().hex)
    before = len(await messages(client, session))
    await send(client, session, PDF, "a.pdf")
    assert len(await messages(client, session)) == before + 1


async def test_an_open_page_sees_it_at_once(client: Client) -> None:
    session = await visitor(client)
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": session["token"]})
    assert (await until(ws, "ready"))["file_bytes"] == MOST
    await until(ws, "message")
    await send(client, session, PDF, "申请书.pdf")
    assert (await until(ws, "message"))["message"]["body"]["text"] == "申请书.pdf"


@given(st.text(max_size=300), st.sampled_from(sorted(KINDS)))
def test_every_name_becomes_one_that_misleads_nobody(name: str, media: str) -> None:
    shown = shown_name(name, media)
    assert shown.endswith(KINDS[media])
    assert 4 < len(shown) <= 85
    assert not set(shown) & set("/\\\0\n\r\u202e\u200b")


def test_a_path_or_a_turned_ending_is_no_name() -> None:
    assert shown_name("../../etc/passwd", "image/png") == "passwd.png"
    assert shown_name("C:\\fakepath\\照片.jpeg", "image/jpeg") == "照片.jpg"
    assert shown_name("photo\u202egnp.exe", "application/pdf") == "photognp.pdf"
    assert shown_name("...", "application/pdf") == "未命名.pdf"
