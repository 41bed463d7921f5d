"""What a model must not do to be released without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.trainer.report import Check, SetReport

FEW = 10
"""Lines of a domain below which one more or less says nothing."""


@dataclass(frozen=True)
class Limits:
    """Shares between 0 and 1."""

    domain_fall: float
    """No domain's share of right answers may fall by more."""
    wrong: float
    """Not more than this share may be answered wrong."""


def gate(sets: Sequence[SetReport], limits: Limits) -> list[Check]:
    """Every condition, and whether it is met."""
    checks: list[Check] = []
    for one in sets:
        for domain, found in one.domains.items():
            if found.before is None or found.n < FEW:
                continue
            fall = round(found.before.right - found.after.right, 4)
            checks.append(
                Check(
                    code="domain_fell",
                    name=one.name,
                    domain=domain,
                    before=found.before.right,
                    after=found.after.right,
                    limit=limits.domain_fall,
                    passed=fall <= limits.domain_fall,
                )
            )
        if one.matters is not None and one.matters.n >= FEW:
            shares = one.matters
            checks.append(
                Check(
                    code="wrong",
                    name=one.name,
                    domain=None,
                    before=shares.before.wrong if shares.before else None,
                    after=shares.after.wrong,
                    limit=limits.wrong,
                    passed=shares.after.wrong <= limits.wrong,
                )
            )
    return checks
