"""Records of the platform are read one way only; answers cannot be broken out of."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.crypto import Sealed
from bot.channels.wechat.xml import LARGEST, BadXml, cdata, envelope, fields_of, text_reply
from tests.wechat.vectors import vectors


@pytest.mark.parametrize("vector", vectors("incoming_xml", "incoming_xml"))
def test_published_messages_are_read(vector: dict[str, Any]) -> None:
    expected = {k: v for k, v in vector["fields_derived"].items() if "/" not in k}
    read = fields_of(vector["input"]["xml"].encode())
    assert {k: v for k, v in read.items() if k in expected} == expected


@pytest.mark.parametrize(
    "vector",
    [v for v in vectors("reply_xml", "reply_xml") if v.id.startswith("wxjava-out-Text")],
)
def test_published_text_answers_are_made_letter_by_letter(vector: dict[str, Any]) -> None:
    fields = vector["fields_derived"]
    made = text_reply(
        fields["ToUserName"], fields["FromUserName"], int(fields["CreateTime"]), fields["Content"]
    )
    assert made == "".join(vector["expected"]["xml"].split())


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE xml><xml/>",
        '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>',
        '<!DOCTYPE xml [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml><a>&b;</a></xml>',
        '<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><xml/>',
        '\x01<!DOCTYPE xml [<!ENTITY a "aa">]><xml><a>&a;</a></xml>',
        "<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>",
        "<other/>",
        "<xml>",
        "",
        "not xml",
        '<?xml version="1.0" encoding="nonsense"?><xml/>',
        "<xml>" + " " * LARGEST + "</xml>",
        "<xml>" * 20_000,
    ],
)
def test_what_could_be_read_two_ways_is_refused(body: str) -> None:
    with pytest.raises(BadXml):
        fields_of(body.encode())


def test_deep_nesting_is_read_past() -> None:
    assert fields_of(b"<xml><a>1</a>" + b"<b>" * 5000 + b"</b>" * 5000 + b"</xml>")["a"] == "1"


def test_control_characters_are_taken_out() -> None:
    assert fields_of(b"<xml><Content>a\x08b\x00</Content></xml>") == {"Content": "ab"}


def test_an_empty_record_has_no_fields() -> None:
    assert fields_of(b"<xml></xml>") == {}


@given(text=st.text() | st.sampled_from(["]]>", "a]]></Content><MsgType>b", "]]]]>>", "<![CDATA["]))
def test_no_text_leaves_its_place(text: str) -> None:
    reply = ET.fromstring(text_reply("to", "from", 1714112445, text))
    assert [child.tag for child in reply] == [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Content",
    ]
    clean = ET.fromstring(f"<x>{cdata(text)}</x>").text
    assert reply.findtext("Content") == (clean or "")
    assert reply.findtext("MsgType") == "text"


@given(text=st.text(st.characters(exclude_categories=["C"])))
def test_text_arrives_as_it_is(text: str) -> None:
    reply = ET.fromstring(text_reply("to", "from", 1714112445, text))
    assert reply.findtext("Content") == text


def test_the_nonce_is_echoed_as_text() -> None:
    made = ET.fromstring(envelope(Sealed("e", "s", "1714112445", "]]><x>")))
    assert made.findtext("Nonce") == "]]><x>"
    assert [child.tag for child in made] == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
