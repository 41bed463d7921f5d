"""Sentences are put together by meaning, the most frequent first, in one pass."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.trainer.clusters import BLOCK, NEAR, grouped


def unit(*rows: list[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    made = np.asarray(rows, dtype=np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_what_is_near_a_leader_joins_it_and_what_is_alone_is_shown_when_it_is_frequent() -> None:
    vectors = unit([1, 0, 0], [0, 1, 0], [0.99, 0.05, 0], [0, 0, 1])
    groups = grouped(vectors, [5, 3, 1, 1])
    assert [(list(group.rows), group.count) for group in groups] == [([0, 2], 6), ([1], 3)]


def test_the_border_of_a_block_divides_no_group() -> None:
    vectors = unit(*[[1.0, 0.0001 * n] for n in range(BLOCK + 5)])
    (group,) = grouped(vectors, [1] * (BLOCK + 5))
    assert list(group.rows) == list(range(BLOCK + 5))


@given(st.lists(st.tuples(*[st.floats(-1, 1, width=32)] * 3), min_size=1, max_size=40))
def test_every_sentence_is_in_one_group_at_most_and_near_its_leader(
    rows: list[tuple[float, float, float]],
) -> None:
    vectors = unit(*[[x + 0.01, y, z + 2.0] for x, y, z in rows])
    groups = grouped(vectors, [2] * len(rows))
    seen = [row for group in groups for row in group.rows]
    assert sorted(seen) == list(range(len(rows)))
    for group in groups:
        assert all(vectors[row] @ vectors[group.rows[0]] >= NEAR - 1e-4 for row in group.rows)
