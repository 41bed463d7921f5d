"""The XML that WeChat sends and wants back: flat records, no document types, nothing twice."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wechat.crypto import Sealed

LARGEST = 64 * 1024
"""Bytes of a callback's body."""
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BadXml(Exception):
    """Not a record that can be read one way only."""


def fields_of(body: bytes) -> dict[str, str]:
    """The record's direct fields; what nests deeper is left out.

    Raises BadXml, also for a repeated field: two readers would see two different messages.
    """
    if len(body) > LARGEST:
        raise BadXml("too large")
    root = _parsed(body)
    if root.tag != "xml":
        raise BadXml("not a record")
    fields: dict[str, str] = {}
    for child in root:
        if child.tag in fields:
            raise BadXml("a field stands twice")
        fields[child.tag] = child.text or ""
    return fields


def _parsed(body: bytes) -> Element:
    try:
        return _strict(body)
    except ParseError:
        # Pasted text brings control characters along, and the platform passes them on.
        try:
            return _strict(_CONTROL.sub(b"", body))
        except ParseError:
            raise BadXml("not XML") from None


def _strict(body: bytes) -> Element:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (DefusedXmlException, ValueError, LookupError):
        # ValueError and LookupError: an encoding that is not to be had.
        raise BadXml("a document type or a foreign encoding") from None
    return root


def cdata(text: str) -> str:
    """Text that no parser can leave: its `]]>` stands in two sections."""
    return f"<![CDATA[{_ILLEGAL.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def text_reply(to: str, sender: str, created: int, text: str) -> str:
    """The passive answer with text."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def envelope(sealed: Sealed) -> str:
    """An encrypted answer."""
    return (
        f"<xml><Encrypt>{cdata(sealed.encrypt)}</Encrypt>"
        f"<MsgSignature>{cdata(sealed.signature)}</MsgSignature>"
        f"<TimeStamp>{sealed.timestamp}</TimeStamp><Nonce>{cdata(sealed.nonce)}</Nonce></xml>"
    )
