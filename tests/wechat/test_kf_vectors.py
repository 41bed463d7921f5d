"""微信客服 as it was published: our requests have that shape, such answers are understood."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.channels.wechat.client import Api
from bot.channels.wecom_kf.api import KfApi
from bot.channels.wecom_kf.faults import WECOM_FAULTS
from bot.channels.wecom_kf.messages import Page, entry_of
from bot.channels.wecom_kf.rendering import text
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_wire import ACCOUNT
from tests.wechat.vectors import FOLDER

PERSON = "wmxxxxxxxxxxxxxxxxxx"
ENTRIES = json.loads((FOLDER / "api_wecom_kf.json").read_text(encoding="utf-8"))["vectors"]
EXAMPLES: dict[str, Any] = {entry["id"].rpartition(":")[2]: entry for entry in ENTRIES}


@dataclass
class Known:
    """The token that the platform gave."""

    token: str

    async def get(self, refused: str | None = None) -> str:
        return self.token


@pytest.fixture
async def api(kf_platform: KfPlatform) -> AsyncIterator[KfApi]:
    kf_platform.access_tokens.append("token")
    session = kf_platform.sessions[ACCOUNT, PERSON]
    session.state, session.wrote_at = 0, kf_platform.now()
    http = Api(kf_platform.url, WECOM_FAULTS)
    yield KfApi(http, Known("token"))
    await http.close()


def shape(body: Any) -> Any:
    """Names and kinds of values; what is optional and ours is left out."""
    if isinstance(body, dict):
        return {name: shape(value) for name, value in sorted(body.items())}
    return type(body).__name__


def published(name: str) -> Any:
    return shape(EXAMPLES[name]["request"]["json"])


async def test_our_requests_have_the_published_shape(api: KfApi, kf_platform: KfPlatform) -> None:
    token = kf_platform.callback_token()
    await api.sync(ACCOUNT, "", token)
    await api.send(ACCOUNT, PERSON, "id-1", text("你购买的物品已发货"))
    code = kf_platform.code(PERSON, 20, None, True)
    await api.send_on_event(code, text("欢迎咨询"))
    await api.state(ACCOUNT, PERSON)
    await api.transfer(ACCOUNT, PERSON, "zhangsan")
    await api.nickname(PERSON)
    made = {name: shape(body) for name, body in kf_platform.calls}
    # Both are the platform's own additions since: the account is needed, the rest may be left out.
    sync = published("SyncMsg") | {"open_kfid": "str", "voice_format": "int"}
    del sync["cursor"]
    assert made["sync_msg"] == sync
    assert made["send_msg"] == published("SendTextMsg") | {"msgid": "str"}
    assert made["send_msg_on_event"] == published("SendTextMsgOnEvent")
    assert made["service_state/get"] == published("GetServiceState")
    assert made["service_state/trans"] == published("TransferServiceState")
    assert made["customer/batchget"] == published("BatchGetCustomer")


def test_every_published_entry_is_understood() -> None:
    page = Page.model_validate(EXAMPLES["SyncMsg"]["response"]["json"])
    entries = [entry_of(content) for content in page.msg_list]
    assert page.has_more and page.next_cursor == "4gw7MepFLfgF2VC5npN"
    assert all(entry is not None for entry in entries)
    kinds = [entry.event.event_type or entry.msgtype for entry in entries if entry]
    assert len(kinds) == 14
    pressed = entries[0]
    assert pressed is not None and pressed.text.menu_id == "101"
    events = [entry.event for entry in entries if entry and entry.msgtype == "event"]
    assert [event.event_type for event in events] == [
        "enter_session",
        "msg_send_fail",
        "servicer_status_change",
        "session_status_change",
    ]
    assert events[0].welcome_code == "aaaaaa" and events[1].fail_type == 4
    assert events[3].change_type == 1 and events[3].msg_code == "MSG_CODE"
