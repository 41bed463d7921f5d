"""HTTP to one of the platforms: below one base address, one retry for a refused token."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp
from pydantic import TypeAdapter, ValidationError

from bot.channels.wechat.faults import (
    TOKEN_CODES,
    ApiFault,
    Busy,
    Malformed,
    TokenRefused,
    TooOften,
    Unknown,
    fault_of,
)

SECONDS = 10.0
"""For one call; the outbox allows fifteen for an attempt with its retry."""
CONNECT_SECONDS = 4.0
LARGEST_ANSWER = 8 * 1024**2
"""Bytes of a record."""
_RECORD: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class Tokens(Protocol):
    """Whoever holds the access token."""

    async def get(self, refused: str | None = None) -> str:
        """The token now; another one than `refused` if the platform has one."""
        ...


class Api:
    """Calls of one account. Nothing that the platform or a person names is ever an address."""

    def __init__(self, base: str, faults: Mapping[int, type[ApiFault]]) -> None:
        self._base = base.rstrip("/")
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # A kept connection that the platform closed just now would make a send uncertain that
            # never left: a new one each time costs a handshake.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(force_close=True),
                timeout=aiohttp.ClientTimeout(total=SECONDS, sock_connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def ask(
        self, method: str, path: str, query: Mapping[str, str], body: object = None
    ) -> Any:
        """A call without token; the answer's record. Raises ApiFault."""
        async with self._answered(method, path, query, _content(body)) as response:
            return self._record(await _read(response))

    async def call(
        self,
        tokens: Tokens,
        path: str,
        body: object,
        query: Mapping[str, str] | None = None,
        method: str = "POST",
    ) -> dict[str, Any]:
        """JSON with the access token; once more when the token was refused."""
        return await self._with_token(tokens, method, path, query or {}, lambda: _content(body))

    async def upload(
        self,
        tokens: Tokens,
        path: str,
        query: Mapping[str, str],
        name: str,
        media: str,
        data: bytes,
    ) -> dict[str, Any]:
        """POST a file as the form field `media`."""

        def form() -> aiohttp.FormData:
            fields = aiohttp.FormData(quote_fields=False)
            fields.add_field("media", data, filename=name, content_type=media)
            return fields

        return await self._with_token(tokens, "POST", path, query, form)

    async def _with_token(
        self, tokens: Tokens, method: str, path: str, query: Mapping[str, str], content: Any
    ) -> dict[str, Any]:
        token = await tokens.get()
        for last in (False, True):
            given = {"access_token": token, **query}
            async with self._answered(method, path, given, content()) as response:
                answer = await _read(response)
            try:
                return self._record(answer)
            except TokenRefused:
                if last:
                    raise
            token = await tokens.get(refused=token)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def download(
        self, tokens: Tokens, path: str, query: Mapping[str, str]
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """GET bytes with the access token. Raises ApiFault when the answer is a record instead."""
        token = await tokens.get()
        for last in (False, True):
            given = {"access_token": token, **query}
            async with self._answered("GET", path, given, None) as response:
                # A text that a person sent is a file like others: its name comes along.
                named = response.content_disposition is not None
                if named or response.content_type not in ("application/json", "text/plain"):
                    yield response
                    return
                try:
                    self._record(await _read(response))
                except TokenRefused:
                    if last:
                        raise
                else:
                    raise Malformed("no_media")
            token = await tokens.get(refused=token)

    @asynccontextmanager
    async def _answered(
        self, method: str, path: str, query: Mapping[str, str], content: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        headers = {"Content-Type": "application/json"} if isinstance(content, bytes) else {}
        try:
            async with self._opened().request(
                method,
                self._base + path,
                params=query,
                data=content,
                headers=headers,
                allow_redirects=False,
            ) as response:
                _check_status(response.status)
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # Nothing was written. The causes name the address with the token: not kept.
            raise Busy(f"unreachable:{type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unknown(f"no_answer:{type(error).__name__}") from None

    def _record(self, answer: bytes) -> dict[str, Any]:
        """The record, whatever the content type says: the platform names it text/plain at times."""
        try:
            record = _RECORD.validate_json(answer)
            code = int(record.get("errcode") or 0)
        except (ValidationError, ValueError, TypeError):
            raise Unknown("unreadable") from None
        if code in TOKEN_CODES:
            raise TokenRefused(code)
        if code:
            raise fault_of(code, self._faults)
        return record


def _content(body: object) -> bytes | None:
    """JSON in raw UTF-8: the platform shows \\u escapes to people as they stand."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    answer = b""
    async for chunk in response.content.iter_any():
        answer += chunk
        if len(answer) > LARGEST_ANSWER:
            raise Unknown("too_large")
    return answer


def _check_status(status: int) -> None:
    """A gateway's 5xx says nothing about what the platform behind it did."""
    if status == 429:
        raise TooOften(status)
    if status >= 500:
        raise Unknown(status)
    if status >= 300:
        raise Malformed(status)
