"""How a worker takes a model in beside one that answers."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from engine.host.worker import LOADING_NICE, aside


def rank() -> int:
    """The calling thread's; 19 is served last."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a rank of its own")
def test_a_model_is_loaded_behind_the_turns_and_served_at_the_usual_rank() -> None:
    before = rank()
    assert aside(rank) == min(19, before + LOADING_NICE)
    assert rank() == before


def test_what_fails_in_loading_is_said_where_the_worker_starts() -> None:
    def broken() -> None:
        raise ValueError("no such model")

    with pytest.raises(ValueError, match="no such model"):
        aside(broken)
