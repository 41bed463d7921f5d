"""Only the platform gets in: everything else is refused and changes nothing."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from bot.channels.wechat.crypto import sign
from bot.store.tables import Conversation
from tests.wechat.conftest import App, Running
from tests.wechat.platform.common import Answered, deliver
from tests.wechat.platform.mp import GH, MpPlatform, mp_platform, record
from tests.wechat.vectors import vectors

ME = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
TEXT = {"MsgType": "text", "Content": "你好"}


async def knock(url: str, query: dict[str, str], body: str) -> Answered:
    return (await deliver(url, query, body, 40.0, 1)).answers[0]


async def conversations(app: App) -> int:
    count = sa.select(sa.func.count()).select_from(Conversation)
    return await app.parts.database.read(lambda session: session.scalar(count)) or 0


async def get(url: str, query: dict[str, str]) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(url, params=query) as response:
        return response.status, await response.text(), response.content_type


async def test_the_address_is_verified_with_the_echo_as_it_is(mp: MpPlatform, app: App) -> None:
    query = mp.envelopes.query() | {"echostr": "4375120948345356249"}
    assert await get(app.url, query) == (200, "4375120948345356249", "text/plain")
    assert await get(app.url, query | {"signature": "0" * 40}) == (403, "", "text/plain")
    del query["signature"]
    assert (await get(app.url, query))[0] == 403


@pytest.mark.parametrize("vector", vectors("crypto_mp_official", "url_verify_plain"))
async def test_the_published_verification_is_answered(
    mp: MpPlatform, run: Running, vector: dict[str, Any]
) -> None:
    given = dict(vector["input"])
    token = given.pop("token")
    async with run(wechat_mp_token=token) as app:
        assert (await get(app.url, given))[1] == vector["expected"]["response_body"]


@pytest.mark.parametrize(
    "change",
    [
        {"msg_signature": None},
        {"msg_signature": ""},
        {"msg_signature": "é中文"},
        {"msg_signature": "0" * 40},
        {"timestamp": None},
        {"nonce": None},
        {"nonce": "1"},
    ],
)
async def test_a_push_without_the_right_signature_is_refused(
    mp: MpPlatform, app: App, change: dict[str, str | None]
) -> None:
    query, body = mp.request(ME, TEXT)
    changed = {k: v for k, v in {**query, **change}.items() if v is not None}
    assert (await knock(app.url, changed, body)).status == 403
    assert await conversations(app) == 0


async def test_a_digit_that_moved_into_the_nonce_is_refused(mp: MpPlatform, app: App) -> None:
    query, body = mp.request(ME, TEXT)
    moved = {"timestamp": query["timestamp"][:-1], "nonce": query["timestamp"][-1] + query["nonce"]}
    longer = {"timestamp": query["timestamp"] + query["nonce"][0], "nonce": query["nonce"][1:]}
    for change in (moved, longer):
        assert (await knock(app.url, query | change, body)).status == 403
    assert await conversations(app) == 0


async def test_a_plain_body_to_a_secure_account_is_refused(mp: MpPlatform, app: App) -> None:
    plain = record(mp.fields(ME, TEXT))
    for query in (mp.envelopes.query(), mp.envelopes.query() | {"encrypt_type": "raw"}):
        assert (await knock(app.url, query, plain)).status == 403
    assert await conversations(app) == 0


async def test_a_message_for_another_account_is_refused(mp: MpPlatform, app: App) -> None:
    mp.keys.receiver = "wx0000000000000000"
    query, body = mp.request(ME, TEXT)
    assert (await knock(app.url, query, body)).status == 403


async def test_a_message_under_a_foreign_key_is_refused(mp: MpPlatform, app: App) -> None:
    mp.keys.aes_key = "Z" * 43
    query, body = mp.request(ME, TEXT)
    assert (await knock(app.url, query, body)).status == 403


async def test_the_previous_key_is_answered_with_itself(mp: MpPlatform, run: Running) -> None:
    old, new = mp.keys.aes_key, "Z" * 43
    async with run(wechat_mp_aes_key=new, wechat_mp_aes_key_previous=old):
        for key in (old, new):
            mp.keys.aes_key = key
            await mp.says(ME, "你好")
        assert len(mp.people[ME].seen) == 2


@pytest.mark.parametrize("skew", [-600.0, 600.0])
async def test_a_clock_ten_minutes_off_is_refused_unless_that_is_allowed(
    mp: MpPlatform, run: Running, skew: float
) -> None:
    mp.skew = skew
    async with run() as app:
        query, body = mp.request(ME, TEXT)
        assert (await knock(app.url, query, body)).status == 403
        assert await conversations(app) == 0
    async with run(wechat_mp_clock_seconds=900):
        await mp.says(ME, "你好")
        assert len(mp.people[ME].seen) == 1


@pytest.fixture(params=["compat", "plain"])
async def other_mode(request: pytest.FixtureRequest) -> AsyncIterator[MpPlatform]:
    async with mp_platform(request.param) as platform:
        yield platform


class TestOtherModes:
    """The account's mode is the settings'."""

    @pytest.fixture
    def mp(self, other_mode: MpPlatform) -> MpPlatform:
        return other_mode

    async def test_it_is_answered(self, mp: MpPlatform, app: App) -> None:
        await mp.says(ME, "你好")
        assert len(mp.people[ME].seen) == 1
        forged = mp.envelopes.query() | {"signature": "0" * 40}
        assert (await knock(app.url, forged, record(mp.fields(ME, TEXT)))).status == 403

    async def test_compat_takes_what_is_encrypted_only(self, mp: MpPlatform, app: App) -> None:
        if mp.mode == "compat":
            query, body = mp.request(ME, TEXT)
            forged = body.replace("你好", "转账")
            await mp.send(ME, query, forged)
            assert mp.people[ME].texts[0].endswith("echo 你好")
            query = mp.envelopes.query()
            assert (await knock(app.url, query, record(mp.fields(ME, TEXT)))).status == 403


@pytest.mark.parametrize(
    ("plain", "status"),
    [
        ("<xml></xml>", 400),
        ("<other/>", 400),
        ("no xml", 400),
        ('<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>', 400),
        (record({"ToUserName": GH, "FromUserName": ME, "MsgType": "text"}), 400),
        (record({"ToUserName": GH, "FromUserName": ME, "CreateTime": "abc", "MsgType": "x"}), 400),
        (record({"ToUserName": GH, "FromUserName": "a b", "CreateTime": "1", "MsgType": "x"}), 400),
        (
            f"<xml><FromUserName>{ME}</FromUserName><FromUserName>x</FromUserName>"
            f"<ToUserName>{GH}</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
            400,
        ),
    ],
)
async def test_what_cannot_be_read_is_refused_though_it_is_signed(
    mp: MpPlatform, app: App, plain: str, status: int
) -> None:
    encrypt = mp.envelopes.encrypted(plain)
    body = record({"ToUserName": GH, "Encrypt": encrypt})
    assert (await knock(app.url, mp.envelopes.query(encrypt), body)).status == status
    assert await conversations(app) == 0


async def test_a_very_large_body_is_not_read(mp: MpPlatform, app: App) -> None:
    query, body = mp.request(ME, TEXT)
    padded = body.replace("<xml>", "<xml>" + " " * 1024**2)
    assert (await knock(app.url, query, padded)).status == 413
    assert await conversations(app) == 0


async def test_other_methods_are_refused(mp: MpPlatform, app: App) -> None:
    async with aiohttp.ClientSession() as session, session.put(app.url) as response:
        assert response.status == 405


def test_a_signed_query_is_good_for_its_body_only() -> None:
    at = str(int(time.time()))
    assert sign("t", at, "1", "body") != sign("t", at, "1", "other")
