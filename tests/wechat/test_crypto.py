"""Signatures and encryption, against the platform's own examples and against forgers."""

from __future__ import annotations

import base64
import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.crypto import Crypto, Rejected, decoded_key, is_signed, sign
from bot.channels.wechat.xml import fields_of
from tests.wechat.vectors import vectors

TOKEN, APPID = "token", "wx0123456789abcdef"
KEY, OTHER = "a" * 43, "b" * 43
AT, NONCE = "1714112445", "415670741"
BOTH = ("crypto_mp_official", "crypto_wecom_official")


def of_kind(*kinds: str) -> list[Any]:
    return [vector for file in (*BOTH, "signature_plain") for vector in vectors(file, *kinds)]


def query(encrypt: str, token: str = TOKEN, nonce: str = NONCE) -> dict[str, str]:
    signature = sign(token, AT, nonce, encrypt)
    return {"msg_signature": signature, "timestamp": AT, "nonce": nonce}


def sealed(message: bytes, key: str = KEY, receiver: str = APPID) -> str:
    return Crypto(TOKEN, receiver, key).seal(message, AT, NONCE, decoded_key(key)).encrypt


@pytest.mark.parametrize(
    "vector", of_kind("plain_signature", "url_verify_plain", "plain_post_signature")
)
def test_published_signatures(vector: dict[str, Any]) -> None:
    given = vector["input"]
    parts = (given["token"], given["timestamp"], given["nonce"])
    assert is_signed(given["signature"], *parts) is vector["expected"]["valid"]


@pytest.mark.parametrize("vector", of_kind("sha1_sorted"))
def test_published_digests(vector: dict[str, Any]) -> None:
    assert sign(*vector["input"]["parts"]) == vector["expected"]["sha1"]


@pytest.mark.parametrize("vector", of_kind("sha1_sorted_error"))
def test_a_missing_part_is_not_signed(vector: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="empty"):
        sign(*vector["input"]["parts"])


@pytest.mark.parametrize("vector", of_kind("decrypt", "url_verify_encrypted"))
def test_published_messages_open(vector: dict[str, Any]) -> None:
    given, expected = vector["input"], vector["expected"]
    crypto = Crypto(given["token"], given["receive_id"], given["encoding_aes_key"])
    opened = crypto.open(given, given.get("encrypt") or given["echostr"])
    if "msg" in expected:
        assert opened.message.decode() == expected["msg"]
    if "response_body" in expected:
        assert opened.message.decode() == expected["response_body"]
    if "fields" in expected:
        assert fields_of(opened.message) == expected["fields"]


@pytest.mark.parametrize("vector", of_kind("encrypt"))
def test_the_published_answer_is_made_letter_by_letter(vector: dict[str, Any]) -> None:
    given, expected = vector["input"], vector["expected"]
    key = given["encoding_aes_key"]
    crypto = Crypto(given["token"], given["receive_id"], key)
    made = crypto.seal(
        given["msg"].encode(),
        given["timestamp"],
        given["nonce"],
        decoded_key(key),
        given["random"].encode(),
    )
    assert made.encrypt == expected["encrypt"]
    assert made.signature == expected["msg_signature"]


@given(message=st.binary(max_size=5000))
def test_what_is_sealed_opens_whatever_its_length(message: bytes) -> None:
    encrypt = sealed(message)
    assert Crypto(TOKEN, APPID, KEY).open(query(encrypt), encrypt).message == message


def test_the_previous_key_still_opens_and_is_the_one_to_answer_with() -> None:
    encrypt = sealed(b"hello", OTHER)
    opened = Crypto(TOKEN, APPID, KEY, OTHER).open(query(encrypt), encrypt)
    assert opened.message == b"hello"
    assert opened.key == decoded_key(OTHER)


@pytest.mark.parametrize(
    ("encrypt", "change"),
    [
        pytest.param(sealed(b"x"), {"msg_signature": ""}, id="no signature"),
        pytest.param(sealed(b"x"), {"msg_signature": "é中"}, id="not ASCII"),
        pytest.param(sealed(b"x"), {"msg_signature": "0" * 40}, id="another signature"),
        pytest.param(sealed(b"x"), {"nonce": "415670742"}, id="another nonce"),
        pytest.param(
            sealed(b"x"), {"timestamp": AT + "4", "nonce": NONCE[1:]}, id="a digit moved over"
        ),
        pytest.param(sealed(b"x", receiver="wx-other"), {}, id="another receiver"),
        pytest.param(sealed(b"x", receiver=APPID + "0"), {}, id="a longer receiver"),
        pytest.param(sealed(b"x", key=OTHER), {}, id="another key"),
        pytest.param("not base64!", {}, id="not base64"),
        pytest.param("AAAA", {}, id="not whole blocks"),
        pytest.param(base64.b64encode(b"0" * 64).decode(), {}, id="noise"),
    ],
)
def test_everything_wrong_gives_the_same_error(encrypt: str, change: dict[str, str]) -> None:
    with pytest.raises(Rejected) as rejected:
        Crypto(TOKEN, APPID, KEY).open(query(encrypt) | change, encrypt)
    assert str(rejected.value) == ""


@given(where=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_changed_ciphertext_never_opens_as_another_length(where: int, bit: int) -> None:
    data = bytearray(base64.b64decode(sealed(b"message")))
    data[where % len(data)] ^= 1 << bit
    encrypt = base64.b64encode(bytes(data)).decode()
    try:
        opened = Crypto(TOKEN, APPID, KEY).open(query(encrypt), encrypt)
    except Rejected:
        return
    assert len(opened.message) == len(b"message")


def test_the_prefix_is_another_one_each_time() -> None:
    assert sealed(b"x") != sealed(b"x")


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "中" * 43, "-" * 43])
def test_what_is_no_key_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        Crypto(TOKEN, APPID, key)


def test_a_key_with_spare_bits_is_a_key() -> None:
    assert len(decoded_key("9" * 43)) == 32 == len(secrets.token_bytes(32))
