"""What must not stand in an example or in the trainers' inbox, beyond what logs hide.

`understanding.masking` leaves public codes and names of enterprises alone; whoever trains needs
neither, and both lead to a person. Names are known from the contact or told by what is around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.words import say
from understanding.lexicon import PATTERNS
from understanding.masking import mask

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒"
_SURNAME = rf"(?:{_DOUBLE}|[{_SURNAMES}])"
_TITLED = re.compile(rf"{_SURNAME}[一-鿿]{{0,2}}?(?=先生|女士|小姐)")
_CALLED = re.compile(rf"(?<=我叫|姓名|名叫|人叫){_SURNAME}[一-鿿]{{1,2}}(?=$|[^一-鿿]|的|，)")
_SAID_NAME = re.compile(r"(?<=姓名[:：])\s*[一-鿿·]{2,6}")
_HANDLE = re.compile(
    r"(?i)(?:微信|weixin|wechat|vx|qq)(?:号|群)?\s*[:：是]?\s*([A-Za-z0-9_-]{5,20})"
)
_PLACE = (
    "(?:北京|上海|天津|重庆|广东|广州|深圳|江苏|南京|苏州|浙江|杭州|宁波|四川|成都|湖北|武汉|"
    "山东|青岛|福建|厦门|安徽|合肥|河南|河北|湖南|江西|陕西|西安|辽宁|大连|海南|徐汇|浦东|中国)"
    "(?:省|市|区)?"
)
_FORM = "(?:有限责任公司|股份有限公司|有限公司)"
_ENTERPRISE = re.compile(
    rf"{_PLACE}(?:(?![个家的了开办想要立])[一-鿿A-Za-z0-9]){{2,14}}?{_FORM}|[一-鿿]{{2,6}}[（(]{_PLACE}[)）][一-鿿]{{0,10}}?{_FORM}"
)
"""A name with its place, as registered names have it; "一人有限公司" is what people ask about."""
_LEAST_NAME = 2


def cleaned(
    text: str, names: Iterable[str | None] = (), enterprises: Iterable[str | None] = ()
) -> str:
    """The text without what leads to a person; further names are known of the contact."""
    kind = dict.fromkeys(names, "name") | dict.fromkeys(enterprises, "enterprise")
    for name in sorted((n for n in kind if n and len(n) >= _LEAST_NAME), key=len, reverse=True):
        text = text.replace(name, _stands_for(kind[name]))
    text = PATTERNS["uscc"].sub(_code, text)
    text = _ENTERPRISE.sub(_stands_for("enterprise"), text)
    for pattern in (_SAID_NAME, _TITLED, _CALLED):
        text = pattern.sub(_stands_for("name"), text)
    text = _HANDLE.sub(lambda found: found[0].replace(found[1], "***"), text)
    return mask(text)


def personal(text: str) -> bool:
    """Whether something in the text leads to a person."""
    return cleaned(text) != text.translate(_FULL_WIDTH)


_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘ", "0123456789X")


def _stands_for(what: str) -> str:
    return say(f"trainer.stands_for.{what}")


def _code(found: re.Match[str]) -> str:
    """Eighteen signs with a digit; a word of eighteen letters is no code."""
    return _stands_for("code") if re.search(r"\d", found[0]) else found[0]
