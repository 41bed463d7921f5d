"""What the visitors of a measurement say: the same seed gives the same words to every target."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.examples import EACH, examples, some

Kind = Literal["matter", "facet", "form", "other"]
_PERSON = re.compile(r"人工|转接|客服|真人|投诉|活人")
"""Words that hand a conversation over, after which the assistant is silent."""

VAGUE = ("办证", "营业执照", "想咨询一下政策", "公司的事", "材料问题", "那个证怎么弄", "我想变更")
_START = ("申请帮办服务", "提交帮办申请在哪点", "现在就帮我建一个帮办单")
_QUESTION = (
    "公章丢了要怎么补刻",
    "公司搬到别的区，执照上的地址怎么改",
    "注销公司一直卡在清税这一步",
    "商标被别人抢先注册了怎么办",
    "员工申请劳动仲裁，我们要准备什么",
    "一般纳税人登记网上提交不了",
)
_COMPANY = ("徐汇示例科技有限公司", "上海样例贸易有限公司", "徐汇示范餐饮管理有限公司")
_PERSON_NAME = ("陈女士", "王先生", "李经理")
_TIME = ("明天上午", "周三下午", "下周一上午十点")
_CANCEL = ("取消", "不填了")

PER_FORM = 50
"""Turns for which a script has one form filled in or two given up: 7.5 turns on average, 15 %."""
STRETCH = 20
"""Turns of a long conversation after which the order of kinds repeats, so that any two windows of
this length hold the same mix."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a script."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Texts:
    """The lines that scripts draw from, besides the short ones above."""

    matters: Sequence[str]
    facets: Sequence[str]
    talk: Sequence[str]
    outside: Sequence[str]


def read_texts() -> Texts:
    """What stock Rasa and the product have both learnt, without what asks for a person.

    Of other texts stock Rasa is in doubt, and a doubt costs it a call of the action server.
    """
    learnt = [(t, label) for t, label in some(list(examples()), EACH) if not _PERSON.search(t)]
    return Texts(
        matters=[text for text, label in learnt if "/" in label],
        facets=[text for text, label in learnt if label == "ask_facet"],
        talk=[text for text, label in learnt if label in ("greet", "thanks", "goodbye")],
        outside=[text for text, label in learnt if label == "out_of_scope"],
    )


def script(texts: Texts, seed: int, number: int, turns: int) -> list[Said]:
    """Conversation `number` of a measurement: 60 % matters, 15 % facets, 15 % form, 10 % other."""
    draw = random.Random(f"{seed}/{number}")
    forms = _forms(draw, [way for _ in range(round(turns / PER_FORM)) for way in _ways(draw)])
    rest = turns - sum(map(len, forms))
    facets, others = round(rest * 15 / 85), round(rest * 10 / 85)
    order = _order(draw, rest - facets - others, facets, others, len(forms))
    return _spoken(texts, draw, order, forms)


def long_script(texts: Texts, seed: int, turns: int) -> list[Said]:
    """One conversation whose every stretch has the same mix in the same order."""
    draw = random.Random(f"{seed}/long")
    stretches = turns // STRETCH + 1
    order = _order(draw, 12, 3, 2, 1) * stretches
    return _spoken(texts, draw, order, _forms(draw, ["given up"] * stretches))[:turns]


def _ways(draw: random.Random) -> list[str]:
    return ["filled in"] if draw.random() < 0.5 else ["given up", "given up"]


def _forms(draw: random.Random, ways: Sequence[str]) -> list[list[str]]:
    """The words of each form; who filled in one is asked only what is new in the next."""
    known = False
    forms = []
    for way in ways:
        begun = [draw.choice(_START), draw.choice(_QUESTION)]
        who = ["同意", draw.choice(_COMPANY), "跳过", draw.choice(_PERSON_NAME), "13800138000"]
        if way == "filled in":
            forms.append([*begun, *([] if known else who), draw.choice(_TIME), "提交"])
        else:
            forms.append([*begun, draw.choice(_CANCEL)])
        known = way == "filled in"
    return forms


def _order(draw: random.Random, matters: int, facets: int, others: int, forms: int) -> list[Kind]:
    """Kinds in a drawn order, a form once: a matter comes first, facets follow a matter."""
    units: list[list[Kind]] = [["matter"] for _ in range(matters)]
    for _ in range(facets):
        draw.choice(units).append("facet")
    rest = units[1:]
    rest.extend(["other"] for _ in range(others))
    rest.extend(["form"] for _ in range(forms))
    draw.shuffle(rest)
    return units[0] + [kind for unit in rest for kind in unit]


def _spoken(
    texts: Texts, draw: random.Random, order: Sequence[Kind], forms: Iterable[Sequence[str]]
) -> list[Said]:
    coming = iter(forms)
    said: list[Said] = []
    for kind in order:
        if kind == "form":
            said.extend(Said(kind, text) for text in next(coming))
        elif kind == "matter":
            said.append(Said(kind, draw.choice(texts.matters)))
        elif kind == "facet":
            said.append(Said(kind, draw.choice(texts.facets)))
        else:
            said.append(Said(kind, _other(texts, draw, said)))
    return said


def _other(texts: Texts, draw: random.Random, said: Sequence[Said]) -> str:
    """Small talk, something out of scope, or vague words; two vague turns would call a person."""
    groups = [texts.talk, texts.talk, texts.outside]
    if said and said[-1].text not in VAGUE:
        groups.append(VAGUE)
    return draw.choice(draw.choice(groups))
