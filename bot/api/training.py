"""From approved changes to a served model: trainings, evaluations, releases."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web
from pydantic import BaseModel

from bot.api import training_models as models
from bot.api.errors import ApiError, refusal
from bot.api.keys import SERVICES
from bot.api.reading import body, member_of, query
from bot.conversations.once import Refused
from bot.desk.accounts import READS_RELEASES, TRAINS, Member, Role
from bot.words import say

Handler = Callable[[web.Request, Member], Awaitable[BaseModel]]
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def training_routes() -> list[web.RouteDef]:
    """Every route of trainings, evaluations and releases."""
    training = f"/api/staff/trainings/{{training:{_UUID}}}"
    evaluation = f"/api/staff/evaluations/{{evaluation:{_UUID}}}"
    release = "/api/staff/releases/{release:[0-9]{1,9}}"
    return [
        web.get("/api/staff/trainings", trainings),
        web.post("/api/staff/trainings", start_training),
        web.get(training, training_now),
        web.post(f"{training}/cancel", cancel_training),
        web.get(f"{training}/log", training_log),
        web.get("/api/staff/evaluations", evaluations),
        web.post("/api/staff/evaluations", start_evaluation),
        web.get(evaluation, evaluation_now),
        web.post(f"{evaluation}/cancel", cancel_evaluation),
        web.get("/api/staff/releases", releases),
        web.post("/api/staff/releases", publish),
        web.post(f"{release}/rollback", roll_back),
        web.get(f"{release}/trial", trial),
        web.post(f"{release}/promote", promote),
        web.post(f"{release}/withdraw", withdraw),
    ]


def _for(roles: frozenset[Role]) -> Callable[[Handler], Callable[..., Awaitable[web.Response]]]:
    """A handler for members of these roles. It raises ApiError with 401 and 403."""

    def made(handler: Handler) -> Callable[..., Awaitable[web.Response]]:
        @wraps(handler)
        async def answered(request: web.Request) -> web.Response:
            member = await member_of(request)
            if member.role not in roles:
                raise ApiError(403, "trainers_only", say("training.trainers_only"))
            try:
                found = await handler(request, member)
            except Refused as refused:
                raise refusal(refused) from refused
            return web.json_response(text=found.model_dump_json())

        return answered

    return made


@_for(TRAINS)
async def trainings(request: web.Request, member: Member) -> models.TrainingList:
    """All of them."""
    found = await request.app[SERVICES].trainings.latest()
    return models.TrainingList(trainings=[models.training_out(line) for line in found])


@_for(TRAINS)
async def start_training(request: web.Request, member: Member) -> models.TrainingOut:
    """One more, of the base and what is approved."""
    return models.training_out(await request.app[SERVICES].trainings.start(member.id))


@_for(TRAINS)
async def training_now(request: web.Request, member: Member) -> models.TrainingOut:
    """How far it is."""
    return models.training_out(await request.app[SERVICES].trainings.one(_id(request, "training")))


@_for(TRAINS)
async def cancel_training(request: web.Request, member: Member) -> models.TrainingOut:
    """It is wanted no more."""
    services, id_ = request.app[SERVICES], _id(request, "training")
    return models.training_out(await services.trainings.cancel(id_, member.id))


@_for(TRAINS)
async def training_log(request: web.Request, member: Member) -> models.LogOut:
    """What it said."""
    services, id_ = request.app[SERVICES], _id(request, "training")
    part = await services.trainings.log(id_, query(request, models.LogQuery).after)
    return models.LogOut.model_validate(part)


@_for(TRAINS)
async def evaluations(request: web.Request, member: Member) -> models.EvaluationList:
    """All of them."""
    found = await request.app[SERVICES].evaluations.latest()
    return models.EvaluationList(evaluations=[models.evaluation_out(line) for line in found])


@_for(TRAINS)
async def start_evaluation(request: web.Request, member: Member) -> models.EvaluationOut:
    """Hold a trained model against the served one."""
    asked = await body(request, models.EvaluationStart)
    services = request.app[SERVICES]
    return models.evaluation_out(await services.evaluations.start(member.id, str(asked.training)))


@_for(TRAINS)
async def evaluation_now(request: web.Request, member: Member) -> models.EvaluationDetail:
    """What it found."""
    line = await request.app[SERVICES].evaluations.one(_id(request, "evaluation"))
    told = {"evaluation": models.evaluation_out(line), "result": line.row.result}
    return models.EvaluationDetail.model_validate(told)


@_for(TRAINS)
async def cancel_evaluation(request: web.Request, member: Member) -> models.EvaluationOut:
    """It is wanted no more."""
    services, id_ = request.app[SERVICES], _id(request, "evaluation")
    return models.evaluation_out(await services.evaluations.cancel(id_, member.id))


@_for(READS_RELEASES)
async def releases(request: web.Request, member: Member) -> models.ReleaseList:
    """The history."""
    found = await request.app[SERVICES].releases.history()
    return models.ReleaseList(releases=[models.release_out(line) for line in found])


@_for(TRAINS)
async def publish(request: web.Request, member: Member) -> models.ReleaseOut:
    """Have an evaluated model served, or tried first."""
    asked = await body(request, models.ReleaseStart)
    line = await request.app[SERVICES].releases.publish(
        member.id, str(asked.evaluation), asked.reason, asked.share
    )
    return models.release_out(line)


@_for(TRAINS)
async def roll_back(request: web.Request, member: Member) -> models.ReleaseOut:
    """Have an earlier model served again."""
    asked = await body(request, models.RollBack)
    releases = request.app[SERVICES].releases
    return models.release_out(await releases.roll_back(member.id, _number(request), asked.reason))


@_for(READS_RELEASES)
async def trial(request: web.Request, member: Member) -> models.TrialOut:
    """How a model on trial fares beside the active one."""
    found = await request.app[SERVICES].releases.trial(_number(request))
    return models.TrialOut.model_validate(found)


@_for(TRAINS)
async def promote(request: web.Request, member: Member) -> models.ReleaseOut:
    """Have the model on trial answer all conversations."""
    releases = request.app[SERVICES].releases
    return models.release_out(await releases.promote(member.id, _number(request)))


@_for(TRAINS)
async def withdraw(request: web.Request, member: Member) -> models.ReleaseOut:
    """End a trial."""
    releases = request.app[SERVICES].releases
    return models.release_out(await releases.withdraw(member.id, _number(request)))


def _number(request: web.Request) -> int:
    return int(request.match_info["release"])


def _id(request: web.Request, name: str) -> str:
    return str(uuid.UUID(request.match_info[name]))
