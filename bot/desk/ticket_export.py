"""Tickets as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.desk.hours import SHANGHAI
from bot.desk.spreadsheet import Sheet
from bot.desk.ticket_book import TicketLine
from bot.knowledge.matters import Knowledge
from bot.words import say
from understanding.masking import mask

COLUMNS = (
    "number",
    "created_at",
    "state",
    "group",
    "priority",
    "complex",
    "overdue",
    "contact_due_at",
    "due_at",
    "closed_at",
    "assignee_name",
    "matter",
    "question",
    "enterprise_name",
    "uscc",
    "contact_name",
    "phone",
    "preferred_time",
)

MASKED = {"question", "phone", "preferred_time"}
"""A table travels further than the page: who has to call somebody looks there."""
CODED = {"state": "ticket.states", "group": "groups", "priority": "ticket_table.priority"}
"""Columns of codes, and where the words for them stand."""


def ticket_sheet(knowledge: Knowledge, tickets: Sequence[TicketLine]) -> Sheet:
    """A row a ticket."""
    return say("ticket_table.sheet"), _table(knowledge, tickets)


def _table(knowledge: Knowledge, tickets: Sequence[TicketLine]) -> Iterable[list[str]]:
    yield [say(f"ticket_table.columns.{name}") for name in COLUMNS]
    for ticket in tickets:
        yield [_cell(knowledge, name, getattr(ticket, name)) for name in COLUMNS]


def _cell(knowledge: Knowledge, name: str, value: datetime | str | bool | None) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return say(f"ticket_table.{'yes' if value else 'no'}")
    if name in CODED:
        return say(f"{CODED[name]}.{value}")
    if name == "matter" and value in knowledge.matters:
        return knowledge.matters[value].name
    return mask(value) if value and name in MASKED else value or ""
