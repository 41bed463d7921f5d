"""What removes what is known of persons, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from bot.channels.wechat.forgetting import PushForgetter
from bot.conversations.erasure import Erasure
from bot.conversations.expiring import OrphanedFiles, PlainRows
from bot.conversations.files import Files
from bot.conversations.hub import Hub
from bot.conversations.retention import Expiring, Retention
from bot.desk.expiring import (
    ClosedTickets,
    SentFiles,
    SettledDeliveries,
    SilentConversations,
    TicketFiles,
)
from bot.desk.forgetting import DeskForgetter
from bot.desk.holding import Holding
from bot.dialogue.trackers import Trackers
from bot.settings import Settings
from bot.store.database import Database
from bot.store.person_tables import LinkGuess, OneTime
from bot.store.tables import AccessRecord, SignInTry, StaffSession
from bot.store.ticket_tables import TicketLookup
from bot.trainer.expiring import OldItems


def erasure_of(
    database: Database, files: Files, trackers: Trackers, hub: Hub, holding: Holding
) -> Erasure:
    """Forgets one person, in every part."""
    others = (DeskForgetter(hub, holding, files), PushForgetter())
    return Erasure(database, files, trackers, others)


def retention_of(settings: Settings, database: Database, files: Files) -> Retention:
    """Removes what was kept for long enough; a kind without a period is kept for ever."""

    def period(kind: str) -> timedelta | None:
        days: int = getattr(settings, f"retention_{kind}")
        return timedelta(days=days) if days else None

    kinds: list[Expiring] = []
    tickets = period("tickets")
    if tickets is not None:
        kinds.append(ClosedTickets(tickets, files))
    if (sent := period("files")) is not None:
        kinds += [SentFiles(sent, files), TicketFiles(sent, files)]
    if (silence := period("conversations")) is not None:
        kinds.append(SilentConversations(silence, tickets))
    if (settled := period("outbox")) is not None:
        kinds.append(SettledDeliveries(settled))
    if (items := period("inbox")) is not None:
        kinds.append(OldItems(items))
    if (access := period("access")) is not None:
        kinds.append(PlainRows("access", access, AccessRecord.id, lambda at: AccessRecord.at < at))
    if (ended := period("sessions")) is not None:
        kinds += [PlainRows("sessions", ended, key, over) for key, over in ENDED]
    return Retention(database, [*kinds, OrphanedFiles(settings.files_folder)])


ENDED: tuple[tuple[InstrumentedAttribute[Any], Callable[[datetime], ColumnElement[bool]]], ...] = (
    (StaffSession.token_hash, lambda at: StaffSession.expires_at < at),
    (SignInTry.id, lambda at: SignInTry.at < at),
    (OneTime.hash, lambda at: OneTime.expires_at < at),
    (LinkGuess.id, lambda at: LinkGuess.at < at),
    (TicketLookup.id, lambda at: TicketLookup.at < at),
)
"""What let somebody in, or was tried to that end, with the condition that its time is over."""
