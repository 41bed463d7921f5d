"""What trainers work with, put together."""

from __future__ import annotations

from datetime import timedelta

from bot.api.keys import TrainerParts
from bot.conversations.hub import Hub
from bot.dialogue.host import Fleet
from bot.knowledge.matters import Knowledge
from bot.settings import Settings
from bot.store.database import Database
from bot.supervisor.validation import RasaJudge
from bot.trainer.bench import Bench
from bot.trainer.coverage import CoverageBook
from bot.trainer.decisions import Decisions
from bot.trainer.examples import Examples
from bot.trainer.exchange import Importer
from bot.trainer.gate import Limits
from bot.trainer.inbox import Inbox
from bot.trainer.keeper import Keeping
from bot.trainer.parts import TrainingParts, training_parts
from bot.trainer.review import Review
from bot.trainer.source import ChangedSource
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


def model_parts(
    settings: Settings, database: Database, hub: Hub, fleet: Fleet, knowledge: Knowledge
) -> TrainingParts:
    """What makes another model of what trainers approved."""
    return training_parts(
        database,
        hub,
        fleet,
        ChangedSource(database, settings.root),
        knowledge,
        settings.measured_lines,
        Limits(settings.gate_domain_fall, settings.gate_wrong),
        Keeping(
            timedelta(seconds=settings.release_seconds),
            timedelta(seconds=settings.release_warm),
            settings.release_models,
        ),
    )
