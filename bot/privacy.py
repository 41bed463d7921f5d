"""What removes what is known of persons, put together."""

from __future__ import annotations

from bot.channels.wechat.forgetting import PushForgetter
from bot.conversations.erasure import Erasure
from bot.conversations.files import Files
from bot.conversations.hub import Hub
from bot.desk.forgetting import DeskForgetter
from bot.desk.holding import Holding
from bot.dialogue.trackers import Trackers
from bot.store.database import Database


def erasure_of(
    database: Database, files: Files, trackers: Trackers, hub: Hub, holding: Holding
) -> Erasure:
    """Forgets one person, in every part."""
    others = (DeskForgetter(hub, holding, files), PushForgetter())
    return Erasure(database, files, trackers, others)
