"""The contract of trainings, evaluations and releases."""

from __future__ import annotations

from typing import Any

from bot.api import training_models
from bot.api.openapi_kit import by_staff, json_of, query_of, responses

MODELS: list[tuple[Any, Any]] = [
    *[
        (m, "serialization")
        for m in (
            training_models.TrainingList,
            training_models.LogOut,
            training_models.EvaluationList,
            training_models.EvaluationDetail,
            training_models.ReleaseList,
            training_models.TrialOut,
        )
    ],
    *[
        (m, "validation")
        for m in (
            training_models.EvaluationStart,
            training_models.ReleaseStart,
            training_models.RollBack,
        )
    ],
]


def _done(content: str, what: str) -> dict[str, Any]:
    return {"200": {"description": what, "content": json_of(content)}}


def _named(name: str, **schema: Any) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": schema}]


def trainings() -> dict[str, Any]:
    """Trainings and evaluations, for trainers."""
    found: dict[str, Any] = {}
    for name, plural in (("training", "trainings"), ("evaluation", "evaluations")):
        title, path = name.title(), f"/api/staff/{plural}"
        now = _done(f"{title}Out", "As it is now")
        body = "EvaluationStart" if name == "evaluation" else None
        one = _named(name, type="string", format="uuid")
        detail = now if name == "training" else _done("EvaluationDetail", "With what it found")
        listed = _done(f"{title}List", "The newest first")
        sent = "400 401 403 404 409 413 415 429 503"
        found |= {
            path: {
                "get": by_staff(f"list{title}s", responses("401 403 429 503", listed), []),
                "post": by_staff(f"start{title}", responses(sent, now), [], body),
            },
            f"{path}/{{{name}}}": {
                "get": by_staff(f"get{title}", responses("401 403 404 429 503", detail), one)
            },
            f"{path}/{{{name}}}/cancel": {
                "post": by_staff(f"cancel{title}", responses("401 403 404 409 429 503", now), one)
            },
        }
    log = _done("LogOut", "A part of the log")
    asked = [*_named("training", type="string", format="uuid"), *query_of(training_models.LogQuery)]
    answers = responses("400 401 403 404 409 429 503", log)
    return found | {
        "/api/staff/trainings/{training}/log": {"get": by_staff("getTrainingLog", answers, asked)}
    }


def releases() -> dict[str, Any]:
    """Releases: trainers make them, managers see them too."""
    listed, one = _done("ReleaseList", "The newest first"), _done("ReleaseOut", "As it is now")
    sent = responses("400 401 403 404 409 413 415 429 503", one)
    number = _named("release", type="integer", minimum=1, maximum=999999999)
    settled = responses("401 403 404 409 429 503", one)
    trial = responses("401 403 404 409 429 503", _done("TrialOut", "Since the trial began"))
    path = "/api/staff/releases/{release}"
    return {
        "/api/staff/releases": {
            "get": by_staff("listReleases", responses("401 403 429 503", listed), []),
            "post": by_staff("publishRelease", sent, [], "ReleaseStart"),
        },
        f"{path}/rollback": {"post": by_staff("rollBack", sent, number, "RollBack")},
        f"{path}/trial": {"get": by_staff("getTrial", trial, number)},
        f"{path}/promote": {"post": by_staff("promoteRelease", settled, number)},
        f"{path}/withdraw": {"post": by_staff("withdrawRelease", settled, number)},
    }
