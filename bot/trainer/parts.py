"""How the model becomes another one: the parts, put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.conversations.hub import Hub
from bot.dialogue.host import Fleet
from bot.knowledge.matters import Knowledge
from bot.store.database import Database
from bot.store.release_tables import Evaluation, Training
from bot.trainer.evaluation import Evaluations, EvaluationWork
from bot.trainer.gate import Limits
from bot.trainer.jobs import JobRunner
from bot.trainer.keeper import Keeping, ReleaseKeeper
from bot.trainer.releases import Releases
from bot.trainer.source import Source
from bot.trainer.training import Trainings, TrainingWork


@dataclass(frozen=True)
class TrainingParts:
    """What is asked for, and `runs`: what does it, started by whoever serves."""

    trainings: Trainings
    evaluations: Evaluations
    releases: Releases
    runs: tuple[JobRunner[Training], JobRunner[Evaluation], ReleaseKeeper]


def training_parts(
    database: Database,
    hub: Hub,
    fleet: Fleet,
    source: Source,
    knowledge: Knowledge,
    lines: Path,
    limits: Limits,
    keeping: Keeping,
) -> TrainingParts:
    """`lines`: the folder of the labelled questions by which models are compared."""
    evaluating = EvaluationWork(database, fleet, source, knowledge, lines, limits)
    return TrainingParts(
        trainings=Trainings(database, hub, fleet),
        evaluations=Evaluations(database, hub),
        releases=Releases(database, hub, fleet, source),
        runs=(
            JobRunner(database, hub, Training, "training", TrainingWork(fleet, source)),
            JobRunner(database, hub, Evaluation, "evaluation", evaluating),
            ReleaseKeeper(database, hub, fleet, source, keeping, lambda: evaluating.candidate),
        ),
    )
