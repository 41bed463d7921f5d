"""The fitted weights are a minimum of the stated objective."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import csr_matrix

from understanding.softmax_regression import Weights, fit, softmax

ROWS, COLUMNS, WIDTH, LABELS, C = 40, 7, 4, 3, 2.0


class Problem:
    """Random features with labels that depend on them."""

    def __init__(self) -> None:
        generator = np.random.default_rng(11)
        features = generator.random((ROWS, COLUMNS)) * (generator.random((ROWS, COLUMNS)) < 0.4)
        self.sparse: Any = csr_matrix(features.astype(np.float32))
        self.dense = generator.normal(size=(ROWS, WIDTH)).astype(np.float32)
        self.truth: npt.NDArray[np.int64] = np.argmax(
            self.dense[:, :LABELS] + generator.normal(0, 0.7, (ROWS, LABELS)), axis=1
        )

    def fitted(self, c: float = C, iterations: int = 400) -> Weights:
        return fit(self.sparse, self.dense, self.truth, LABELS, c, iterations)

    def objective(self, weights: Weights) -> float:
        """`c * cross entropy + ½‖weights‖²`, written down once more."""
        chances = softmax(weights.logits(self.sparse, self.dense)).astype(np.float64)
        loss = -np.log(chances[np.arange(ROWS), self.truth]).sum()
        norm = float((weights.sparse**2).sum() + (weights.dense**2).sum())
        return float(C * loss + 0.5 * norm)

    def excess(self, weights: Weights) -> npt.NDArray[np.float64]:
        """Probability given beyond what was observed, by row and label."""
        chances = softmax(weights.logits(self.sparse, self.dense)).astype(np.float64)
        chances[np.arange(ROWS), self.truth] -= 1.0
        return chances


@pytest.fixture(scope="module")
def problem() -> Problem:
    return Problem()


@pytest.fixture(scope="module")
def weights(problem: Problem) -> Weights:
    return problem.fitted()


def test_each_label_is_expected_as_often_as_it_occurs(problem: Problem, weights: Weights) -> None:
    assert problem.excess(weights).sum(axis=0) == pytest.approx(np.zeros(LABELS), abs=0.05)


def test_the_penalty_balances_the_pull_of_the_examples(problem: Problem, weights: Weights) -> None:
    excess = problem.excess(weights)
    assert C * (problem.dense.T @ excess) + weights.dense == pytest.approx(
        np.zeros((WIDTH, LABELS)), abs=0.1
    )
    assert C * (problem.sparse.T @ excess) + weights.sparse == pytest.approx(
        np.zeros((COLUMNS, LABELS)), abs=0.1
    )


@pytest.mark.parametrize("part", ["sparse", "dense", "bias"])
def test_no_step_away_from_the_minimum_is_better(
    problem: Problem, weights: Weights, part: str
) -> None:
    generator = np.random.default_rng(5)
    best = problem.objective(weights)
    for _ in range(20):
        parts = {"sparse": weights.sparse, "dense": weights.dense, "bias": weights.bias}
        step = generator.normal(0, 0.2, parts[part].shape).astype(np.float32)
        moved = Weights(**parts | {part: parts[part] + step})
        assert problem.objective(moved) > best


def test_less_regularisation_gives_larger_weights(problem: Problem, weights: Weights) -> None:
    free = problem.fitted(c=20 * C)
    assert np.linalg.norm(free.dense) > np.linalg.norm(weights.dense)
