"""What a turn may ask the application to do."""

from __future__ import annotations

from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

from bot.settings import ROOT
from effects import (
    ASSISTANCE_SLOTS,
    FACETS,
    Answer,
    AskField,
    Clarify,
    Effect,
    Facet,
    Fallback,
    Handoff,
    Hint,
    OpenTicket,
    Outcome,
    OutOfScope,
    Smalltalk,
    TicketStatus,
    effect_adapter,
    outcome_of,
)

TICKET = OpenTicket(
    matter="reg_seal",
    question="公章丢了怎么补",
    enterprise_name="上海示例有限公司",
    uscc=None,
    contact_name="陈女士",
    phone="13800138000",
    preferred_time=None,
)


@pytest.mark.parametrize(
    ("effects", "outcome"),
    [
        ([Answer(matter="reg_seal")], "answered"),
        ([Clarify(matters=["reg_seal"])], "clarified"),
        ([Handoff(reason="asked")], "handoff"),
        ([AskField(slot="phone")], "assistance"),
        ([Hint(), AskField(slot="phone")], "assistance"),
        ([TICKET], "assistance"),
        ([TicketStatus()], "ticket_status"),
        ([OutOfScope()], "out_of_scope"),
        ([Smalltalk()], "smalltalk"),
        ([Fallback()], "fallback"),
    ],
)
def test_the_first_effect_says_what_kind_of_turn_it_was(
    effects: list[Effect], outcome: Outcome
) -> None:
    assert outcome_of(effects) == outcome


def test_a_digression_inside_the_form_counts_as_answered() -> None:
    assert outcome_of([Answer(matter="reg_seal"), AskField(slot="phone")]) == "answered"


def test_a_turn_without_effect_is_a_fallback() -> None:
    assert outcome_of([]) == "fallback"


def test_every_kind_of_effect_has_an_outcome() -> None:
    kinds = get_args(get_args(Effect)[0])
    assert len(kinds) == 11
    outcomes = {outcome_of([kind.model_construct()]) for kind in kinds}
    assert outcomes == set(get_args(Outcome))


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "delete_everything"},
        {},
        {"type": "answer", "matter": "reg_seal", "price": 3},
        {"type": "handoff", "reason": "bored"},
        {"type": "clarify", "matters": ["a", "b", "c", "d", "e", "f"]},
        {"type": "ticket_status", "phone_tail": "12345"},
        {"type": "open_ticket", "matter": "reg_seal"},
        "answer",
    ],
)
def test_what_is_no_effect_is_refused(sent: object) -> None:
    with pytest.raises(ValidationError):
        effect_adapter.validate_python(sent)


@pytest.mark.parametrize("effect", [TICKET, Answer(), Handoff(reason="upset", summary="急")])
def test_an_effect_survives_the_way_through_json(effect: Effect) -> None:
    assert effect_adapter.validate_json(effect.model_dump_json()) == effect


@pytest.mark.parametrize(("sent", "matter"), [("None", None), (None, None), ("reg_seal",) * 2])
def test_an_empty_slot_is_no_matter(sent: str | None, matter: str | None) -> None:
    effect = effect_adapter.validate_python({"type": "answer", "matter": sent})
    assert effect == Answer(matter=matter)


def test_an_effect_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        TICKET.phone = "110"  # type: ignore[misc]


def test_the_facets_are_the_same_everywhere() -> None:
    file = ROOT / "data/lexicon/facets.yml"
    named = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert set(FACETS) == set(get_args(Facet)) == set(named)


def test_the_form_asks_its_fields_in_this_order() -> None:
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert domain["forms"]["assistance_form"]["required_slots"] == list(ASSISTANCE_SLOTS)


def test_every_effect_of_a_response_is_known() -> None:
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    variants = [variant for variants in domain["responses"].values() for variant in variants]
    assert variants
    for variant in variants:
        effect_adapter.validate_python(variant["custom"])
