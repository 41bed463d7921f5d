"""Trainings, evaluations and releases on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from bot.trainer.evaluation import EvaluationLine
from bot.trainer.releases import ReleaseLine
from bot.trainer.report import Comparison
from bot.trainer.training import TrainingLine
from bot.words import say

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class _Job(_Model):
    id: UUID
    state: JobState
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    author: str
    stage: str = Field(
        description="queued, import, encode, names, classify, write, read, cross, done"
    )
    percent: int
    remaining: int | None = Field(description="Seconds, as it looks now")
    cancelling: bool = Field(description="Somebody wants it no more, and it has not ended yet")
    cause: str | None = Field(description="Code of why it failed")
    detail: str | None = Field(description="What was seen, for who looks after the machine")
    message: str | None = Field(description="Why it failed, in a sentence")


class TrainingOut(_Job):
    """A model being made."""

    change_sets: list[str] = Field(description="Ids of the change sets that are in it")
    fingerprint: str | None
    model: str | None = Field(description="SHA-256 of the model, when it is done")


class TrainingList(_Model):
    """The newest first."""

    trainings: list[TrainingOut]


class LogOut(_Model):
    """A part of what a training said."""

    text: str
    end: int = Field(description="Where the next part begins")


class LogQuery(_Model):
    """From where on."""

    after: int = Field(default=0, ge=0, le=2**40, description="`end` of the part before")


class EvaluationStart(_Model):
    """Which training's model is to be held against the one that is served."""

    training: UUID


class EvaluationOut(_Job):
    """An evaluation without what it found."""

    training: UUID
    model: str
    against: str | None = Field(description="The model that was served then")
    passed: bool | None = Field(description="Whether the gate lets it be released without a reason")


class EvaluationList(_Model):
    """The newest first."""

    evaluations: list[EvaluationOut]


class EvaluationDetail(_Model):
    """An evaluation and what it found."""

    evaluation: EvaluationOut
    result: Comparison | None


class ReleaseStart(_Model):
    """The evaluated model that is to be served."""

    evaluation: UUID
    reason: str | None = Field(
        default=None, min_length=4, max_length=500, description="Why although the gate says no"
    )
    share: Literal[5, 10, 25, 50] | None = Field(
        default=None,
        description="Percent of the conversations that it is tried on first; null: all at once",
    )


class RollBack(_Model):
    """Back to the model of an earlier release."""

    reason: str | None = Field(default=None, min_length=1, max_length=500)


class ReleaseFigures(_Model):
    """What the evaluation of a released model said, in short."""

    name: Literal["blind", "development", "regression"]
    n: int
    right: float
    wrong: float
    offered: float


class ReleaseOut(_Model):
    """A model that was to be served from a moment on."""

    number: int
    kind: Literal["base", "publish", "rollback"]
    state: Literal["preparing", "trial", "active", "retired", "failed", "withdrawn"]
    share: int | None = Field(description="Percent of the conversations that it was tried on")
    model: str
    author: str | None = Field(description="Null: it came with the installation")
    reason: str | None
    created_at: datetime
    trial_at: datetime | None
    settled_by: str | None = Field(
        description="Who gave it to all after its trial, or took it back"
    )
    active_at: datetime | None
    ended_at: datetime | None
    cause: str | None
    detail: str | None
    message: str | None = Field(description="Why it failed, in a sentence")
    training: UUID | None
    evaluation: UUID | None
    change_sets: list[str]
    passed: bool | None
    figures: list[ReleaseFigures]
    kept: bool = Field(description="Its model is still there, so one may go back to it")


class ReleaseList(_Model):
    """The newest first."""

    releases: list[ReleaseOut]


class TrialSide(_Model):
    """What came of the turns that one model answered during a trial."""

    model: str
    turns: int
    useful: int
    useless: int
    clarified: int
    fallback: int = Field(description="Not understood")
    handoff: int


class TrialOut(_Model):
    """A model on trial beside the active one, from the trial's beginning to its end or to now."""

    ready: bool = Field(description="Every engine that answers has the model in memory")
    trial: TrialSide
    active: TrialSide


class TrainingMoved(_Model):
    """A training is further than before; told to trainers."""

    type: Literal["training"] = "training"
    training: TrainingOut


class EvaluationMoved(_Model):
    """An evaluation is further than before; told to trainers."""

    type: Literal["evaluation"] = "evaluation"
    evaluation: EvaluationOut


class ReleaseMoved(_Model):
    """A release was begun, is tried, is served, or has ended; told to trainers and managers."""

    type: Literal["release"] = "release"
    release: ReleaseOut


def _job(line: TrainingLine | EvaluationLine) -> dict[str, object]:
    row = line.row
    names = ("id", "state", "created_at", "started_at", "ended_at", "stage", "percent")
    found: dict[str, object] = {name: getattr(row, name) for name in names}
    return found | {
        "author": line.author,
        "remaining": row.remaining,
        "cancelling": row.cancelled_by is not None and row.state == "running",
        "cause": row.cause,
        "detail": row.detail,
        "message": _message("training", row.cause),
    }


def _message(kind: Literal["training", "release"], cause: str | None) -> str | None:
    return say(f"training.{kind}_causes.{cause}") if cause else None


def training_out(line: TrainingLine) -> TrainingOut:
    """A training for the wire."""
    row = line.row
    own = {"change_sets": row.change_sets, "fingerprint": row.fingerprint, "model": row.model}
    return TrainingOut.model_validate(_job(line) | own)


def evaluation_out(line: EvaluationLine) -> EvaluationOut:
    """An evaluation for the wire."""
    row = line.row
    own = {
        "training": row.training_id,
        "model": row.model,
        "against": row.against,
        "passed": row.result["passed"] if row.result else None,
    }
    return EvaluationOut.model_validate(_job(line) | own)


def release_out(line: ReleaseLine) -> ReleaseOut:
    """A release for the wire."""
    row, found = line.row, line.evaluation
    names = ("number", "kind", "share", "model", "reason", "cause", "detail")
    times = ("created_at", "trial_at", "active_at", "ended_at")
    told: dict[str, object] = {name: getattr(row, name) for name in (*names, *times)}
    figures = [
        {"name": one.name, "n": one.matters.n}
        | one.matters.after.model_dump(include={"right", "wrong", "offered"})
        for one in (found.sets if found else [])
        if one.matters is not None
    ]
    return ReleaseOut.model_validate(
        told
        | {
            "state": row.stage,
            "author": line.author,
            "settled_by": line.settler,
            "message": _message("release", row.cause),
            "training": row.training_id,
            "evaluation": row.evaluation_id,
            "change_sets": line.change_sets,
            "passed": found.passed if found else None,
            "figures": figures,
            "kept": line.kept,
        }
    )
