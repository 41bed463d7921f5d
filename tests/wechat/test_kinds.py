"""Every kind of message and event has its place in the conversation."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.conversations.log import conversation_of, now
from bot.conversations.outbox import hold
from bot.store.tables import Attachment
from bot.words import say
from tests.wechat.conftest import App, Running
from tests.wechat.looks import conversation, deliveries, last_delivery, tell, words_of
from tests.wechat.platform.mp import MpPlatform, until
from tests.wechat.vectors import vectors

ME = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "6060f80f0001040100a0c3f2bd0000000049454e44ae426082"
)
MEDIA = "/cgi-bin/media/get"


@pytest.mark.parametrize(
    ("kind", "fields", "shown"),
    [
        ("voice", {"MediaId": "m", "Format": "amr", "Recognition": ""}, "（语音）"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "（视频）"),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}, "（小视频）"),
        ("location", {"Location_X": "31.1", "Label": "漕溪北路"}, "（位置）漕溪北路"),
        ("link", {"Title": "标题", "Url": "http://127.0.0.1/"}, "（链接）标题 http://127.0.0.1/"),
        ("file", {"Title": "章程.docx", "FileKey": "k", "FileMd5": "m"}, "（文件）章程.docx"),
        ("hologram", {}, "（暂不支持的消息）"),
    ],
)
async def test_what_cannot_be_read_is_noted_and_answered_politely(
    mp: MpPlatform, app: App, kind: str, fields: dict[str, str], shown: str
) -> None:
    await mp.event(ME, "subscribe")
    await mp.sends(ME, kind, **fields)
    assert await words_of(app, ME) == ["关注了公众号", shown]
    known = kind if kind != "hologram" else "unknown"
    assert mp.people[ME].texts[-1] == say(f"wechat.kinds.{known}.answer")
    assert mp.called(MEDIA) == []


async def test_what_the_platform_could_not_pass_on_is_unknown_too(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "【收到不支持的消息类型，暂无法显示】")
    assert await words_of(app, ME) == ["（暂不支持的消息）"]


async def test_an_empty_message_is_answered(mp: MpPlatform, app: App) -> None:
    await mp.event(ME, "subscribe")
    await mp.says(ME, "")
    assert mp.people[ME].texts[-1] == say("refused.blank")


async def test_a_picture_is_fetched_from_the_platform_and_kept(mp: MpPlatform, app: App) -> None:
    mp.media["m1"] = ("image/jpeg", PNG)
    await mp.sends(ME, "image", MediaId="m1", PicUrl=f"{mp.url}/never")
    rows = await app.parts.database.read(lambda s: s.scalars(sa.select(Attachment)))
    kept = rows.one()
    assert (kept.media, kept.size) == ("image/png", len(PNG))
    assert app.parts.files.path(kept.id).read_bytes() == PNG
    assert [call.path for call in mp.calls if call.path == "/never"] == []


async def test_a_picture_that_is_none_is_not_kept(mp: MpPlatform, app: App) -> None:
    mp.media["m1"] = ("image/jpeg", b"MZ not a picture")
    await mp.sends(ME, "image", MediaId="m1")
    assert mp.people[ME].texts[-1].endswith(say("file.kind"))


async def test_a_picture_that_is_too_large_is_not_kept(mp: MpPlatform, run: Running) -> None:
    mp.media["m1"] = ("image/png", PNG + b"0" * 1024**2)
    async with run(file_megabytes=1) as app:
        await mp.sends(ME, "image", MediaId="m1")
        assert "1" in mp.people[ME].texts[-1]
        rows = await app.parts.database.read(lambda s: s.scalars(sa.select(Attachment)))
        assert rows.all() == []


async def test_a_picture_comes_when_the_platform_is_well_again(mp: MpPlatform, app: App) -> None:
    mp.media["m1"] = ("image/png", PNG)
    mp.play(MEDIA, "502")
    await mp.sends(ME, "image", MediaId="m1")
    await until(lambda: len(mp.called(MEDIA)) == 2)
    await last_delivery(app, "sent")
    rows = await app.parts.database.read(lambda s: s.scalars(sa.select(Attachment)))
    assert len(rows.all()) == 1


async def test_a_picture_that_is_gone_is_asked_for_again(mp: MpPlatform, app: App) -> None:
    await mp.sends(ME, "image", MediaId="gone")
    assert mp.people[ME].texts[-1].endswith(say("wechat.kinds.image.answer"))


async def test_a_menu_s_key_is_what_the_person_says(mp: MpPlatform, app: App) -> None:
    await mp.event(ME, "CLICK", EventKey="公司注册")
    assert await words_of(app, ME) == ["公司注册"]
    assert mp.people[ME].texts[0].endswith("echo 公司注册")


async def test_a_menu_can_ask_for_a_person(mp: MpPlatform, app: App) -> None:
    await mp.event(ME, "CLICK", EventKey="人工")
    found = await app.parts.database.read(lambda s: conversation_of(s, "wechat_mp", ME))
    assert found is not None and found.owner == "queue"
    assert mp.people[ME].texts


async def test_a_picture_of_staff_arrives_as_one(mp: MpPlatform, app: App) -> None:
    from bot.conversations.attachments import append_file  # noqa: PLC0415

    await mp.says(ME, "你好")

    async def content() -> Any:
        yield PNG

    kept = await app.parts.files.keep("图.png", content())
    where = await conversation(app, ME)
    await app.parts.database.write(
        lambda s: append_file(s, app.parts.hub, where, kept, "staff", "k" * 32)
    )
    await last_delivery(app, "sent")
    assert mp.media[mp.people[ME].texts[-1]] == ("image/png", PNG)


async def test_who_unsubscribed_gets_nothing_more(mp: MpPlatform, app: App) -> None:
    await mp.says(ME, "你好")
    where = await conversation(app, ME)
    await app.parts.database.write(lambda s: hold(s, where, now() + timedelta(minutes=1)))
    await tell(app, ME, "一")
    await mp.event(ME, "unsubscribe")
    async with asyncio.timeout(60):
        while await deliveries(app):
            await asyncio.sleep(0.05)
    assert len(mp.people[ME].seen) == 1


@pytest.mark.parametrize("vector", vectors("incoming_xml", "incoming_xml"))
def test_published_messages_are_understood(vector: dict[str, Any]) -> None:
    from bot.channels.wechat.xml import fields_of  # noqa: PLC0415
    from bot.channels.wechat_mp.messages import Push  # noqa: PLC0415

    fields = vector["fields_derived"]
    push = Push.model_validate(fields_of(vector["input"]["xml"].encode()))
    assert push.person == fields["FromUserName"].strip()
    assert push.kind == fields["MsgType"].strip().lower()
    assert len(push.key) == 64
