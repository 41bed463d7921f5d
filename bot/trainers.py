"""The trainers' desk, put together."""

from __future__ import annotations

from bot.api.keys import TrainerParts
from bot.knowledge.matters import Knowledge
from bot.settings import Settings
from bot.store.database import Database
from bot.supervisor.validation import RasaJudge
from bot.trainer.bench import Bench
from bot.trainer.coverage import CoverageBook
from bot.trainer.decisions import Decisions
from bot.trainer.examples import Examples
from bot.trainer.exchange import Importer
from bot.trainer.inbox import Inbox
from bot.trainer.review import Review
from bot.trainer.validation import Validation


def trainer_parts(
    settings: Settings, database: Database, bench: Bench, knowledge: Knowledge
) -> TrainerParts:
    """What trainers work with."""
    return TrainerParts(
        knowledge=knowledge,
        inbox=Inbox(database, bench),
        decisions=Decisions(database, bench, knowledge),
        examples=Examples(database, bench, knowledge),
        importer=Importer(database, bench),
        review=Review(database, bench.library, settings.trainer_review),
        validation=Validation(database, bench.library, RasaJudge(settings)),
        coverage=CoverageBook(database, bench.library, knowledge),
    )
