"""Answers composed from facts: the facet asked first, then the card, then next steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    def compose(self, matter: Matter, facets: Sequence[str], today: date) -> AnswerBody:
        """The answer to a matter and the facets that were asked, in their order."""
        if not facets:
            return self._body(
                matter, None, [self._overview(matter, today)], _overview(matter), today
            )
        each = DIRECT_CHARACTERS // len(facets)
        sentences = [self._sentence(matter, facet, each, today) for facet in facets]
        facts = [fact for facet in facets for fact in matter.field(facet)]
        return self._body(matter, facets[0], sentences, facts, today)

    def compose_variant(self, matter: Matter, variant: str, today: date) -> AnswerBody:
        """What the matter's facts say of a kind of case, such as 外商; else the overview."""
        about = [f for name in FIELDS for f in matter.field(name) if variant in f.text]
        said = _shorten([_text(fact, today) for fact in about], DIRECT_CHARACTERS)
        if said:
            text = say("answer.variant", title=matter.title, variant=variant, facts=said)
        else:
            office = matter.authority.text
            text = say(
                "answer.variant_unknown", title=matter.title, variant=variant, authority=office
            )
        return self._body(matter, None, [text], about or _overview(matter), today)

    def next_facets(self, matter: Matter, asked: Sequence[str], most: int) -> list[str]:
        """Facets that the matter knows and that were not asked."""
        return [name for name in _NEXT if matter.field(name) and name not in asked][:most]

    def _body(
        self,
        matter: Matter,
        facet: str | None,
        sentences: Sequence[str],
        facts: Sequence[Fact],
        today: date,
    ) -> AnswerBody:
        caveat = any(not self._knowledge.certain(fact, today) for fact in facts)
        return AnswerBody(
            text="\n".join(sentences),
            matter=matter.id,
            title=matter.name,
            facet=facet,
            groups=list(self._groups(matter, today)),
            caveat=say("answer.caveat") if caveat else None,
        )

    def _overview(self, matter: Matter, today: date) -> str:
        said = _shorten([_text(fact, today) for fact in _overview(matter)], DIRECT_CHARACTERS)
        return say("answer.overview", title=matter.title, facts=said or matter.authority.text)

    def _sentence(self, matter: Matter, facet: str, most: int, today: date) -> str:
        texts = [_text(fact, today) for fact in matter.field(facet)]
        if facet == "basis" and not texts:
            texts = self._statutes(matter)
        if not texts:
            return self._unknown(matter, facet)
        label = say(f"facets.{facet}")
        return say("answer.direct", title=matter.title, facet=label, facts=_shorten(texts, most))

    def _statutes(self, matter: Matter) -> list[str]:
        """The statutes that the matter's facts cite, each once with its articles."""
        places: dict[str, list[str]] = {}
        facts = (fact for name in FIELDS for fact in matter.field(name))
        for citation in (self._knowledge.cite(ref) for fact in facts for ref in fact.source):
            if citation.kind == "statute":
                found = places.setdefault(citation.key, [])
                found.extend(p for p in citation.place.split(",") if p and p not in found)
        return [
            self._cited(Citation(kind="statute", key=key, place=",".join(found), weak=False))
            for key, found in places.items()
        ]

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
            text=_text(fact, today),
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


def _overview(matter: Matter) -> list[Fact]:
    facts = [matter.field(name)[0] for name in _OVERVIEW if matter.field(name)]
    return facts[:3]


def _text(fact: Fact, today: date) -> str:
    if fact.expired(today):
        return say("answer.expired", text=fact.text, last=fact.expires)
    return say("answer.stale", text=fact.text, stale=fact.stale) if fact.stale else fact.text


def _shorten(texts: list[str], most: int) -> str:
    """Whole facts up to this many characters, at least one."""
    kept: list[str] = []
    for text in texts:
        if kept and sum(map(len, kept)) + len(text) > most:
            break
        kept.append(text.rstrip("。；;"))
    return "；".join(kept) + "。" if kept else ""
