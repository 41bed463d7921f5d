"""Calls that follow a bad grade: the list, and that one was made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.api.downloads import PERSONAL
from bot.api.errors import refusal
from bot.api.keys import SERVICES
from bot.api.reading import UUID_PATH, body, member_of, query
from bot.api.ticket_models import MOST_LISTED, Digits
from bot.conversations.bodies import MAX_TEXT
from bot.conversations.once import Refused
from bot.knowledge.matters import Domain as Group


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class FollowUpPage(_Model):
    """A part of the list."""

    done: Literal["true", "false"] = "false"
    limit: Annotated[int, Digits] = Field(default=50, ge=1, le=MOST_LISTED)
    offset: Annotated[int, Digits] = Field(default=0, ge=0, le=999_999)


class FollowUpOut(_Model):
    """A case with a bad grade, and the call that is owed for it."""

    id: UUID
    conversation: UUID
    group: Group
    matter: str | None
    summary: str
    contact_name: str | None
    enterprise_name: str | None
    phone: str | None
    staff_name: str | None = Field(description="Who held the case")
    grade: int = Field(description="As it is now; it may have been raised since")
    reason: str | None
    comment: str | None = Field(description="In the enterprise's words")
    graded_at: datetime
    due_at: datetime = Field(description="One working day after the grade")
    overdue: bool
    done_at: datetime | None
    done_by: str | None
    note: str | None = Field(description="What came of the call")


class FollowUpList(_Model):
    """What is owed, the most urgent first, or what was done; and how many there are in all."""

    follow_ups: list[FollowUpOut]
    total: int


class FollowUpDone(_Model):
    """Somebody has called."""

    note: str = Field(min_length=1, max_length=MAX_TEXT)


def follow_up_routes() -> list[web.RouteDef]:
    """Every route of calls after bad grades."""
    return [
        web.get("/api/staff/follow-ups", listed),
        web.post(f"/api/staff/follow-ups/{{case:{UUID_PATH}}}", done),
    ]


async def listed(request: web.Request) -> web.Response:
    """A part of what the caller may see."""
    member = await member_of(request)
    asked = query(request, FollowUpPage)
    book = request.app[SERVICES].follow_ups
    found, total = await book.page(member, asked.done == "true", asked.limit, asked.offset)
    answer = FollowUpList.model_validate({"follow_ups": found, "total": total})
    return web.json_response(text=answer.model_dump_json(), headers=PERSONAL)


async def done(request: web.Request) -> web.Response:
    """Note what came of a call."""
    member = await member_of(request)
    asked = await body(request, FollowUpDone)
    book, case = request.app[SERVICES].follow_ups, request.match_info["case"]
    try:
        found = await book.done(member, case, asked.note)
    except Refused as refused:
        raise refusal(refused) from refused
    answer = FollowUpOut.model_validate(found)
    return web.json_response(text=answer.model_dump_json(), headers=PERSONAL)
