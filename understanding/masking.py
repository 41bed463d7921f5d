"""Personal data out of texts that are kept for logs or read by others."""

from __future__ import annotations

import logging
import re

_EDGE = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_ID_CARD = re.compile(rf"{_EDGE[0]}(\d{{6}})\d{{8}}(\d{{3}}[0-9Xx]){_EDGE[1]}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)[(（]?(0\d{2,3})[)）]?[- ]?\d{3,4}[- ]?\d?(\d{3})(?!\d)")
_BANK_CARD = re.compile(
    rf"{_EDGE[0]}(\d{{4}})[ -]?\d{{4}}[ -]?\d{{4}}[ -]?\d{{0,3}}(\d{{4}}){_EDGE[1]}"
)
_EMAIL = re.compile(r"([A-Za-z0-9.+_-])[A-Za-z0-9.+_-]*@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")


def mask(text: str) -> str:
    """Replace the middle of identity cards, bank cards, phones and mail addresses by stars.

    The 统一社会信用代码 is public; it stays when it holds a letter
    before its last place. Full-width digits become plain ones.
    """
    text = text.translate(_HALF_WIDTH)
    text = _ID_CARD.sub(r"\1********\2", text)
    text = _MOBILE.sub(r"\1****\2", text)
    text = _BANK_CARD.sub(r"\1 **** **** \2", text)
    text = _LANDLINE.sub(r"\1-****\2", text)
    return _EMAIL.sub(r"\1***@\2", text)


class MaskingFilter(logging.Filter):
    """No personal data in any record of a handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        return True
