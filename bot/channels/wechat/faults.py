"""What the platforms' APIs can answer, by what the caller may do about it."""

from __future__ import annotations

from collections.abc import Mapping


class ApiFault(Exception):
    """A call did not succeed, and certainly did nothing unless the class says otherwise.

    `code` is the platform's errcode, or a short word where there was none.
    """

    def __init__(self, code: int | str) -> None:
        super().__init__(str(code))
        self.code = code


class Misconfigured(ApiFault):
    """The account or its settings must be changed by the operator: no call will succeed."""


class Busy(ApiFault):
    """Not now; the same call may succeed later. `retry_after` in seconds, where that is known."""

    retry_after: float | None = None


class TooOften(Busy):
    """A limit of calls a minute or a day."""

    retry_after = 60.0


class TokenRefused(ApiFault):
    """The access token was refused, and so was a new one."""


class Unreachable(ApiFault):
    """This person cannot be written to: gone, unsubscribed, or refused by them."""


class WindowClosed(Unreachable):
    """The time in which this person may be written to is over."""


class QuotaUsed(ApiFault):
    """As much as may be written was written; the person's next message opens it again."""


class Malformed(ApiFault):
    """The request itself is wrong, or an errcode that nobody here knows."""


class Unknown(ApiFault):
    """The request may have been carried out: no answer came, or none that can be read."""


TOKEN_CODES = frozenset({40001, 40014, 42001})
"""The access token is wrong, not the latest, or expired."""

MP_FAULTS: Mapping[int, type[ApiFault]] = {
    -1: Busy,
    40013: Misconfigured,
    40125: Misconfigured,
    40164: Misconfigured,
    89503: Misconfigured,
    48001: Misconfigured,
    48004: Misconfigured,
    50002: Misconfigured,
    48002: Unreachable,
    40003: Unreachable,
    43004: Unreachable,
    45015: WindowClosed,
    45047: QuotaUsed,
    45009: TooOften,
    45011: TooOften,
    45002: Malformed,
    47001: Malformed,
}


def fault_of(code: int, faults: Mapping[int, type[ApiFault]]) -> ApiFault:
    """The fault that an errcode other than 0 stands for."""
    return faults.get(code, Malformed)(code)
