"""What the outbox could not deliver for certain, for those who look after the product.

Needs the database only. What the messages say is never shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from bot.commands.database import opened
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.conversations.outbox import resend, troubled
from bot.settings import Settings
from bot.words import say


class OutboxLine(BaseModel):
    """A message that failed, or of which nobody knows whether it arrived."""

    id: str
    conversation: str
    seq: int
    channel: str
    state: str
    code: str | None
    attempts: int
    age_s: int


async def troubles(settings: Settings) -> list[OutboxLine]:
    """What needs a person, the oldest first. Raises DatabaseUnavailable."""
    async with opened(settings) as database:
        return [
            OutboxLine(
                id=row.id,
                conversation=row.conversation_id,
                seq=row.seq,
                channel=row.channel,
                state=row.state,
                code=row.error,
                attempts=row.attempts,
                age_s=int((now() - row.created_at).total_seconds()),
            )
            for row in await database.read(troubled)
        ]


async def resend_one(settings: Settings, delivery_id: str) -> None:
    """Put it back among what waits; a running application sends it within a second or so.

    Raises Refused unless it is failed or uncertain, and DatabaseUnavailable.
    """
    async with opened(settings) as database:
        if not await database.write(lambda session: resend(session, delivery_id)):
            refusal = say("outbox.not_resendable", delivery=delivery_id)
            raise Refused("not_resendable", refusal)


def show(lines: Sequence[OutboxLine], console: Console) -> None:
    """Print them as a table."""
    if not lines:
        console.print(say("outbox.none"))
        return
    columns = [name for name in OutboxLine.model_fields if name != "state"]
    table = Table(say("outbox.columns.state"), box=None)
    for name in columns:
        # Whole ids, so that one can be copied into the next command.
        table.add_column(say(f"outbox.columns.{name}"), overflow="fold", no_wrap=name == "id")
    for line in lines:
        cells = (str(value or "") for name, value in line if name != "state")
        table.add_row(say(f"outbox.states.{line.state}"), *cells)
    console.print(table)
