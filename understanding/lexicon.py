"""Entities by dictionary and pattern: matter aliases, facets, codes, phones, amounts, dates.

A blank spaCy `zh` pipeline cut into characters (a word segmenter hides aliases inside sentences)
with phrase matchers, and regular expressions on the raw text; the longest match wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from understanding.normalise import simplify_character


@dataclass(frozen=True)
class Entity:
    """A piece of the text: `text[start:end]`, what it is, and its normal value."""

    entity: str
    value: str
    start: int
    end: int


_CN = "一-鿿"
_NUMBER = r"\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千]+"
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "uscc": re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.IGNORECASE),
    "ticket_number": re.compile(r"(?<![0-9A-Z])BB\d{12}(?!\d)", re.IGNORECASE),
    "phone": re.compile(
        r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?"
        r"(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|[2-9]\d{7})(?![0-9A-Za-z])"
    ),
    "amount": re.compile(
        rf"(?:{_NUMBER})\s*(?:个亿|亿|万|千|百万)?\s*(?:元|块钱|块|万元|亿元|RMB|rmb)"
    ),
    "date": re.compile(
        r"\d{4}[年./-]\d{1,2}(?:[月./-]\d{1,2}[日号]?|月)|\d{1,2}月\d{1,2}[日号]?"
        r"|(?:今天|明天|后天|大后天|(?:这|本|下)?(?:周|星期)[一二三四五六日天]|下个?月|月底)"
        r"(?:上午|下午|早上|晚上|中午)?"
    ),
    "enterprise_name": re.compile(
        rf"(?:[{_CN}A-Za-z0-9·&]|[（(][{_CN}]{{2,8}}[）)]){{2,40}}?"
        r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|"
        r"有限合伙企业|合伙企业(?:[（(](?:有限|普通)合伙[）)])?|个人独资企业|工作室|事务所|商行|经营部|门市部)"
    ),
}
_NAME_LEAD = re.compile(
    r"^.*?(?:公司名称是|名称是|名字叫|名字是|全称是|全称|公司是|公司叫|我们是|我是|我司|叫做|叫|是|"
    r"请问|怎么|如何|想要?|注册|成立|设立|开办|开个|办理|关于|一家|一个)"
)
_LEGAL_FORM = re.compile(r"(?:有限|股份|集团|合伙|个人独资|工作室|事务所|商行|经营部|门市部)")


def fold(text: str) -> str:
    """Simplified, lower case and half width, character for character, so that offsets hold."""
    folded = (unicodedata.normalize("NFKC", simplify_character(char)) for char in text)
    return "".join(
        new.lower() if len(new) == 1 and len(new.lower()) == 1 else old
        for new, old in zip(folded, text, strict=True)
    )


VARIANT = "variant"
"""A kind of enterprise or case, such as 外商 or 个体工商户."""


class Lexicon:
    """Finds entities in a text."""

    def __init__(self, words: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """What names each value of an entity: `{"facet": {"fee": ["多少钱", …]}}`."""
        self._nlp = spacy.blank("zh")
        self._matcher = PhraseMatcher(self._nlp.vocab)
        self._value: dict[str, tuple[str, str]] = {}
        for entity, phrases in words.items():
            self._add(entity, phrases)

    def _add(self, entity: str, phrases: Mapping[str, Sequence[str]]) -> None:
        for value, words in phrases.items():
            key = f"{entity}:{value}"
            self._value[key] = (entity, value)
            self._matcher.add(key, [self._doc(word) for word in words if len(word) > 1])

    def _doc(self, text: str) -> Doc:
        return self._nlp.make_doc(fold(text))

    def find(self, text: str) -> list[Entity]:
        """All entities in the order of the text, without overlaps; the longest match wins.

        A variant may stand inside another entity: it says for whom, not what.
        """
        found = [*self._phrases(text), *self._patterns(text)]
        found.sort(key=lambda entity: (entity.start - entity.end, entity.start))
        variants = [entity for entity in found if entity.entity == VARIANT]
        kept: list[Entity] = []
        for entity in found:
            apart = all(entity.end <= other.start or entity.start >= other.end for other in kept)
            if apart and entity.entity != VARIANT:
                kept.append(entity)
        return sorted([*kept, *variants], key=lambda entity: entity.start)

    def _phrases(self, text: str) -> list[Entity]:
        if not text.strip():
            return []
        doc = self._doc(text)
        found = []
        for key, start, end in self._matcher(doc):
            entity, value = self._value[self._nlp.vocab.strings[key]]
            span = doc[start:end]
            found.append(Entity(entity, value, span.start_char, span.end_char))
        return found

    def _patterns(self, text: str) -> list[Entity]:
        found = []
        for entity, pattern in PATTERNS.items():
            for match in pattern.finditer(text):
                start, value = match.start(), match.group()
                if entity == "enterprise_name":
                    value = _own_name(value)
                    start = match.end() - len(value)
                    if not value:
                        continue
                if entity in ("uscc", "ticket_number"):
                    value = value.upper()
                found.append(Entity(entity, value, start, match.end()))
        return found


def _own_name(text: str) -> str:
    """The enterprise's name without what was said before it; empty for a bare legal form."""
    while (lead := _NAME_LEAD.match(text)) and lead.end() < len(text):
        text = text[lead.end() :]
    form = _LEGAL_FORM.search(text)
    return text if form and form.start() >= 2 else ""
