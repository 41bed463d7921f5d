"""Which model answers a conversation while another one is on trial."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.engine import EngineUnavailable, Request
from bot.dialogue.host import Base, EngineHost, HostState, Order, Trial, WorkerState

OLD, NEW = "a" * 64, "b" * 64
SHARES = st.sampled_from([5, 10, 25, 50])
CONVERSATIONS = [f"conversation-{n}" for n in range(4000)]
TAKEN = next(name for name in CONVERSATIONS if Trial(NEW, 50).takes(name))
LEFT = next(name for name in CONVERSATIONS if not Trial(NEW, 50).takes(name))


@settings(deadline=None)
@given(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64), SHARES)
def test_about_the_share_of_the_conversations_is_taken(model: str, share: int) -> None:
    taken = sum(Trial(model, share).takes(name) for name in CONVERSATIONS)
    spread = (share * (100 - share) * len(CONVERSATIONS)) ** 0.5 / 100
    assert abs(taken - len(CONVERSATIONS) * share / 100) < 6 * spread


@given(st.uuids().map(str), SHARES, SHARES)
def test_who_is_in_a_share_is_in_every_larger_one(conversation: str, one: int, other: int) -> None:
    small, large = (Trial(NEW, share).takes(conversation) for share in sorted((one, other)))
    assert large or not small


def test_another_process_and_another_version_take_the_same_ones() -> None:
    taken = [name for name in CONVERSATIONS[:20] if Trial(NEW, 25).takes(name)]
    assert taken == [f"conversation-{n}" for n in (3, 8, 10, 14)]


def test_another_model_is_tried_on_other_conversations() -> None:
    here, there = (
        {name for name in CONVERSATIONS if Trial(model, 25).takes(name)} for model in (OLD, NEW)
    )
    assert len(here & there) < len(here) / 2


class Worker:
    """A model's process: answers with the model's name, or with a status."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.status = 200
        self.server: TestServer | None = None

    async def answer(self, request: web.Request) -> web.Response:
        told = {"turn_id": (await request.json())["turn_id"], "replies": [], "model": self.model}
        return web.json_response(told, status=self.status)

    def state(self) -> WorkerState:
        assert self.server is not None and self.server.port is not None
        return WorkerState(model=self.model, port=self.server.port, state="ready")


@asynccontextmanager
async def trying() -> AsyncIterator[tuple[EngineHost, Worker, Worker]]:
    """A host with the released model's worker and the one of the model on trial."""
    workers = Worker(OLD), Worker(NEW)
    async with AsyncExitStack() as stack:
        for worker in workers:
            app = web.Application()
            app.router.add_post("/webhooks/bot/turn", worker.answer)
            worker.server = await stack.enter_async_context(TestServer(app))
        host = EngineHost("http://127.0.0.1:1", "token", timeout=5.0)
        stack.push_async_callback(host.close)
        host.order = Order(OLD, frozenset({NEW}), Trial(NEW, 50))
        base = Base(model=OLD, fingerprint="f" * 16)
        states = [worker.state() for worker in workers]
        host.state = HostState(base=base, serving=OLD, models=[OLD, NEW], workers=states)
        yield host, *workers


async def answering(host: EngineHost, conversation: str) -> str:
    request = Request(conversation_id=conversation, turn_id="t", text="您好")
    return (await host.respond(request)).model


async def test_the_share_is_answered_by_the_model_on_trial_and_the_rest_is_not() -> None:
    async with trying() as (host, _, _):
        for name in CONVERSATIONS[:50]:
            expected = NEW if Trial(NEW, 50).takes(name) else OLD
            assert await answering(host, name) == expected


@pytest.mark.parametrize("status", [500, 502])
async def test_a_turn_that_fails_on_trial_is_answered_by_the_released_model(status: int) -> None:
    async with trying() as (host, _, new):
        new.status = status
        assert await answering(host, TAKEN) == OLD


async def test_a_turn_that_fails_at_the_released_model_is_tried_again_there() -> None:
    async with trying() as (host, old, _):
        old.status = 500
        with pytest.raises(EngineUnavailable):
            await answering(host, LEFT)


async def test_a_model_on_trial_that_is_not_ready_or_not_there_is_stood_in_for() -> None:
    async with trying() as (host, old, new):
        assert host.state is not None
        failed = new.state().model_copy(update={"state": "failed", "cause": "missing"})
        for workers in ([old.state(), failed], [old.state()]):
            host.state = host.state.model_copy(update={"workers": workers})
            assert await answering(host, TAKEN) == OLD
        gone = new.state().model_copy(update={"port": 1})
        host.state = host.state.model_copy(update={"workers": [old.state(), gone]})
        assert await answering(host, TAKEN) == OLD
