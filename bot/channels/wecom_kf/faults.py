"""The errcodes of 微信客服 by what may be done about them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.wechat.faults import (
    ApiFault,
    Busy,
    Malformed,
    Misconfigured,
    QuotaUsed,
    TooOften,
    Unreachable,
    WindowClosed,
)


class WrongState(ApiFault):
    """The session is not in a state that allows this: a servicer has it, or nobody any more."""


class CodeUsed(ApiFault):
    """The token of a callback or the code of an event holds no longer."""


class ServicerAway(ApiFault):
    """That servicer does not take sessions."""


WECOM_FAULTS: Mapping[int, type[ApiFault]] = {
    -1: Busy,
    40013: Misconfigured,
    60020: Misconfigured,
    95000: Misconfigured,
    95004: Misconfigured,
    95011: Misconfigured,
    95012: Misconfigured,
    95017: Misconfigured,
    40096: Unreachable,
    95002: WindowClosed,
    95001: QuotaUsed,
    45009: TooOften,
    45033: TooOften,
    40058: Malformed,
    95007: CodeUsed,
    95014: ServicerAway,
    95013: WrongState,
    95016: WrongState,
    95018: WrongState,
}
