"""What the live measurement counts as doubled and as out of order."""

from __future__ import annotations

from typing import Any

import pytest

from bench.load.ledger import Ledger


def message(seq: int, name: str) -> dict[str, Any]:
    return {"seq": seq, "author": "visitor", "body": {"text": f"{name} words"}}


FIRST, SECOND = "v-0000-00001", "v-0000-00002"


@pytest.mark.parametrize(
    ("arrivals", "faults", "delivered"),
    [
        ([(1, FIRST), (2, SECOND)], {}, 2),
        ([(1, FIRST), (1, FIRST), (2, SECOND)], {"doubled": 1}, 2),
        ([(1, FIRST), (2, FIRST)], {"doubled": 1}, 1),
        ([(1, FIRST), (3, SECOND)], {"misordered": 1}, 2),
        ([(1, SECOND), (2, FIRST)], {"misordered": 1}, 2),
    ],
)
def test_arrivals_are_held_against_what_was_sent(
    arrivals: list[tuple[int, str]], faults: dict[str, int], delivered: int
) -> None:
    ledger = Ledger(sent={FIRST: 0.0, SECOND: 0.0})
    for seq, name in arrivals:
        ledger.arrived("staff", "conversation", message(seq, name), 1.0)
    assert (dict(ledger.faults), len(ledger.delivered)) == (faults, delivered)


def test_what_was_refused_was_not_sent() -> None:
    ledger = Ledger(sent={FIRST: 0.0})
    ledger.answered({"type": "refused", "key": FIRST, "code": "busy"}, 1.0)
    assert (ledger.sent, dict(ledger.errors)) == ({}, {"busy": 1})
