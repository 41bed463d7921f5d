"""The chat page opened from a menu of the 公众号, and those who would like to open another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update

from bot.app import Core, application
from bot.channels.wechat_mp.page import BACK, START
from bot.conversations.erasure import forget_later
from bot.conversations.log import now
from bot.store.tables import Delivery, DeliveryHold
from tests.integration.desk_tickets import key, told
from tests.integration.service import settings
from tests.integration.sockets import Client, until
from tests.integration.wechat_menu import (
    APPID,
    OPENID,
    SECRET,
    SESSION,
    Platform,
    begun,
    come_back,
    conversation_in_wechat,
    session,
)


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    running = Platform()
    app = web.Application()
    app.router.add_get("/sns/oauth2/access_token", running.exchange)
    async with TestServer(app) as server:
        running.url = str(server.make_url("")).rstrip("/")
        yield running


@pytest.fixture
async def client(parts: Core, platform: Platform, tmp_path: Path) -> AsyncIterator[Client]:
    async with browser(parts, platform, tmp_path) as opened:
        yield opened


def browser(parts: Core, platform: Platform, tmp_path: Path) -> Client:
    """A browser of its own."""
    wanted = settings(tmp_path, "").model_copy(
        update={
            "public_url": "http://office.example",
            "wechat_mp_appid": APPID,
            "wechat_mp_secret": settings(tmp_path, "").secret.__class__(SECRET),
            "wechat_mp_api_base": platform.url,
            "wechat_authorize_base": "http://authorize.example",
        }
    )
    jar = CookieJar(unsafe=True)
    return Client(TestServer(application(wanted, parts)), cookie_jar=jar)


async def test_the_menu_leads_to_the_platform_as_its_manual_wants(client: Client) -> None:
    sent = await client.get(START, allow_redirects=False)
    address = sent.headers["Location"]
    assert address.startswith(
        f"http://authorize.example/connect/oauth2/authorize?appid={APPID}"
        "&redirect_uri=http%3A%2F%2Foffice.example%2Fchannels%2Fwechat%2Fpage%2Fback"
        "&response_type=code&scope=snsapi_base&state="
    )
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert state.isalnum() and len(state) <= 128
    assert address.endswith("#wechat_redirect")
    cookie = sent.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Max-Age=600"))


async def test_the_page_shows_what_was_said_in_wechat(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await parts.inbox.say(wechat, key(), "在微信里说的")
    await parts.runner.settle(wechat)
    state = await begun(client)
    back = await come_back(client, code=platform.code(OPENID), state=state)
    assert (back.status, back.headers["Location"]) == (302, "/h5/")
    opened = await session(client)
    assert opened["conversation"] == wechat
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": opened["token"], "after": 0})
    await until(ws, "ready")
    seen = [(await until(ws, "message"))["message"]["body"]["text"] for _ in range(2)]
    assert seen[1] == "在微信里说的"
    assert platform.asked == [
        {
            "appid": APPID,
            "secret": SECRET,
            "code": platform.asked[0]["code"],
            "grant_type": "authorization_code",
        }
    ]


async def test_no_address_and_no_answer_before_the_session_holds_a_token_or_an_openid(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    state = await begun(client)
    back = await come_back(client, code=platform.code(OPENID), state=state)
    told_ = back.headers["Location"] + str(back.headers) + await back.text()
    assert OPENID not in told_ and wechat not in told_ and "eyJ" not in told_
    assert back.headers["Referrer-Policy"] == "no-referrer"
    opened = await session(client)
    assert OPENID not in str(opened)


async def test_the_token_goes_on_after_a_reload_and_its_cookie_worked_once(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    opened = await session(client)
    again = await session(client, opened["token"])
    assert again["conversation"] == wechat
    assert (await session(client))["conversation"] != wechat


async def test_the_cookie_of_somebody_else_who_kept_it_opens_nothing_twice(
    client: Client, parts: Core, platform: Platform, tmp_path: Path
) -> None:
    wechat = await conversation_in_wechat(parts)
    back = await come_back(client, code=platform.code(OPENID), state=await begun(client))
    kept = back.cookies["esa_page"].value
    assert (await session(client))["conversation"] == wechat
    async with browser(parts, platform, tmp_path) as other:
        answer = await other.post(SESSION, json={}, cookies={"esa_page": kept})
        assert (await answer.json())["conversation"] != wechat


async def test_another_site_cannot_use_the_cookie_up(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    foreign = {"Origin": "https://elsewhere.example"}
    assert (await client.post(SESSION, json={}, headers=foreign)).status == 403
    assert (await session(client))["conversation"] == wechat


@pytest.mark.parametrize("forged", ["none", "empty", "made up", "changed", "longer life", "two"])
async def test_a_forged_state_opens_nothing(
    client: Client, platform: Platform, forged: str
) -> None:
    state = await begun(client)
    states = {
        "none": [],
        "empty": [""],
        "made up": ["0" * 104],
        "changed": [state[:-1] + ("0" if state[-1] != "0" else "1")],
        "longer life": [state[:32] + "ffffffff" + state[40:]],
        "two": [state, state],
    }
    query = [("code", platform.code(OPENID)), *(("state", one) for one in states[forged])]
    back = await client.get(BACK, params=query, allow_redirects=False)
    assert (back.status, "esa_page" in back.cookies) == (400, False)
    assert "重新点一次菜单" in await back.text()
    assert platform.asked == []


async def test_a_state_of_another_browser_opens_nothing(
    client: Client, parts: Core, platform: Platform, tmp_path: Path
) -> None:
    """Or an attacker's link would show the victim the attacker's conversation, to type into."""
    state = await begun(client)
    async with browser(parts, platform, tmp_path) as victim:
        assert (await come_back(victim, code=platform.code(OPENID), state=state)).status == 400
        await begun(victim)  # the victim has a cookie of their own
        assert (await come_back(victim, code=platform.code(OPENID), state=state)).status == 400
    assert platform.asked == []


async def test_what_came_back_once_does_not_come_back_again(
    client: Client, platform: Platform
) -> None:
    sent = await client.get(START, allow_redirects=False)
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    cookie = {"esa_state": sent.cookies["esa_state"].value}
    code = platform.code(OPENID)
    answers = await asyncio.gather(
        *(
            client.get(
                BACK,
                params={"code": one, "state": state},
                cookies=cookie,
                allow_redirects=False,
            )
            for one in (code, code, platform.code("oForeign_0123456789"))
        )
    )
    assert sorted(answer.status for answer in answers) == [302, 400, 400]
    assert len(platform.asked) == 1


async def test_a_code_that_the_platform_knows_no_more_opens_nothing(
    client: Client, platform: Platform
) -> None:
    back = await come_back(client, code="used-before", state=await begun(client))
    assert (back.status, "esa_page" in back.cookies) == (400, False)


async def test_an_openid_in_the_address_is_not_heard(
    client: Client, parts: Core, platform: Platform
) -> None:
    foreign = await conversation_in_wechat(parts, "oForeign_0123456789")
    own = await conversation_in_wechat(parts)
    await come_back(
        client,
        code=platform.code(OPENID),
        state=await begun(client),
        openid="oForeign_0123456789",
        conversation=foreign,
    )
    assert (await session(client))["conversation"] == own


@pytest.mark.parametrize("name", ["next", "redirect", "redirect_uri", "url", "return_to"])
async def test_no_address_sends_people_elsewhere(
    client: Client, platform: Platform, name: str
) -> None:
    elsewhere = "https://elsewhere.example/"
    sent = await client.get(START, params={name: elsewhere}, allow_redirects=False)
    assert "elsewhere" not in sent.headers["Location"]
    hosted = await client.get(START, headers={"Host": "elsewhere.example"}, allow_redirects=False)
    assert "elsewhere" not in hosted.headers["Location"]
    state = parse_qs(urlsplit(hosted.headers["Location"]).query)["state"][0]
    query = {"code": platform.code(OPENID), "state": state, name: elsewhere}
    assert (await come_back(client, **query)).headers["Location"] == "/h5/"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"errcode": -1}, 503),
        ({"errcode": 40125}, 503),
        ({"errcode": 40029}, 400),
        ({"access_token": "no openid"}, 400),
        ({"openid": ["a", "list"]}, 400),
        ({"openid": "../../etc"}, 400),
    ],
)
async def test_what_the_platform_answers_otherwise_opens_nothing(
    client: Client, platform: Platform, answer: dict[str, Any], status: int
) -> None:
    platform.answer = answer
    back = await come_back(client, code=platform.code(OPENID), state=await begun(client))
    assert (back.status, "esa_page" in back.cookies) == (status, False)


async def test_the_id_of_a_preview_is_nobodys(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    platform.answer = {"openid": OPENID, "is_snapshotuser": 1}
    back = await come_back(client, code=platform.code(OPENID), state=await begun(client))
    assert back.headers["Location"] == "/h5/"
    assert (await session(client))["conversation"] != wechat


async def test_who_comes_here_first_begins_the_conversation_and_is_not_greeted_twice(
    client: Client, parts: Core, platform: Platform
) -> None:
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    opened = await session(client)
    assert opened["conversation"] == await conversation_in_wechat(parts)
    assert "自动助手" in (await told(parts, opened["conversation"]))[0]
    assert await _due(parts, opened["conversation"]) == []


async def test_a_forgotten_persons_token_opens_nothing(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    opened = await session(client)
    await parts.database.write(lambda db: forget_later(db, wechat, "unsubscribed"))
    headers = {"Authorization": f"Bearer {opened['token']}"}
    polled = await client.post("/api/visitor/events", json={"after": 0}, headers=headers)
    assert polled.status == 401
    assert (await session(client, opened["token"]))["conversation"] != wechat
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": opened["token"], "after": 0})
    assert (await until(ws, "refused"))["code"] == "token"


async def _due(parts: Core, conversation: str) -> list[int]:
    """What would be sent to WeChat now."""
    held = select(DeliveryHold.until).where(
        DeliveryHold.conversation_id == conversation, DeliveryHold.until > now()
    )
    if await parts.database.read(lambda db: db.scalar(held)) is not None:
        return []
    return await _waiting(parts, conversation)


async def _waiting(parts: Core, conversation: str) -> list[int]:
    query = select(Delivery.seq).where(Delivery.conversation_id == conversation)
    return list(await parts.database.read(lambda db: db.scalars(query.order_by(Delivery.seq))))


async def test_what_the_page_shows_is_not_sent_and_what_it_missed_is(
    client: Client, parts: Core, platform: Platform
) -> None:
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    opened = await session(client)
    conversation = opened["conversation"]
    ws = await client.ws_connect("/ws/visitor")
    await ws.send_json({"type": "hello", "token": opened["token"], "after": 0})
    await ws.send_json({"type": "send", "key": key(), "text": "在网页里说的"})
    for _ in range(3):  # the greeting, the question, the answer
        await until(ws, "message")
    assert await _due(parts, conversation) == []
    for _ in range(2):  # two signs of life: what was pushed before the first one is there
        await ws.send_json({"type": "ping"})
        await until(ws, "pong")
    assert await _waiting(parts, conversation) == []
    await parts.inbox.say(conversation, key(), "再问一句")
    await parts.runner.settle(conversation)
    missed = await _waiting(parts, conversation)
    assert missed and await _due(parts, conversation) == []
    await ws.close()
    for _ in range(100):
        if await _due(parts, conversation):
            break
        await asyncio.sleep(0.05)
    assert await _due(parts, conversation) == missed


async def test_a_page_that_polls_tells_how_far_it_has_come(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    opened = await session(client)
    headers = {"Authorization": f"Bearer {opened['token']}"}
    assert await _waiting(parts, wechat) == [1]
    await client.post("/api/visitor/events", json={"after": 0}, headers=headers)
    assert await _waiting(parts, wechat) == [1]
    shown = {"owner": "bot", "engine": "ready", "person": None, "place": None, "read": 0}
    body = {"after": 1, "shown": {**shown, "noticed": False}}
    polling = asyncio.create_task(client.post("/api/visitor/events", json=body, headers=headers))
    for _ in range(100):
        if not await _waiting(parts, wechat):
            break
        await asyncio.sleep(0.05)
    assert await _waiting(parts, wechat) == []
    await parts.inbox.say(wechat, key(), "您好")
    await polling


async def test_a_page_that_vanished_without_a_word_delays_what_is_sent_but_loses_nothing(
    client: Client, parts: Core, platform: Platform
) -> None:
    wechat = await conversation_in_wechat(parts)
    await come_back(client, code=platform.code(OPENID), state=await begun(client))
    await parts.inbox.say(wechat, key(), "您好")
    await parts.runner.settle(wechat)
    assert await _due(parts, wechat) == []
    over = update(DeliveryHold).values(until=now())
    await parts.database.write(lambda db: db.execute(over))
    assert await _due(parts, wechat) == [1, 3]
