"""One access token for all: asked for by one, refused once, and never in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.wechat.client import Api
from bot.channels.wechat.faults import MP_FAULTS, Busy, Misconfigured, TokenRefused
from bot.channels.wechat.tokens import TokenHolder, stable_token
from bot.store.database import Database
from tests.wechat.platform.mp import MpPlatform

SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
BODY = {"touser": "me", "msgtype": "text", "text": {"content": "你好"}}


class Caller:
    """A replica, as it were."""

    def __init__(self, mp: MpPlatform, database: Database) -> None:
        self.api = Api(mp.url, MP_FAULTS)
        fetch = stable_token(self.api, mp.keys.receiver, mp.keys.secret)
        self.tokens = TokenHolder(database, "mp", fetch, can_force=True)

    async def send(self) -> None:
        await self.api.call(self.tokens, SEND, BODY)


@pytest.fixture
async def callers(mp: MpPlatform, database: Database) -> AsyncIterator[list[Caller]]:
    mp.allow("me", (1000, 3600.0))
    made = [Caller(mp, database) for _ in range(3)]
    yield made
    for caller in made:
        await caller.api.close()


async def test_many_callers_in_several_replicas_ask_once(
    mp: MpPlatform, callers: list[Caller]
) -> None:
    await asyncio.gather(*(caller.send() for caller in callers * 5))
    assert (len(mp.called(TOKEN)), len(mp.people["me"].seen)) == (1, 15)


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_replaced_once(
    mp: MpPlatform, callers: list[Caller], code: int
) -> None:
    await callers[0].send()
    mp.invalidate()
    mp.play(SEND, code)
    await asyncio.gather(*(caller.send() for caller in callers))
    assert mp.tokens_given == 2
    assert len(mp.called(TOKEN)) == 2


async def test_a_token_that_the_platform_keeps_giving_and_refusing_is_forced_once(
    mp: MpPlatform, callers: list[Caller]
) -> None:
    await callers[0].send()
    mp.play(SEND, 40001)
    await callers[0].send()
    assert [call.body["force_refresh"] for call in mp.called(TOKEN)] == [False, False, True]


async def test_refusals_without_end_are_bounded(mp: MpPlatform, callers: list[Caller]) -> None:
    mp.refuses_tokens = True
    for _ in range(3):
        with pytest.raises(TokenRefused):
            await callers[0].send()
    assert len(mp.called(SEND)) == 6
    assert len(mp.called(TOKEN)) <= 6
    assert sum(call.body["force_refresh"] for call in mp.called(TOKEN)) == 1


async def test_a_platform_that_gives_no_token_now_is_asked_again_later(
    mp: MpPlatform, callers: list[Caller]
) -> None:
    mp.play(TOKEN, "502", "drop", "garbage", -1)
    for _ in range(4):
        with pytest.raises(Busy):
            await callers[0].send()
    assert mp.called(SEND) == []
    await callers[0].send()


@pytest.mark.parametrize("code", [40164, 40013, 40125])
async def test_an_account_that_is_set_up_wrongly_says_so(
    mp: MpPlatform, callers: list[Caller], code: int
) -> None:
    mp.play(TOKEN, code)
    with pytest.raises(Misconfigured):
        await callers[0].send()


async def test_nobody_listening_is_certain(database: Database) -> None:
    mp = MpPlatform()
    mp.url = "http://127.0.0.1:9"
    caller = Caller(mp, database)
    with pytest.raises(Busy):
        await caller.send()
    await caller.api.close()
