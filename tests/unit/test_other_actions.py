"""Clarifying, handing over and looking up a ticket."""

from __future__ import annotations

import pytest

from actions.clarify import ActionClarify
from actions.handoff import ActionHandoff
from actions.ticket_status import ActionTicketStatus
from effects import Answer, Clarify, Handoff, TicketStatus
from tests.unit.trackers import Done, Said, emitted, ran, run, user

RANKING = (
    ("tax/tax_einvoice_issue", 0.3),
    ("greet", 0.2),
    ("tax/tax_einvoice_quota", 0.15),
    ("registration/reg_seal", 0.1),
    ("ip/ip_tm_register", 0.05),
)
UNSURE = Said("发票的事", ranking=RANKING)


def clarify(said: Said, *last_turn: str) -> Done:
    before = [user("发票"), *(ran(action) for action in last_turn)] if last_turn else []
    return run(ActionClarify(), said, before=before)


def test_an_unsure_text_offers_the_three_likeliest_matters() -> None:
    matters = ["tax_einvoice_issue", "tax_einvoice_quota", "reg_seal"]
    assert clarify(UNSURE).effects == [Clarify(matters=matters).model_dump()]


def test_a_matter_that_was_named_is_offered_first() -> None:
    said = Said("刻章发票", ranking=RANKING, entities={"alias": "reg_seal"})
    assert clarify(said).effects[0]["matters"][0] == "reg_seal"


def test_a_named_matter_that_is_not_likely_is_not_offered() -> None:
    said = Said("商标发票", ranking=RANKING, entities={"alias": "law_labor_arbitration"})
    assert "law_labor_arbitration" not in clarify(said).effects[0]["matters"]


ANSWERED = Answer(matter="reg_seal").model_dump()
GOES_ON = Said("什么时候下来", ranking=RANKING, facets=("time_limit",))


def after_an_answer(said: Said) -> Done:
    before = [user("公章丢了"), ran("utter_answer"), emitted(ANSWERED)]
    return run(ActionClarify(), said, before=before, slots={"matter": "reg_seal"})


def test_a_short_facet_after_an_answer_goes_on_about_its_matter() -> None:
    assert after_an_answer(GOES_ON).effects == [ANSWERED]


def test_a_follow_up_that_was_answered_does_not_count_as_unsure() -> None:
    before = [user("那个呢"), ran("action_clarify"), emitted(ANSWERED)]
    assert run(ActionClarify(), UNSURE, before=before).effects[0]["type"] == "clarify"


@pytest.mark.parametrize(
    "said",
    [
        Said("那发票的事呢", ranking=RANKING),
        Said("发票几天下来", ranking=RANKING, facets=("time_limit",), entities={"alias": "x"}),
        Said(
            "我们那个申请交上去以后一直没有动静想问什么时候下来", ranking=RANKING, facets=("fee",)
        ),
    ],
)
def test_what_names_a_matter_or_asks_at_length_is_clarified(said: Said) -> None:
    assert after_an_answer(said).effects[0]["type"] == "clarify"


def test_what_is_not_understood_at_all_is_said() -> None:
    done = clarify(Said("呜啦呜啦", decision="unknown", ranking=RANKING))
    assert (done.responses, done.effects) == (["utter_default"], [])


def test_an_unsure_text_without_a_likely_matter_offers_nothing() -> None:
    done = clarify(Said("嗯那个", ranking=(("greet", 0.4), ("thanks", 0.35))))
    assert done.responses == ["utter_default"]


@pytest.mark.parametrize(
    "said", [UNSURE, Said("呜啦", decision="unknown"), Said("/none_of_these", "none_of_these")]
)
def test_unsure_twice_in_a_row_leads_to_a_person(said: Said) -> None:
    effect = clarify(said, "action_clarify").effects[0]
    assert (effect["type"], effect["reason"]) == ("handoff", "unsure_twice")


def test_an_answer_in_between_starts_anew() -> None:
    before = [user("发票"), ran("action_clarify"), user("注册公司"), ran("utter_answer")]
    assert run(ActionClarify(), UNSURE, before=before).effects[0]["type"] == "clarify"


def test_a_person_gets_the_words_of_the_enterprise_and_the_matter() -> None:
    before = [user("公章丢了"), ran("utter_answer"), user("/help"), ran("utter_help")]
    done = run(
        ActionHandoff(), Said("转人工", "handoff", "sure"), {"matter": "reg_seal"}, before=before
    )
    wanted = Handoff(reason="asked", matter="reg_seal", summary="公章丢了\n转人工")
    assert done.effects == [wanted.model_dump()]


def test_the_summary_holds_the_last_five_texts() -> None:
    before = [user(f"第{i}句") for i in range(1, 8)]
    effect = run(ActionHandoff(), Said("转人工", "handoff"), before=before).effects[0]
    assert effect["summary"].splitlines() == ["第4句", "第5句", "第6句", "第7句", "转人工"]


def test_the_matter_of_the_form_is_the_matter_of_the_handover() -> None:
    slots = {"assist_matter": "tax_einvoice_issue", "matter": "reg_seal"}
    effect = run(ActionHandoff(), Said("转人工", "handoff"), slots).effects[0]
    assert effect["matter"] == "tax_einvoice_issue"


def test_an_upset_enterprise_is_handed_over_as_such() -> None:
    assert run(ActionHandoff(), Said("什么玩意", "upset", "sure")).effects[0]["reason"] == "upset"


def test_a_handover_without_words_has_an_empty_summary() -> None:
    assert run(ActionHandoff(), Said("/handoff", "handoff")).effects[0]["summary"] == ""


@pytest.mark.parametrize(
    ("text", "number", "tail"),
    [
        ("我的单子到哪了", None, None),
        ("BB251124000019", "BB251124000019", None),
        ("BB251124000019 尾号8000", "BB251124000019", "8000"),
        ("bb251124000019，8000", "BB251124000019", "8000"),
        ("8000 BB251124000019", "BB251124000019", "8000"),
        ("BB251124000019 13800138000", "BB251124000019", None),
        ("尾号8000", None, "8000"),
    ],
)
def test_number_and_tail_are_read_out_of_the_words(
    text: str, number: str | None, tail: str | None
) -> None:
    entities = {"ticket_number": number} if number else {}
    done = run(ActionTicketStatus(), Said(text, "ticket_status", "sure", entities=entities))
    assert done.effects == [TicketStatus(number=number, phone_tail=tail).model_dump()]
