"""The knowledge report for people: matter by field, then what to look at."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.knowledge.check import COLUMNS, Coverage, KnowledgeReport
from bot.words import say


def show(report: KnowledgeReport, console: Console) -> None:
    """Print the coverage matrix, the findings by kind, and how much is complete."""
    table = Table(say("check.matter"), *(say(f"facets.{name}") for name in COLUMNS), box=None)
    for row in report.coverage:
        states = (say(f"check.states.{row.fields[name]}") for name in COLUMNS)
        table.add_row(f"{row.matter}*" if row.core else row.matter, *states)
    console.print(table)
    console.print(say("check.legend"))
    for kind in dict.fromkeys(finding.kind for finding in report.findings):
        found = [finding for finding in report.findings if finding.kind == kind]
        console.rule(say(f"check.kinds.{kind}"))
        for finding in found:
            console.print(finding.matter, say(f"facets.{finding.field}"), finding.text)
    core = [row for row in report.coverage if row.core]
    console.print(
        say(
            "check.summary",
            core=len(core),
            complete=_complete(core),
            all=len(report.coverage),
            complete_all=_complete(report.coverage),
        )
    )


def _complete(rows: Sequence[Coverage]) -> int:
    return sum(row.complete for row in rows)
