"""Labels of the nearest examples."""

from __future__ import annotations

import numpy as np
import pytest

from understanding.similarity import NEAREST, Neighbours


def neighbours(*labels: int, dim: int = 4) -> Neighbours:
    """One example a label, each in a direction of its own."""
    return Neighbours(
        np.eye(len(labels), dim, dtype=np.float16), np.array(labels, dtype=np.int32), 3
    )


def test_the_label_of_the_nearest_example_has_the_largest_share() -> None:
    near_second = np.array([0.2, 0.98, 0, 0], dtype=np.float32)
    assert neighbours(0, 2, 1).shares(near_second).argmax() == 2


def test_the_shares_add_up_to_one() -> None:
    any_direction = np.full(4, 0.5, dtype=np.float32)
    assert neighbours(0, 1, 2).shares(any_direction).sum() == pytest.approx(1.0)


def test_examples_of_one_label_add_up() -> None:
    between = np.full(4, 0.5, dtype=np.float32)
    assert neighbours(0, 1, 1).shares(between) == pytest.approx([1 / 3, 2 / 3, 0])


def test_only_the_nearest_examples_count() -> None:
    vectors = np.zeros((2 * NEAREST, 2), dtype=np.float16)
    vectors[:NEAREST, 0] = vectors[NEAREST:, 1] = 1
    labels = np.repeat(np.array([0, 1], dtype=np.int32), NEAREST)
    shares = Neighbours(vectors, labels, 2).shares(np.array([1, 0], dtype=np.float32))
    assert shares == pytest.approx([1, 0])
