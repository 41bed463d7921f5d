"""Both platforms as they were published: a server made of the examples, and what we say to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import MP_FAULTS
from bot.channels.wechat.rendering import Option, Words
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.faults import WECOM_FAULTS
from bot.channels.wecom_kf.rendering import Sent, steps_of
from bot.conversations.bodies import Choice, TextBody
from bot.store.tables import Message
from tests.wechat.vectors import vectors

OPENID, SERVICER = "OPENID", "test1@test"
ACCOUNT, PERSON = "wkxxxxxxxxxxxxxxxxxx", "wmxxxxxxxxxxxxxxxxxx"


def examples(file: str, *kinds: str) -> dict[str, Any]:
    """By the last part of their names."""
    entries = [param.values[0] for param in vectors(file, *kinds)]
    return {entry["id"].rpartition(":")[2]: entry for entry in entries}


BODIES = examples("custom_send_json", "custom_send_json")
MP = examples("api_mp_kf", "api_exchange")
KF = examples("api_wecom_kf", "api_exchange")


@dataclass
class Published:
    """Answers one call as the example does, and keeps what it was asked."""

    url: str = ""
    response: Any = None
    method: str = ""
    path: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    async def answer(self, request: web.Request) -> web.Response:
        self.method, self.path, self.query = request.method, request.path, dict(request.query)
        raw = await request.read()
        self.body = json.loads(raw) if raw else None
        return web.json_response(self.response)

    def asked_like(self, example: Mapping[str, Any], *may_be_missing: str) -> bool:
        """Whether the call had the method, the path, the names and the kinds of the example."""
        asked = example["request"]
        path, _, query = asked["url"].removeprefix("https://").partition("?")
        assert (self.method, self.path) == (asked["method"], f"/{path.partition('/')[2]}")
        assert sorted(self.query) == sorted(part.partition("=")[0] for part in query.split("&"))
        assert shape(self.body, *may_be_missing) == shape(asked["json"], *may_be_missing)
        return True


def shape(body: Any, *without: str) -> Any:
    """Names and kinds of values; a list is what its first entry is."""
    if isinstance(body, dict):
        return {k: shape(v, *without) for k, v in sorted(body.items()) if k not in without}
    if isinstance(body, list):
        return [shape(entry, *without) for entry in body[:1]]
    return type(body).__name__


class Held:
    """The token of the examples."""

    async def get(self, refused: str | None = None) -> str:
        return "ACCESS_TOKEN"


@pytest.fixture
async def published() -> AsyncIterator[Published]:
    platform = Published()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", platform.answer)
    async with TestServer(app) as server:
        platform.url = str(server.make_url("/")).rstrip("/")
        yield platform


@pytest.fixture
async def calls(published: Published) -> AsyncIterator[Calls]:
    api = Api(published.url, MP_FAULTS)
    yield Calls(api, Held())
    await api.close()


@pytest.fixture
async def kf(published: Published) -> AsyncIterator[KfApi]:
    api = Api(published.url, WECOM_FAULTS)
    yield KfApi(api, Held())
    await api.close()


def menu(*titles: str) -> Sent:
    """The menu that the assistant's choices become."""
    choices = [Choice(id=str(n), title=title) for n, title in enumerate(titles, start=1)]
    body = TextBody(text="您对本次服务是否满意呢？", choices=choices)
    message = Message(conversation_id="c", seq=1, author="bot", body=body.model_dump(mode="json"))
    [step] = steps_of([message])
    assert isinstance(step, Mapping)
    return step


async def test_a_text_to_a_follower(published: Published, calls: Calls) -> None:
    published.response = MP["SendTextMsg"]["response"]["json"]
    await calls.send_words(OPENID, Words("sfsfdsdf"))
    assert published.asked_like(MP["SendTextMsg"], "customservice")
    assert published.body == BODIES["testTextReply"]["expected"]["json"]


async def test_a_picture_to_a_follower(published: Published, calls: Calls) -> None:
    published.response = MP["SendImageMsg"]["response"]["json"]
    await calls.send_picture(OPENID, "MEDIA_ID")
    assert published.asked_like(MP["SendImageMsg"], "customservice")
    assert published.body == BODIES["testImageReply"]["expected"]["json"]


