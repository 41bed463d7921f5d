"""Checks of the assistance form's fields: text in, a normal value or a named fault out."""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers
from stdnum.cn import uscc as uscc_number
from stdnum.exceptions import InvalidLength, ValidationError

MAX_CHARACTERS = 500
CHINA = 86


class FieldFault(Exception):
    """The input is not a value of its field; `response` names the sentence that says why."""

    def __init__(self, response: str) -> None:
        super().__init__(response)
        self.response = response


def _bounded(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        raise FieldFault("utter_invalid_long")
    return text.strip(" \t\r\n　，。,.！!？?")


def question(text: str) -> str:
    """At least four characters of substance."""
    value = _bounded(text)
    if len(re.sub(r"\W", "", value)) < 4:
        raise FieldFault("utter_invalid_question")
    return value


_NAME_LEAD = re.compile(
    r"^(?:(?:我们?的?|咱们?的?)?(?:公司|单位|企业|店)?(?:全称|名称|名字)(?:叫做|叫|是|为)"
    r"|(?:我们?的?|咱们?的?)(?:公司|单位|企业|店)?(?:叫做|叫|是)|叫做?)[:：]?"
)


def enterprise_name(text: str) -> str:
    """2 to 60 characters with at least one letter or Chinese character."""
    value = _NAME_LEAD.sub("", _bounded(text)).strip()
    if not 2 <= len(value) <= 60 or not re.search(r"[A-Za-z一-鿿]", value):
        raise FieldFault("utter_invalid_enterprise_name")
    return value


def uscc(text: str) -> str:
    """The 统一社会信用代码 by GB 32100-2015: 18 places, the last one a check digit."""
    compact = re.sub(r"[\s-]", "", text).upper()
    found = re.search(r"[0-9A-Z]{15,22}", compact)
    try:
        return str(uscc_number.validate(found.group() if found else compact))
    except InvalidLength:
        raise FieldFault("utter_invalid_uscc_length") from None
    except ValidationError:
        raise FieldFault("utter_invalid_uscc_check") from None


_PERSON_LEAD = re.compile(
    r"^(?:联系人|名字|姓名|称呼)?(?:就)?(?:我?(?:叫做?|姓)|(?:我)?是|写|填)[:：]?"
)


def contact_name(text: str) -> str:
    """1 to 20 characters that are letters, without digits."""
    value = _PERSON_LEAD.sub("", _bounded(text)).strip()
    if not 1 <= len(value) <= 20 or not re.fullmatch(r"[A-Za-z一-鿿· .]+", value):
        raise FieldFault("utter_invalid_contact_name")
    return value


def phone(text: str) -> str:
    """A number that can exist: in national form without blanks, a foreign one in E.164."""
    found = re.search(r"\+?\d[\d\s()（）-]{5,18}\d", text)
    try:
        number = phonenumbers.parse(found.group() if found else text, "CN")
    except phonenumbers.NumberParseException:
        raise FieldFault("utter_invalid_phone") from None
    if not phonenumbers.is_valid_number(number):
        raise FieldFault("utter_invalid_phone")
    if number.country_code != CHINA:
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\s", "", str(written))


def preferred_time(text: str) -> str:
    """Free words of 2 to 50 characters."""
    value = _bounded(text)
    if not re.search(r"\w\w", value) or len(value) > 50:
        raise FieldFault("utter_invalid_preferred_time")
    return value


CHECKS: dict[str, Callable[[str], str]] = {
    "question": question,
    "enterprise_name": enterprise_name,
    "uscc": uscc,
    "contact_name": contact_name,
    "phone": phone,
    "preferred_time": preferred_time,
}
