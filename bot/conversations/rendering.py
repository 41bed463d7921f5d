"""The assistant's own words as messages: welcome, answers, offers, form fields, the summary."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

from bot.conversations.bodies import AnswerBody, FormBody, Row, SummaryBody, TextBody
from bot.conversations.effects import Draft, Offer, TurnContext, offers_of
from bot.dialogue.engine import Reply
from bot.knowledge.answers import Composer
from bot.knowledge.matters import Knowledge, Matter
from bot.words import say
from effects import ASSISTANCE_SLOTS, FACETS, SKIPPED, Answer, AskField, Clarify

NEXT_STEPS = 3


def ask_matter(matter: str, facet: str | None = None) -> str:
    """The payload that asks a matter, and perhaps its facet."""
    entities = {"matter": matter} | ({"facet": facet} if facet else {})
    return "/ask_matter" + json.dumps(entities)


def welcome(district: str, assistant: str, public_url: str) -> Draft:
    """The first message: that this is automatic and kept, what it can do, where to begin."""
    choices = [
        Offer(say(f"welcome_choices.{matter}"), ask_matter(matter))
        for matter in (
            "reg_company_setup",
            "tax_einvoice_issue",
            "ip_tm_register",
            "law_labor_arbitration",
        )
    ]
    choices.append(Offer(say("assistance_title"), "/assistance"))
    told = say("welcome", district=district, assistant=assistant)
    address = f"{public_url.rstrip('/')}/privacy"
    kept = say("welcome_privacy_at", address=address) if public_url else say("welcome_privacy")
    return Draft(TextBody(text=f"{told}\n{kept}"), tuple(choices))


class AnswerHandler:
    """`answer`: the facts of the matter, the facet of this turn first."""

    def __init__(self, knowledge: Knowledge, today: Callable[[], date]) -> None:
        self._knowledge = knowledge
        self._composer = Composer(knowledge)
        self._today = today

    def card(self, matter: str, facet: str | None) -> AnswerBody | None:
        """What is known of a matter, for staff to send; None when there is no such matter."""
        known = self._knowledge.matters.get(matter)
        if known is None:
            return None
        return self._composer.compose(known, [facet] if facet in FACETS else [], self._today())

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        effect, answer = reply.effect, context.answer
        assert isinstance(effect, Answer)
        matter = self._knowledge.matters.get(effect.matter or "")
        if matter is None:
            key = "answer.which" if answer.facet else "answer.which_any"
            label = say(f"facets.{answer.facet}") if answer.facet else ""
            return [Draft(TextBody(text=say(key, facet=label)))]
        asked = [(matter, answer.facets)]
        if answer.reading:
            asked += [(self._knowledge.matters[q.matter], q.facets) for q in answer.reading.also]
        return [self._draft(context, matter, facets) for matter, facets in asked]

    def _draft(self, context: TurnContext, matter: Matter, facets: Sequence[str]) -> Draft:
        reading = context.answer.reading
        if reading and reading.variant and not facets:
            body = self._composer.compose_variant(matter, reading.variant, self._today())
        else:
            body = self._composer.compose(matter, facets, self._today())
        others = self._composer.next_facets(matter, facets, NEXT_STEPS - 1)
        offers = [Offer(say(f"facets.{name}"), ask_matter(matter.id, name)) for name in others]
        if not context.answer.active_form:
            offers.append(Offer(say("assistance_title"), "/assistance"))
        return Draft(body, tuple(offers))


class ClarifyHandler:
    """`clarify`: the likeliest matters to choose from."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        effect = reply.effect
        assert isinstance(effect, Clarify)
        facet = context.answer.facet
        offers = [
            Offer(self._knowledge.matters[matter].title, ask_matter(matter, facet))
            for matter in effect.matters
            if matter in self._knowledge.matters
        ]
        offers.append(Offer(say("none_of_these"), "/none_of_these"))
        return [Draft(TextBody(text=say("clarify")), tuple(offers))]


class AskFieldHandler:
    """`ask_field`: one field of the form, or the summary at its end."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def carry_out(self, context: TurnContext, reply: Reply) -> list[Draft]:
        effect = reply.effect
        assert isinstance(effect, AskField)
        text, offers = reply.text or "", offers_of(reply)
        if effect.slot == "confirmed":
            return [Draft(SummaryBody(text=text, rows=self._rows(context)), offers)]
        step = ASSISTANCE_SLOTS.index(effect.slot) + 1
        body = FormBody(text=text, slot=effect.slot, step=step, steps=len(ASSISTANCE_SLOTS))
        return [Draft(body, offers)]

    def _rows(self, context: TurnContext) -> list[Row]:
        rows = []
        for slot in ASSISTANCE_SLOTS:
            if slot in ("consent", "confirmed"):
                continue
            value = context.answer.slots.get(slot)
            if slot == "assist_matter" and value in self._knowledge.matters:
                value = self._knowledge.matters[value].name
            shown = say("form.empty") if value in (None, SKIPPED) else str(value)
            rows.append(Row(name=slot, label=say(f"form.{slot}"), value=shown))
        return rows
