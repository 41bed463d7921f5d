"""The host's HTTP interface, for the application only: `/control/…` with the shared token."""

from __future__ import annotations

import hmac
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from engine.host.host import Host
from engine.host.jobs import BadJob, Busy, Jobs, UnknownJob


def control(host: Host, jobs: Jobs, token: str) -> Blueprint:
    """What is served, and trainings. 400 malformed, 401 no token, 404 no such job, 409 busy."""
    blueprint = Blueprint("control", url_prefix="/control")

    @blueprint.middleware("request")
    async def authenticate(request: Request) -> HTTPResponse | None:
        given = request.headers.get("X-Engine-Token", "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return response.json({"error": "token"}, status=401)
        return None

    @blueprint.exception(BadJob, Busy, UnknownJob)
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        status = {BadJob: 400, Busy: 409, UnknownJob: 404}[type(error)]
        return response.json({"error": type(error).__name__}, status=status)

    @blueprint.route("/health", methods=["GET"])
    async def health(request: Request) -> HTTPResponse:
        return response.json({"ready": host.ready}, status=200 if host.ready else 503)

    @blueprint.route("/sync", methods=["POST"])
    async def sync(request: Request) -> HTTPResponse:
        asked = _body(request)
        replica, wants, serve = asked.get("replica"), asked.get("wants"), asked.get("serve")
        if not (isinstance(replica, str) and isinstance(wants, list)):
            raise BadJob("sync")
        return response.json(host.sync(replica, [str(model) for model in wants], serve))

    @blueprint.route("/forget", methods=["POST"])
    async def forget(request: Request) -> HTTPResponse:
        host.forget([str(model) for model in _body(request).get("models", [])])
        return response.json({})

    @blueprint.route("/jobs/<job:str>", methods=["PUT"])
    async def start(request: Request, job: str) -> HTTPResponse:
        asked = _body(request)
        return response.json(jobs.start(job, asked.get("kind", "train"), asked.get("files")).told())

    @blueprint.route("/jobs/<job:str>", methods=["GET"])
    async def look(request: Request, job: str) -> HTTPResponse:
        return response.json(jobs.get(job).told())

    @blueprint.route("/jobs/<job:str>", methods=["DELETE"])
    async def cancel(request: Request, job: str) -> HTTPResponse:
        return response.json(jobs.cancel(job).told())

    @blueprint.route("/jobs/<job:str>/log", methods=["GET"])
    async def log(request: Request, job: str) -> HTTPResponse:
        try:
            after = max(0, int(request.args.get("after", "0")))
        except ValueError:
            raise BadJob("after") from None
        text, end = jobs.log(job, after)
        return response.json({"text": text, "end": end})

    return blueprint


def _body(request: Request) -> dict[str, Any]:
    if not isinstance(request.json, dict):
        raise BadJob("a JSON object is expected")
    return request.json
