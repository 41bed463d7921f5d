"""One 公众号: who it is, how it may talk to us, and what comes from it for sure."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.channels.wechat.crypto import Crypto, Rejected, is_signed
from bot.channels.wechat.xml import envelope, fields_of

Mode = Literal["secure", "compat", "plain"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Proven:
    """A push's fields, and the key to answer with; None: in plain text."""

    fields: dict[str, str]
    key: bytes | None


class Account:
    """Checks what comes in and seals what goes back. The mode is the settings', never a request's:

    the signature of plain mode does not cover the body, so whoever saw one query could write to us.
    """

    def __init__(self, token: str, mode: Mode, crypto: Crypto | None, clock_seconds: float) -> None:
        """Without `crypto` in plain mode only."""
        self._token = token
        self._crypto = None if mode == "plain" else crypto
        self._clock_seconds = clock_seconds

    def verified(self, query: Mapping[str, str]) -> str:
        """What the console wants echoed. Raises Rejected."""
        if not self._plainly_signed(query):
            raise Rejected
        return query.get("echostr", "")

    def proven(self, query: Mapping[str, str], body: bytes) -> Proven:
        """The fields of a push. Raises Rejected and BadXml."""
        if self._crypto is None:
            if not self._plainly_signed(query):
                raise Rejected
            self._in_time(query)
            return Proven(fields_of(body), None)
        opened = self._crypto.open(query, fields_of(body).get("Encrypt", ""))
        self._in_time(query)
        return Proven(fields_of(opened.message), opened.key)

    def sealed(self, reply: str, query: Mapping[str, str], key: bytes | None) -> str:
        """A passive answer as this account wants it."""
        if self._crypto is None or key is None:
            return reply
        now = str(int(time.time()))
        return envelope(self._crypto.seal(reply.encode(), now, query["nonce"], key))

    def _plainly_signed(self, query: Mapping[str, str]) -> bool:
        parts = (query.get("timestamp", ""), query.get("nonce", ""))
        return is_signed(query.get("signature", ""), self._token, *parts)

    def _in_time(self, query: Mapping[str, str]) -> None:
        """Old requests are refused; the same request again in time is a repeat and no attack."""
        skew = time.time() - int(query["timestamp"])
        if abs(skew) > self._clock_seconds:
            log.warning("wechat.out_of_time", seconds=round(skew))
            raise Rejected
