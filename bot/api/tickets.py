"""Tickets for staff: the list, one with its history, changes, notes, and a table to take away."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog
from aiohttp import web

from bot.api import ticket_models as models
from bot.api.downloads import PERSONAL, download
from bot.api.errors import refusal
from bot.api.files import file_answer, take_file
from bot.api.keys import SERVICES
from bot.api.reading import body, member_of, not_too_often, query, same_origin
from bot.api.ticket_models import TicketFileSent as FileSent
from bot.conversations.once import Refused
from bot.desk.ticket_book import Wanted
from bot.desk.ticket_export import ticket_sheet
from bot.desk.ticket_work import Asked, Detail

MOST_EXPORTED = 10_000
"""Tickets of one file; who wants more narrows the filter."""

log = structlog.get_logger(__name__)


def ticket_routes() -> list[web.RouteDef]:
    """Every route of tickets."""
    one = r"/api/staff/tickets/{number:BB[0-9]{12}}"
    return [
        web.get("/api/staff/tickets", listed),
        web.post("/api/staff/tickets", opened),
        web.get("/api/staff/tickets/export", exported),
        web.get(one, shown),
        web.patch(one, changed),
        web.post(f"{one}/notes", noted),
        web.post(f"{one}/files", filed),
        web.get(f"{one}/files/{{file:[0-9a-f]{{32}}}}", file),
    ]


async def listed(request: web.Request) -> web.Response:
    """A part of the tickets that the caller may see."""
    member = await member_of(request)
    asked = query(request, models.TicketPage)
    book = request.app[SERVICES].ticket_book
    tickets, total = await book.page(member, _wanted(asked), asked.limit, asked.offset)
    answer = models.TicketList.model_validate({"tickets": tickets, "total": total})
    return web.json_response(text=answer.model_dump_json(), headers=PERSONAL)


async def shown(request: web.Request) -> web.Response:
    """One ticket with its history."""
    member = await member_of(request)
    book = request.app[SERVICES].ticket_book
    return await _answered(book.read(member, request.match_info["number"]))


async def opened(request: web.Request) -> web.Response:
    """A new ticket for a conversation, once a key."""
    member = await member_of(request)
    asked = await body(request, models.TicketOpen)
    services = request.app[SERVICES]
    values = asked.model_dump(exclude={"key", "conversation"})
    told = services.ticket_work.open(member, str(asked.conversation), asked.key, Asked(**values))
    return await _answered(told)


async def changed(request: web.Request) -> web.Response:
    """New values, if the caller has seen the ticket as it is."""
    member = await member_of(request)
    asked = await body(request, models.TicketChange)
    values = asked.model_dump(mode="json", exclude={"version"}, exclude_unset=True)
    kept = {name for name, value in values.items() if value is None and name != "assignee"}
    work = request.app[SERVICES].ticket_work
    new = {name: value for name, value in values.items() if name not in kept}
    number = request.match_info["number"]
    return await _answered(work.change(member, number, asked.version, new))


async def noted(request: web.Request) -> web.Response:
    """A note, once a key."""
    member = await member_of(request)
    asked = await body(request, models.TicketNote)
    work, number = request.app[SERVICES].ticket_work, request.match_info["number"]
    return await _answered(work.note(member, number, asked.key, asked.text, public=asked.public))


async def filed(request: web.Request) -> web.Response:
    """A picture or document for the ticket, once a key."""
    same_origin(request)
    services, member = request.app[SERVICES], await member_of(request)
    not_too_often(services.file_limit, member.id)
    asked, number = query(request, FileSent), request.match_info["number"]
    work = services.ticket_files
    await take_file(request, asked.name, lambda kept: work.add(member, number, asked.key, kept))
    return await _answered(services.ticket_book.read(member, number))


async def file(request: web.Request) -> web.StreamResponse:
    """A file of a ticket that the caller may see."""
    services, member = request.app[SERVICES], await member_of(request)
    wanted = request.match_info["number"], request.match_info["file"]
    try:
        found = await services.ticket_files.read(member, *wanted)
    except Refused as refused:
        raise refusal(refused) from refused
    return file_answer(services, found)


async def exported(request: web.Request) -> web.Response:
    """The tickets of a filter as a file, the newest of them when they are too many."""
    member = await member_of(request)
    asked = query(request, models.TicketTable)
    services = request.app[SERVICES]
    tickets = await services.ticket_book.taken_away(member, _wanted(asked), MOST_EXPORTED)
    log.info("tickets.exported", member=member.id, format=asked.format, tickets=len(tickets))
    return await download("tickets", asked.format, [ticket_sheet(services.knowledge, tickets)])


def _wanted(asked: models.TicketFilter) -> Wanted:
    return Wanted(
        state=asked.state,
        group=asked.group,
        overdue=None if asked.overdue is None else asked.overdue == "true",
        assignee=str(asked.assignee) if asked.assignee else None,
        search=asked.q,
    )


async def _answered(found: Awaitable[Detail]) -> web.Response:
    """The ticket as an answer. Raises ApiError for what was refused."""
    try:
        ticket, history = await found
    except Refused as refused:
        raise refusal(refused) from refused
    answer = models.TicketDetail.model_validate({"ticket": ticket, "history": history})
    return web.json_response(text=answer.model_dump_json(), headers=PERSONAL)
