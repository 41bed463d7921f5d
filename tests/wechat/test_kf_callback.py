"""微信客服: only the platform can wake us, and whatever else comes changes nothing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa
from yarl import URL

from bot.channels.wechat.crypto import Crypto
from bot.channels.wechat.xml import fields_of
from bot.channels.wecom_kf.cursors import wake
from bot.store.database import Database
from bot.store.wecom_tables import WecomAccount
from tests.wechat.kf_platform import KfPlatform
from tests.wechat.kf_service import Service, connected
from tests.wechat.kf_wire import (
    ACCOUNT,
    AES_KEY,
    CORPID,
    TOKEN,
    encrypted,
    envelope,
    signed,
    wake_up,
)
from tests.wechat.vectors import vectors

EXAMPLES = [param.values[0] for param in vectors("crypto_wecom_official", "url_verify_encrypted")]
OTHER_KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt"


async def get(url: str, query: dict[str, str]) -> tuple[int, bytes, str]:
    address = URL(url, encoded=True).extend_query(query)
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        return response.status, await response.read(), response.content_type


async def test_the_address_is_verified_with_the_decrypted_echo_and_nothing_around_it(
    kf: Service,
) -> None:
    echo = encrypted("1616140317555161061")
    status, body, kind = await get(kf.url, {**signed(echo), "echostr": echo})
    assert (status, body, kind) == (200, b"1616140317555161061", "text/plain")


@pytest.mark.parametrize("event", ["KF_MSG_OR_EVENT", "\n kf_msg_or_event "])
async def test_a_name_of_an_event_counts_however_it_is_written(kf: Service, event: str) -> None:
    encrypt = encrypted(wake_up("").replace("kf_msg_or_event", event))
    assert await kf.platform.post(envelope(encrypt), signed(encrypt)) == [200]
    await kf.pulled()
    assert [body["open_kfid"] for body in kf.pulls] == [ACCOUNT]


async def test_the_published_callback_wakes_its_account(kf: Service) -> None:
    [published] = [param.values[0] for param in vectors("api_wecom_kf", "callback_xml_decrypted")]
    encrypt = encrypted(published["input"]["xml"])
    assert await kf.platform.post(envelope(encrypt), signed(encrypt)) == [200]
    accounts = sa.select(WecomAccount.open_kfid, WecomAccount.token)
    rows = await kf.parts.database.read(lambda s: s.execute(accounts))
    expected = published["expected"]
    assert rows.all() == [(expected["open_kfid"], expected["token"])]


async def test_the_published_example_is_answered_by_the_running_application(
    tmp_path: Path, database_url: str, kf_platform: KfPlatform
) -> None:
    [example] = [v for v in EXAMPLES if v["id"] == "wecom-doc-verifyurl"]
    given = example["input"]
    account = {
        "wecom_corpid": given["receive_id"],
        "wecom_token": given["token"],
        "wecom_aes_key": given["encoding_aes_key"],
    }
    async with connected(tmp_path, database_url, kf_platform, **account) as kf:
        for query in (given["raw_query"], given["raw_query"].replace("%2B", "+")):
            status, body, _ = await get(f"{kf.url}?{query}", {})
            assert (status, body) == (200, example["expected"]["response_body"].encode())


async def test_nobody_else_gets_an_echo(kf: Service) -> None:
    echo = encrypted("1616140317555161061")
    for query in (
        {},
        {"echostr": "x"},
        {"echostr": echo},
        {**signed(echo, token="another"), "echostr": echo},
        {**signed(echo), "echostr": encrypted("1616140317555161061")},
    ):
        assert (await get(kf.url, query))[:1] == (403,)


async def test_an_echo_for_another_enterprise_is_refused(kf: Service) -> None:
    echo = encrypted("1616140317555161061", receiver="ww-another")
    assert (await get(kf.url, {**signed(echo), "echostr": echo}))[0] == 403


def forged() -> dict[str, tuple[str | bytes, dict[str, str]]]:
    """Callbacks that must change nothing, and their queries."""
    good = encrypted(wake_up("token"))
    foreign = encrypted(wake_up("token"), receiver="ww-another")
    other_key = encrypted(wake_up("token"), aes_key=OTHER_KEY)
    moved = signed(good)
    moved["timestamp"], moved["nonce"] = (
        moved["timestamp"] + moved["nonce"][0],
        moved["nonce"][1:],
    )
    whole = envelope(good)
    return {
        "no signature": (whole, {}),
        "another token": (whole, signed(good, token="another")),
        "no letters of ASCII": (whole, {**signed(good), "msg_signature": "签名" * 10}),
        "another body": (envelope(encrypted(wake_up("x"))), signed(good)),
        "another enterprise": (envelope(foreign), signed(foreign)),
        "another key": (envelope(other_key), signed(other_key)),
        "a digit moved over the border": (whole, moved),
        "hours old": (whole, signed(good, at=time.time() - 7200)),
        "plain": (wake_up("token"), signed("")),
        "a document type": (f'<!DOCTYPE a [<!ENTITY b "c">]>{whole}', signed(good)),
        "a field twice": (whole.replace("</xml>", "<Encrypt>x</Encrypt></xml>"), signed(good)),
        "no XML": (b"\xff\xfe{}", signed(good)),
        "much": (b"<xml>" + b"a" * 900_000, signed(good)),
    }


async def test_a_forged_callback_wakes_nobody(kf: Service) -> None:
    for case, (body, query) in forged().items():
        [status] = await kf.platform.post(body, query)
        assert status == 0 or 400 <= status < 500, case  # 0: cut off while it was sending
    rows = sa.select(sa.func.count()).select_from(WecomAccount)
    assert await kf.parts.database.read(lambda s: s.scalar(rows)) == 0


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_a_clock_that_is_ten_minutes_wrong_does_no_harm(kf: Service, minutes: int) -> None:
    kf.platform.shift = minutes * 60.0
    kf.platform.says("wmSkewed", "时钟不准")
    await kf.hear()
    await kf.until(lambda: "时钟不准" in "".join(d.words for d in kf.platform.delivered))


async def test_another_kind_of_callback_is_acknowledged(kf: Service) -> None:
    other = encrypted(wake_up("token").replace("kf_msg_or_event", "kf_account_auth_change"))
    assert await kf.platform.post(envelope(other), signed(other)) == [200]
    assert kf.pulls == []


async def test_the_wake_up_is_stored_before_the_answer(kf: Service) -> None:
    await kf.parts.channels[0].stop()
    assert await kf.platform.call() == [200]
    account = await kf.parts.database.read(lambda s: s.get(WecomAccount, ACCOUNT))
    assert account is not None and account.wanted >= 1 and account.token.startswith("ENC")


async def test_two_first_callbacks_at_once_make_one_account(database: Database) -> None:
    await asyncio.gather(*(wake(database, ACCOUNT, f"t{i}") for i in range(8)))
    account = await database.read(lambda s: s.get(WecomAccount, ACCOUNT))
    assert account is not None and account.wanted == 8


@pytest.mark.parametrize("vector", vectors("crypto_wecom_official", "url_verify_encrypted"))
def test_the_published_echo_is_opened(vector: dict[str, dict[str, str]]) -> None:
    given = vector["input"]
    crypto = Crypto(given["token"], given["receive_id"], given["encoding_aes_key"])
    opened = crypto.open(given, given["echostr"])
    expected = vector["expected"].get("response_body")
    assert expected is None or opened.message.decode() == expected


@pytest.mark.parametrize("vector", vectors("api_wecom_kf", "callback_xml_decrypted"))
def test_the_published_wake_up_names_no_person(vector: dict[str, dict[str, str]]) -> None:
    fields = fields_of(vector["input"]["xml"].encode())
    assert fields["Token"] == vector["expected"]["token"]
    assert fields["OpenKfId"] == vector["expected"]["open_kfid"]
    assert "FromUserName" not in fields


def test_the_pretended_platform_encrypts_as_the_real_one() -> None:
    crypto = Crypto(TOKEN, CORPID, AES_KEY)
    sealed = encrypted("你好")
    assert crypto.open(signed(sealed), sealed).message.decode() == "你好"
