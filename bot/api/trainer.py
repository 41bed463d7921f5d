"""The trainers' desk: what was misunderstood, what trainers decide, and what the matters lack."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from bot.api import inbox_models
from bot.api import trainer_models as models
from bot.api.errors import ApiError, refusal
from bot.api.keys import SERVICES, TrainerParts
from bot.api.reading import body, member_of, query
from bot.conversations.log import now
from bot.conversations.once import Refused
from bot.desk.accounts import READS_TRAINING, TRAINS, Member, Role
from bot.desk.hours import SHANGHAI
from bot.trainer.corpus import Example
from bot.trainer.decisions import CLAIM, Decision
from bot.trainer.inbox import ItemLine, Wanted
from bot.words import say

Handler = Callable[[web.Request, Member], Awaitable[BaseModel | web.StreamResponse]]
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
HERE = "/api/staff/trainer"


def only(roles: frozenset[Role]) -> Callable[[Handler], Callable[..., Any]]:
    """A handler for members of these roles. It raises ApiError with 401 and 403."""

    def made(handler: Handler) -> Callable[..., Any]:
        @wraps(handler)
        async def answered(request: web.Request) -> web.StreamResponse:
            member = await member_of(request)
            if member.role not in roles:
                raise ApiError(403, "trainers_only", say("trainer.trainers_only"))
            try:
                found = await handler(request, member)
            except Refused as refused:
                raise refusal(refused) from refused
            if isinstance(found, web.StreamResponse):
                return found
            return web.json_response(text=found.model_dump_json())

        return answered

    return made


reads = only(READS_TRAINING)
trains = only(TRAINS)


def trainer_routes() -> list[web.RouteDef]:
    """Inbox and coverage."""
    item = f"{HERE}/inbox/{{item:{UUID}}}"
    return [
        web.get(f"{HERE}/inbox", inbox),
        web.get(f"{HERE}/inbox/clusters", clusters),
        web.get(item, item_now),
        web.post(f"{item}/claim", claim),
        web.post(f"{item}/decision", decide),
        web.post(f"{item}/undo", undo),
        web.get(f"{HERE}/coverage", coverage),
    ]


def parts(request: web.Request) -> TrainerParts:
    """The trainers' services."""
    return request.app[SERVICES].trainer


@reads
async def inbox(request: web.Request, member: Member) -> BaseModel:
    """A part of the items."""
    asked = query(request, inbox_models.InboxPage)
    after = str(asked.after) if asked.after else None
    found = await parts(request).inbox.page(_wanted(asked), asked.order, after, asked.limit)
    items, total, more = found
    return inbox_models.InboxList(items=[_item(line) for line in items], total=total, more=more)


@reads
async def clusters(request: web.Request, member: Member) -> BaseModel:
    """What is asked most among the items."""
    asked = query(request, inbox_models.ClusterPage)
    found, looked_at = await parts(request).inbox.clusters(_wanted(asked), asked.limit)
    listed = [
        inbox_models.ClusterOut(
            count=cluster.count,
            size=cluster.size,
            items=[_item(line) for line in cluster.lines],
            labels=list(cluster.labels),
        )
        for cluster in found
    ]
    return inbox_models.ClusterList(clusters=listed, looked_at=looked_at)


@reads
async def item_now(request: web.Request, member: Member) -> BaseModel:
    """One item with what helps to decide."""
    return await _detail(request, member)


@trains
async def claim(request: web.Request, member: Member) -> BaseModel:
    """Show the others that one is at it, or is no more."""
    asked = await body(request, inbox_models.ClaimIn)
    await parts(request).decisions.claim(member.id, request.match_info["item"], asked.on)
    return await _detail(request, member)


@trains
async def decide(request: web.Request, member: Member) -> BaseModel:
    """Decide on an item; a change goes into the member's open set."""
    asked = await body(request, inbox_models.DecisionIn)
    wanted = {"label": asked.example, "matter": asked.note, "skip": True}
    wanted["synonym"] = bool(asked.matter and asked.name)
    if not wanted[asked.kind]:
        raise ApiError(400, "malformed", say("refused.malformed"))
    decision = Decision(
        kind=asked.kind,
        example=example_of(asked.example) if asked.example else None,
        learn=asked.learn,
        matter=asked.matter,
        name=asked.name,
        note=asked.note,
    )
    seen = request.match_info["item"], asked.version
    await parts(request).decisions.decide(member.id, seen, decision, asked.confirm)
    return await _detail(request, member)


@trains
async def undo(request: web.Request, member: Member) -> BaseModel:
    """Take one's decision back."""
    asked = await body(request, models.VersionIn)
    seen = request.match_info["item"], asked.version
    await parts(request).decisions.undo(member.id, seen)
    return await _detail(request, member)


@reads
async def coverage(request: web.Request, member: Member) -> BaseModel:
    """Every matter and what it lacks."""
    today = datetime.now(SHANGHAI).date()
    found = await parts(request).coverage.lines(member.id, today)
    listed = [inbox_models.CoverageOut.model_validate(line) for line in found]
    kinds = {kind for line in found for kind in line.todo}
    advice = {kind: say(f"trainer.advice.{kind}") for kind in sorted(kinds)}
    return inbox_models.CoverageList(matters=listed, advice=advice)


def example_of(sent: models.ExampleIn) -> Example:
    """An example as it was sent."""
    return Example.model_validate(sent.model_dump())


def _wanted(asked: inbox_models.InboxFilter) -> Wanted:
    return Wanted(
        state=asked.state,
        reason=asked.reason,
        channel=asked.channel,
        domain=asked.domain,
        matter=asked.matter,
        since=asked.since,
        until=asked.until,
        search=asked.q,
    )


def _item(line: ItemLine) -> inbox_models.ItemOut:
    item = line.item
    kept = item.claimed_at is not None and item.claimed_at >= now() - CLAIM
    values = {name: getattr(item, name, None) for name in inbox_models.ItemOut.model_fields}
    beside = {
        "reasons": line.reasons,
        "channels": line.channels,
        "claimed_by": item.claimed_by if kept else None,
        "claimed_name": line.claimed_name if kept else None,
        "decided_name": line.decided_name,
    }
    return inbox_models.ItemOut.model_validate(values | beside)


async def _detail(request: web.Request, member: Member) -> inbox_models.ItemDetail:
    found = await parts(request).inbox.read(request.match_info["item"], member.id)
    nearest = [
        {
            **near.example.model_dump(include={"text", "label", "facets"}),
            "similarity": near.similarity,
        }
        for near in found.around.nearest
    ]
    ranking = [{"label": label, "probability": p} for label, p in found.line.item.ranking]
    return inbox_models.ItemDetail.model_validate(
        {
            "item": _item(found.line),
            "ranking": ranking,
            "nearest": nearest,
            "sightings": list(found.sightings),
            "history": list(found.history),
        }
    )
