"""Answers as another platform may write them: quotes, missing fields, other orders and types."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import MP_FAULTS, Busy, QuotaUsed, TokenRefused, Unknown
from bot.channels.wechat.rendering import Words
from bot.channels.wechat.tokens import TokenHolder, stable_token, work_token
from bot.channels.wechat_mp.calls import Calls
from bot.channels.wecom_kf.api import KfApi
from bot.store.database import Database


@dataclass
class Held:
    """A token that nobody has to ask for."""

    async def get(self, refused: str | None = None) -> str:
        return "another" if refused else "token"


@dataclass
class Odd:
    """Gives the answers that a test wants, letter by letter."""

    url: str = ""
    answers: list[web.Response] = field(default_factory=list)

    async def answer(self, _: web.Request) -> web.Response:
        return self.answers.pop(0)

    def gives(self, *texts: str, kind: str = "text/plain", **headers: str) -> None:
        self.answers += [
            web.Response(text=text, content_type=kind, headers=headers) for text in texts
        ]


@pytest.fixture
async def odd() -> AsyncIterator[Odd]:
    platform = Odd()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", platform.answer)
    async with TestServer(app) as server:
        platform.url = str(server.make_url("/")).rstrip("/")
        yield platform


@pytest.fixture
async def api(odd: Odd) -> AsyncIterator[Api]:
    http = Api(odd.url, MP_FAULTS)
    yield http
    await http.close()


@pytest.mark.parametrize("seconds", ["7200", '"7200"', "7200.0"])
@pytest.mark.parametrize("fetch", [stable_token, work_token])
async def test_a_token_holds_for_a_number_of_seconds_with_or_without_quotes(
    odd: Odd, api: Api, database: Database, fetch: Any, seconds: str
) -> None:
    odd.gives(f'{{"expires_in": {seconds}, "access_token": "t", "errmsg": "ok", "errcode": "0"}}')
    tokens = TokenHolder(database, "account", fetch(api, "id", "secret"), can_force=False)
    assert [await tokens.get(), await tokens.get()] == ["t", "t"]


@pytest.mark.parametrize("given", ["{}", '{"access_token": "", "expires_in": 7200}', "[]", ""])
async def test_what_is_no_token_is_asked_for_again(
    odd: Odd, api: Api, database: Database, given: str
) -> None:
    odd.gives(given)
    tokens = TokenHolder(database, "account", stable_token(api, "id", "secret"), can_force=True)
    with pytest.raises(Busy):
        await tokens.get()


@pytest.mark.parametrize(
    "given", ["{}", '{"errcode": 0}', '{"errcode": "0"}', '{"errcode": null}', ' {"msgid": 1}\n']
)
@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/html"])
async def test_success_needs_no_errcode(odd: Odd, api: Api, given: str, kind: str) -> None:
    odd.gives(given, kind=kind)
    await Calls(api, Held()).send_words("me", Words("你好"))


@pytest.mark.parametrize("given", ['{"errcode": "45047"}', '{"errmsg": "x", "errcode": 45047}'])
async def test_an_errcode_in_quotes_is_the_same(odd: Odd, api: Api, given: str) -> None:
    odd.gives(given)
    with pytest.raises(QuotaUsed):
        await Calls(api, Held()).send_words("me", Words("你好"))


async def test_a_refused_token_in_quotes_costs_two_calls(odd: Odd, api: Api) -> None:
    odd.gives('{"errcode": "40001"}', '{"errcode": "42001"}')
    with pytest.raises(TokenRefused):
        await Calls(api, Held()).send_words("me", Words("你好"))


async def test_a_text_that_a_person_sent_is_a_file(odd: Odd, api: Api) -> None:
    odd.gives('{"errcode": 40001}', **{"Content-Disposition": 'attachment; filename="a.txt"'})
    async with KfApi(api, Held()).download("m") as response:
        assert await response.read() == b'{"errcode": 40001}'


async def test_an_upload_without_an_id_is_known_to_be_none(odd: Odd, api: Api) -> None:
    odd.gives('{"type": "image"}', '{"type": "image"}')
    with pytest.raises(Unknown):
        await Calls(api, Held()).upload_picture("图.png", "image/png", b"1")
    with pytest.raises(Unknown):
        await KfApi(api, Held()).upload("image", "图.png", "image/png", b"1")


@pytest.mark.parametrize(("given", "names"), [("null", []), ('[{"kf_account": "a"}]', ["a"])])
async def test_servicers_who_are_there_may_be_none(
    odd: Odd, api: Api, given: str, names: list[str]
) -> None:
    odd.gives(f'{{"kf_online_list": {given}}}')
    assert await Calls(api, Held()).online() == names


@pytest.mark.parametrize("more", ["1", "true", '"1"'])
async def test_a_page_may_leave_out_what_it_has_not(odd: Odd, api: Api, more: str) -> None:
    odd.gives(f'{{"msg_list": null, "has_more": {more}, "next_cursor": "c"}}', '{"errcode": 0}')
    kf = KfApi(api, Held())
    first, last = [await kf.sync("account", "", "") for _ in range(2)]
    assert (first.has_more, first.next_cursor, first.msg_list) == (1, "c", [])
    assert (last.has_more, last.next_cursor, last.msg_list) == (0, "", [])


async def test_a_state_may_be_in_quotes(odd: Odd, api: Api) -> None:
    odd.gives('{"service_state": "3", "servicer_userid": null}')
    assert await KfApi(api, Held()).state("account", "person") == (3, "")