async def test_choices_for_a_follower(published: Published, calls: Calls) -> None:
    published.response = MP["SendMenuMsg"]["response"]["json"]
    options = (Option("101", "msgmenu1"), Option("102", "msgmenu2"))
    await calls.send_words(OPENID, Words("head_content", options))
    assert published.asked_like(MP["SendMenuMsg"], "customservice")
    expected = BODIES["testMsgMenuBuild"]["expected"]["json"]
    expected = expected | {"msgmenu": expected["msgmenu"] | {"tail_content": ""}}
    assert published.body == expected


async def test_a_follower_sees_that_somebody_types(published: Published, calls: Calls) -> None:
    published.response = MP["SetTyping"]["response"]["json"]
    await calls.typing(OPENID)
    assert published.asked_like(MP["SetTyping"])
    assert published.body == MP["SetTyping"]["request"]["json"]


async def test_a_template_message(published: Published, calls: Calls) -> None:
    example = MP["SendTemplateMsg"]
    published.response = example["response"]["json"]
    await calls.send_template(example["request"]["json"])
    assert published.asked_like(example)


async def test_servicers_of_the_account(published: Published, calls: Calls) -> None:
    published.response = MP["GetOnlineList"]["response"]["json"]
    assert await calls.online() == [SERVICER, "test2@test"]
    assert published.asked_like(MP["GetOnlineList"])
    published.response = MP["CreateSession"]["response"]["json"]
    await calls.begin_session(OPENID, SERVICER)
    assert published.asked_like(MP["CreateSession"])
    assert published.body == MP["CreateSession"]["request"]["json"]
    published.response = MP["GetSession"]["response"]["json"]
    assert await calls.servicer_of(OPENID) == SERVICER
    assert published.asked_like(MP["GetSession"])
    assert published.query["openid"] == OPENID


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("SendTextMsg", {"msgtype": "text", "text": {"content": "你购买的物品已发货"}}),
        ("SendImageMsg", {"msgtype": "image", "image": {"media_id": "MEDIA_ID"}}),
        ("SendFileMsg", {"msgtype": "file", "file": {"media_id": "MEDIA_ID"}}),
        ("SendMenuMsg", menu("满意", "不满意")),
    ],
)
async def test_a_message_to_a_customer(
    published: Published, kf: KfApi, name: str, content: Sent
) -> None:
    published.response = KF[name]["response"]["json"]
    assert await kf.send(ACCOUNT, PERSON, "id-1", content) == "MSG_ID"
    # The id is ours to give, the words under a menu may be left out.
    assert published.asked_like(KF[name], "msgid", "tail_content")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("SendTextMsgOnEvent", {"msgtype": "text", "text": {"content": "欢迎咨询"}}),
        ("SendMenuMsgOnEvent", menu("接入人工", "继续跟机器人聊天")),
    ],
)
async def test_a_message_by_the_code_of_an_event(
    published: Published, kf: KfApi, name: str, content: Sent
) -> None:
    published.response = KF[name]["response"]["json"]
    assert await kf.send_on_event("CODE", content) == "MSG_ID"
    assert published.asked_like(KF[name], "tail_content")


async def test_the_session_of_a_customer(published: Published, kf: KfApi) -> None:
    published.response = KF["GetServiceState"]["response"]["json"]
    assert await kf.state(ACCOUNT, PERSON) == (3, "zhangsan")
    assert published.asked_like(KF["GetServiceState"])
    published.response = KF["TransferServiceState"]["response"]["json"]
    assert await kf.transfer(ACCOUNT, PERSON, "zhangsan") == "MSG_CODE"
    assert published.body == KF["TransferServiceState"]["request"]["json"]


async def test_the_name_of_a_customer(published: Published, kf: KfApi) -> None:
    example = KF["BatchGetCustomer"]
    published.response = example["response"]["json"]
    known, unknown = example["request"]["json"]["external_userid_list"]
    assert [await kf.nickname(known), await kf.nickname(unknown)] == ["张三", ""]
    assert published.asked_like(example)


async def test_a_page_of_messages(published: Published, kf: KfApi) -> None:
    example = KF["SyncMsg"]
    published.response = example["response"]["json"]
    page = await kf.sync(ACCOUNT, "CURSOR", "TOKEN")
    # The platform has asked for the account, and for the format of voices, since.
    assert published.asked_like(example, "open_kfid", "voice_format")
    assert (page.has_more, len(page.msg_list)) == (1, 14)
