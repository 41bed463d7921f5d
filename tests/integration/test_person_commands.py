"""What one person may ask for: everything that is kept of them, and that it be erased."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Core
from bot.conversations.audit import latest
from bot.desk.accounts import Member, NewAccount
from bot.store.tables import Attachment
from bot.store.ticket_tables import Ticket
from tests.command import bot
from tests.integration.desk_tickets import PASSWORD, by_form, key
from tests.integration.test_forgetting import PERSONAL, everything, gone, lived


@pytest.fixture
async def member(parts: Core) -> Member:
    return await parts.accounts.add(NewAccount(key(), "李老师", PASSWORD, "supervisor"))


async def test_a_person_gets_what_is_kept_of_them_on_all_linked_channels(
    parts: Core, member: Member, database_url: str, tmp_path: Path
) -> None:
    wechat, web = await lived(parts, member), await by_form(parts, key())
    stranger = await by_form(parts, key())
    await parts.persons.link(member, wechat, web)
    number = await parts.database.read(
        lambda db: db.scalar(select(Ticket.number).where(Ticket.conversation_id == web))
    )
    file = tmp_path / "person.zip"
    done = bot(database_url, tmp_path, "person", "export", str(number), str(file))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(file) as archive:
        told = archive.read("person.json").decode()
        names = archive.namelist()
    attachment = await parts.database.read(lambda db: db.scalar(select(Attachment.id)))
    assert f"files/{attachment}.png" in names
    assert {row["id"] for row in json.loads(told)["conversation"]} == {wechat, web}
    # What staff note for each other is theirs.
    assert [word for word in PERSONAL if word not in told] == ["嘱咐"]
    assert stranger not in told and member.id not in told
    unknown = bot(database_url, tmp_path, "person", "export", "nobody", str(tmp_path / "n.zip"))
    assert (unknown.returncode, "没有编号" in unknown.stderr) == (1, True)


async def test_a_person_is_erased_on_all_linked_channels_and_nobody_else_is(
    parts: Core, member: Member, database_url: str, tmp_path: Path
) -> None:
    wechat, web = await lived(parts, member), (await parts.inbox.open("web", key())).id
    await parts.inbox.say(web, key(), "我的秘密")
    await parts.runner.settle(web)
    await parts.persons.link(member, wechat, web)
    stranger = (await parts.inbox.open("web", key())).id
    await parts.inbox.say(stranger, key(), "别人的话")
    done = bot(database_url, tmp_path, "person", "erase", web, "--yes")
    assert done.returncode == 0, done.stderr
    for conversation in (wechat, web):
        await gone(parts, conversation)
    stored = await everything(parts)
    assert [word for word in PERSONAL if word in stored] == []
    assert "别人的话" in stored
    lines = [line for line in await latest(parts.database, 50) if line.kind == "forgetting"]
    assert {(line.conversation_id, line.detail["reason"]) for line in lines} == {
        (wechat, "asked"),
        (web, "asked"),
    }
