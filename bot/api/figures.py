"""The managers' figures: to be looked at, and as a table to take away."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.api import figure_models as models
from bot.api.downloads import PERSONAL, download
from bot.api.errors import ApiError, refusal
from bot.api.keys import SERVICES
from bot.api.reading import member_of, not_too_often, query
from bot.conversations.once import Refused
from bot.desk.accounts import SEES_ALL, Member
from bot.desk.figures import Report
from bot.desk.figures_export import figure_sheets
from bot.desk.spans import Span
from bot.words import say

log = structlog.get_logger(__name__)


def figure_routes() -> list[web.RouteDef]:
    """Every route of figures."""
    return [
        web.get("/api/staff/figures", shown),
        web.get("/api/staff/figures/export", exported),
    ]


async def shown(request: web.Request) -> web.Response:
    """The figures of a span of days."""
    await _manager(request)
    report = await _report(request, query(request, models.FigureFilter))
    answer = models.FigureReport.model_validate(report)
    return web.json_response(text=answer.model_dump_json(), headers=PERSONAL)


async def exported(request: web.Request) -> web.Response:
    """The same as a file."""
    member = await _manager(request)
    asked = query(request, models.FigureTable)
    report = await _report(request, asked)
    log.info("figures.exported", member=member.id, format=asked.format, days=len(report.days))
    return await download("figures", asked.format, figure_sheets(report))


async def _manager(request: web.Request) -> Member:
    """Whose token it is, of those who see every group. Raises ApiError with 401, 403 and 429."""
    member = await member_of(request)
    if member.role not in SEES_ALL:
        raise ApiError(403, "managers_only", say("desk.managers_only"))
    not_too_often(request.app[SERVICES].figure_limit, member.id)
    return member


async def _report(request: web.Request, asked: models.FigureFilter) -> Report:
    """The figures of what was asked for. Raises ApiError with 400 for no span or a long one."""
    try:
        span = Span(asked.first, asked.last)
    except Refused as refused:
        raise refusal(refused) from refused
    return await request.app[SERVICES].figures.of(span, asked.group)
