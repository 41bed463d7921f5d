"""When a text is answered, clarified, or not understood."""

from __future__ import annotations

import json

import numpy as np
import pytest

from understanding.reading import (
    FACET_ONLY,
    FALLBACK,
    TICKET_STATUS,
    Reading,
    Thresholds,
    matter_of,
    read,
)

SEAL, NAME = "registration/reg_seal", "registration/reg_name_declare"
BOUNDS = Thresholds(sure=0.5, margin=0.1, unknown=0.1, coverage=0.3, facet_keeps=0.7)


def reading(
    *shares: tuple[str, float],
    facet: str | None = None,
    variant: str | None = None,
    follows: bool = False,
    ticket: bool = False,
    length: int = 12,
    coverage: float = 1.0,
) -> Reading:
    """Read with these probabilities."""
    return read(
        [label for label, _ in shares],
        np.array([share for _, share in shares], dtype=np.float32),
        facets=(facet,) if facet else (),
        variant=variant,
        follows=follows,
        names_ticket=ticket,
        length=length,
        coverage=coverage,
        thresholds=BOUNDS,
    )


def test_a_probable_label_far_from_the_next_is_sure() -> None:
    found = reading((NAME, 0.2), (SEAL, 0.7), ("greet", 0.1))
    assert (found.label, found.decision, found.matter) == (SEAL, "sure", "reg_seal")


def test_two_labels_close_together_are_unsure() -> None:
    assert reading((SEAL, 0.52), (NAME, 0.45)).decision == "unsure"


def test_a_label_below_the_bound_is_unsure() -> None:
    assert reading((SEAL, 0.45), (NAME, 0.1)).decision == "unsure"


def test_nothing_worth_offering_is_unknown() -> None:
    assert reading((SEAL, 0.05), (NAME, 0.04)).decision == "unknown"


def test_the_bounds_themselves_are_enough() -> None:
    assert reading((SEAL, 0.5), (NAME, 0.375)).decision == "sure"


def test_the_ranking_begins_with_the_likeliest_and_ends_at_eight() -> None:
    found = reading(*((f"tax/tax_{i}", i / 100) for i in range(1, 13)))
    assert [label for label, _ in found.ranking] == [f"tax/tax_{i}" for i in range(12, 4, -1)]


def test_a_matter_is_not_taken_while_the_text_may_be_out_of_scope() -> None:
    assert reading((SEAL, 0.8), ("out_of_scope", 0.03)).decision == "unsure"
    assert reading((SEAL, 0.8), ("out_of_scope", 0.02)).decision == "sure"


def test_out_of_scope_is_said_only_when_nearly_certain() -> None:
    assert reading(("out_of_scope", 0.84), (SEAL, 0.1)).decision == "unsure"
    assert reading(("out_of_scope", 0.85), (SEAL, 0.1)).decision == "sure"


def test_a_single_label_can_be_sure() -> None:
    assert reading((SEAL, 1.0)).decision == "sure"


@pytest.mark.parametrize("best", [0.3, 0.99])
def test_unfamiliar_characters_are_unknown_whatever_the_model_says(best: float) -> None:
    found = reading((SEAL, best), (NAME, 0.01), coverage=0.29)
    assert (found.label, found.decision, found.matter) == (FALLBACK, "unknown", None)


def test_what_was_likely_is_kept_beside_an_unfamiliar_text() -> None:
    assert reading((SEAL, 0.9), (NAME, 0.1), coverage=0.0).ranking[0][0] == SEAL


def test_a_bare_facet_without_a_confident_matter_keeps_the_last_matter() -> None:
    found = reading((SEAL, 0.69), (NAME, 0.1), facet="time_limit", length=5)
    assert (found.label, found.decision, found.facet) == (FACET_ONLY, "sure", "time_limit")
    assert found.matter is None


def test_a_bare_facet_with_a_confident_matter_changes_the_matter() -> None:
    found = reading((SEAL, 0.7), (NAME, 0.1), facet="fee", length=5)
    assert (found.label, found.facet) == (SEAL, "fee")


def test_a_whole_question_is_no_bare_facet() -> None:
    found = reading((SEAL, 0.6), (NAME, 0.1), facet="fee", length=9)
    assert (found.label, found.decision) == (SEAL, "sure")


def test_a_short_text_without_facet_is_no_bare_facet() -> None:
    assert reading((SEAL, 0.6), (NAME, 0.1), length=4).label == SEAL


def test_another_kind_of_case_without_a_confident_matter_keeps_the_last_matter() -> None:
    found = reading((SEAL, 0.69), (NAME, 0.1), variant="外商", follows=True)
    assert (found.label, found.decision, found.variant) == (FACET_ONLY, "sure", "外商")


def test_a_kind_of_case_in_a_question_of_its_own_is_part_of_it() -> None:
    found = reading((SEAL, 0.69), (NAME, 0.1), variant="外商")
    assert (found.label, found.variant) == (SEAL, None)


def test_a_facet_word_in_small_talk_is_no_bare_facet() -> None:
    found = reading(("thanks", 0.6), (SEAL, 0.1), facet="phone", length=4)
    assert (found.label, found.decision) == ("thanks", "sure")


def test_an_unfamiliar_text_is_no_bare_facet() -> None:
    found = reading((SEAL, 0.6), (NAME, 0.1), facet="fee", length=4, coverage=0.1)
    assert found.label == FALLBACK


def test_a_ticket_number_asks_for_the_ticket_whatever_else_is_said() -> None:
    found = reading((SEAL, 0.99), (NAME, 0.01), facet="fee", ticket=True, coverage=0.0)
    assert (found.label, found.decision, found.facet) == (TICKET_STATUS, "sure", None)


def test_a_reading_travels_as_json_with_its_matter() -> None:
    sent = json.loads(json.dumps(reading((SEAL, 0.9), (NAME, 0.1), facet="fee").as_dict()))
    assert sent["matter"] == "reg_seal"
    assert sent["facet"] == "fee"
    assert sent["ranking"][0] == [SEAL, pytest.approx(0.9, abs=1e-3)]


@pytest.mark.parametrize(
    ("label", "matter"), [(SEAL, "reg_seal"), ("greet", None), ("nlu_fallback", None)]
)
def test_the_matter_is_the_part_after_the_slash(label: str, matter: str | None) -> None:
    assert matter_of(label) == matter
