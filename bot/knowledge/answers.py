"""Answers composed from facts: the facet asked first, then the card, then next steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.conversations.bodies import AnswerBody, FactGroup, FactLine
from bot.knowledge.matters import FIELDS, Citation, Fact, Knowledge, Matter
from bot.words import say

DIRECT_CHARACTERS = 260
"""Length of the direct answer; the card holds everything."""
_OVERVIEW = ("conditions", "steps", "time_limit", "channel", "materials", "notes", "basis", "fee")
_NEXT = ("materials", "steps", "time_limit", "channel", "conditions", "fee", "phone")


class Composer:
    """Writes answers from the knowledge; `today` decides what has expired."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def compose(self, matter: Matter, facet: str | None, today: date) -> AnswerBody:
        """The answer to a matter and, if one was asked, its facet."""
        chosen = matter.field(facet) if facet else self._overview(matter)
        text = self._direct(matter, facet, chosen)
        caveat = any(not self._knowledge.certain(fact, today) for fact in chosen)
        return AnswerBody(
            text=text,
            matter=matter.id,
            title=matter.name,
            facet=facet,
            groups=list(self._groups(matter, today)),
            caveat=say("answer.caveat") if caveat else None,
        )

    def next_facets(self, matter: Matter, facet: str | None, most: int) -> list[str]:
        """Facets that the matter knows and that were not asked."""
        return [name for name in _NEXT if matter.field(name) and name != facet][:most]

    def _overview(self, matter: Matter) -> list[Fact]:
        facts = [matter.field(name)[0] for name in _OVERVIEW if matter.field(name)]
        return facts[:3]

    def _direct(self, matter: Matter, facet: str | None, facts: list[Fact]) -> str:
        if facet and not facts:
            return self._unknown(matter, facet)
        said = _shorten([_text(fact) for fact in facts])
        if facet:
            label = say(f"facets.{facet}")
            return say("answer.direct", title=matter.title, facet=label, facts=said)
        return say("answer.overview", title=matter.title, facts=said or matter.authority.text)

    def _unknown(self, matter: Matter, facet: str) -> str:
        phones = matter.field("phone")
        phone = say("answer.unknown_facet_phone", phone=phones[0].text) if phones else ""
        return say(
            "answer.unknown_facet",
            title=matter.title,
            facet=say(f"facets.{facet}"),
            authority=matter.authority.text,
            phone=phone,
        )

    def _groups(self, matter: Matter, today: date) -> Iterable[FactGroup]:
        for name in FIELDS:
            if facts := matter.field(name):
                lines = [self._line(fact, today) for fact in facts]
                yield FactGroup(field=name, label=say(f"facets.{name}"), items=lines)
        authority = Fact(text=matter.authority.text, source=matter.authority.source)
        label = say("facets.authority")
        yield FactGroup(field="authority", label=label, items=[self._line(authority, today)])

    def _line(self, fact: Fact, today: date) -> FactLine:
        citations = [self._knowledge.cite(reference) for reference in fact.source]
        return FactLine(
            text=_text(fact),
            source="；".join(self._cited(citation) for citation in citations),
            checked=min(self._checked(citation) for citation in citations).isoformat(),
            certain=self._knowledge.certain(fact, today),
        )

    def _cited(self, citation: Citation) -> str:
        sources = self._knowledge.sources
        if citation.kind == "statute":
            name = sources.statutes[citation.key].name
            if citation.place:
                return say("answer.statute", name=name, article=citation.place.replace(",", "、"))
            return say("answer.statute_whole", name=name)
        if citation.kind == "page":
            return sources.pages[int(citation.key)].address
        if citation.kind == "plan":
            return say("answer.plan", item=citation.place)
        return say("answer.general")

    def _checked(self, citation: Citation) -> date:
        sources = self._knowledge.sources
        if citation.kind == "statute":
            return sources.statutes[citation.key].checked
        if citation.kind == "page":
            return sources.pages[int(citation.key)].checked
        return sources.plan.checked


def _text(fact: Fact) -> str:
    return say("answer.stale", text=fact.text, stale=fact.stale) if fact.stale else fact.text


def _shorten(texts: list[str]) -> str:
    """Whole facts up to the length of a direct answer, at least one."""
    kept: list[str] = []
    for text in texts:
        if kept and sum(map(len, kept)) + len(text) > DIRECT_CHARACTERS:
            break
        kept.append(text.rstrip("。；;"))
    return "；".join(kept) + "。" if kept else ""
