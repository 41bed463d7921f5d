"""Scores become probabilities that mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from understanding.calibration import Floats, fit_temperature, softmax

SCORES = arrays(np.float32, (4, 5), elements=st.floats(-80, 80, width=32))


@given(SCORES)
def test_probabilities_add_up_to_one(logits: Floats) -> None:
    assert softmax(logits).sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)


@given(SCORES)
def test_the_highest_score_has_the_highest_probability(logits: Floats) -> None:
    probabilities = softmax(logits)
    chosen = probabilities[np.arange(4), logits.argmax(axis=1)]
    assert np.array_equal(chosen, probabilities.max(axis=1))


@given(SCORES, st.integers(-50, 50))
def test_a_common_offset_changes_nothing(logits: Floats, offset: int) -> None:
    assert softmax(logits + np.float32(offset)) == pytest.approx(softmax(logits), abs=1e-4)


def test_huge_scores_do_not_overflow() -> None:
    assert softmax(np.array([1e4, 0.0], dtype=np.float32)) == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_made_the_labels_is_found(temperature: float) -> None:
    generator = np.random.default_rng(3)
    logits = generator.normal(0, 3, (4000, 6)).astype(np.float32)
    chances = softmax(logits / np.float32(temperature)).astype(np.float64)
    drawn = (chances.cumsum(axis=1) > generator.random((4000, 1))).argmax(axis=1)
    assert fit_temperature(logits, drawn, np.zeros_like(logits)) == pytest.approx(
        temperature, rel=0.12
    )


def test_a_model_that_is_too_sure_is_made_less_sure() -> None:
    logits = np.tile(np.array([8.0, 0.0], dtype=np.float32), (10, 1))
    truth = np.array([0] * 7 + [1] * 3)
    assert fit_temperature(logits, truth, np.zeros_like(logits)) > 1.0
