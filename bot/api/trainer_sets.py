"""Examples and change sets, for trainers."""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web
from pydantic import BaseModel

from bot.api import trainer_models as models
from bot.api.downloads import PERSONAL, download
from bot.api.errors import ApiError
from bot.api.pages import NOSNIFF
from bot.api.reading import body, query
from bot.api.trainer import HERE, UUID, example_of, parts, reads, trains
from bot.conversations.once import Refused
from bot.desk.accounts import Member
from bot.trainer.checks import ENTITIES
from bot.trainer.corpus import Example
from bot.trainer.examples import Wanted
from bot.trainer.exchange import MOST_BYTES, as_yaml, rows_of, table
from bot.trainer.review import SetDetail
from bot.words import say
from effects import FACETS

log = structlog.get_logger(__name__)


def trainer_set_routes() -> list[web.RouteDef]:
    """Every route of examples and change sets."""
    one = f"{HERE}/sets/{{set:{UUID}}}"
    return [
        web.get(f"{HERE}/labels", labels),
        web.get(f"{HERE}/examples", examples),
        web.post(f"{HERE}/examples", change),
        web.post(f"{HERE}/examples/check", check),
        web.get(f"{HERE}/examples/export", exported),
        web.post(f"{HERE}/examples/import", imported),
        web.get(f"{HERE}/sets", listed),
        web.get(one, shown),
        web.post(f"{one}/submit", submit),
        web.post(f"{one}/review", review),
        web.post(f"{one}/reopen", reopen),
        web.post(f"{one}/undo", undo),
        web.post(f"{one}/validate", validate),
    ]


@reads
async def labels(request: web.Request, member: Member) -> BaseModel:
    """Everything that a text may be about."""
    found = await parts(request).examples.labels(member.id)
    listed = [models.LabelOut.model_validate(label) for label in found]
    return models.LabelList(labels=listed, facets=list(FACETS), entities=list(ENTITIES))


@reads
async def examples(request: web.Request, member: Member) -> BaseModel:
    """A part of the examples."""
    asked = query(request, models.ExamplePage)
    found, total, after = await parts(request).examples.page(
        member.id, _wanted(asked), asked.after, asked.limit
    )
    listed = [
        models.ExampleOut.model_validate({**example.model_dump(), "origin": origin})
        for example, origin in found
    ]
    return models.ExampleList(examples=listed, total=total, next=after)


@trains
async def check(request: web.Request, member: Member) -> BaseModel:
    """What there is to say about a change before it is made."""
    asked = await body(request, models.ExampleCheck)
    found = await parts(request).examples.check(member.id, *_change(asked))
    return models.FindingList.model_validate({"findings": list(found)})


@trains
async def change(request: web.Request, member: Member) -> BaseModel:
    """Store a change in the member's open set."""
    asked = await body(request, models.ExampleChange)
    stored = await parts(request).examples.save(member.id, *_change(asked), asked.confirm)
    return await _detail(request, stored.set_id)


@reads
async def exported(request: web.Request, member: Member) -> web.StreamResponse:
    """The examples of a filter as a file."""
    asked = query(request, models.ExampleTable)
    services = parts(request)
    found = await services.examples.matching(member.id, _wanted(asked))
    log.info("examples.exported", member=member.id, format=asked.format, examples=len(found))
    if asked.format == "yaml":
        named = {"Content-Disposition": "attachment; filename=examples.yml"}
        kind = {"Content-Type": "application/yaml; charset=utf-8"}
        written = await asyncio.to_thread(as_yaml, found)
        return web.Response(body=written, headers=NOSNIFF | PERSONAL | named | kind)
    sheet = say("trainer.sheet"), table(found, services.knowledge)
    return await download("examples", asked.format, [sheet])


@trains
async def imported(request: web.Request, member: Member) -> BaseModel:
    """Take a file in: all of it or nothing."""
    asked = query(request, models.ImportFile)
    content = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        content += chunk
        if len(content) > MOST_BYTES:
            raise ApiError(413, "too_large", say("trainer.file_large", most=MOST_BYTES // 1024**2))
    rows = await asyncio.to_thread(rows_of, bytes(content), asked.format)
    found = await parts(request).importer.take(member.id, rows, asked.confirm == "true")
    findings = [{"row": f.row, "finding": f.found} for f in found.findings]
    counts = {name: getattr(found, name) for name in ("rows", "added", "edited", "unchanged")}
    return models.ImportOut.model_validate({"stored": found.stored, **counts, "findings": findings})


@reads
async def listed(request: web.Request, member: Member) -> BaseModel:
    """A part of the change sets."""
    asked = query(request, models.SetFilter)
    services = parts(request)
    after = str(asked.after) if asked.after else None
    found, more = await services.review.page(asked.state, after, asked.limit)
    listed = [models.SetOut.model_validate(line) for line in found]
    return models.SetList(sets=listed, more=more, review=services.review.two)


@reads
async def shown(request: web.Request, member: Member) -> BaseModel:
    """One change set with everything in it."""
    return await _detail(request, request.match_info["set"])


@trains
async def submit(request: web.Request, member: Member) -> BaseModel:
    """Hand one's draft in."""
    asked = await body(request, models.SubmitIn)
    seen = request.match_info["set"], asked.version
    await parts(request).review.submit(member.id, seen, asked.title)
    return await _detail(request, seen[0])


@trains
async def review(request: web.Request, member: Member) -> BaseModel:
    """Approve somebody else's set, or send it back."""
    asked = await body(request, models.ReviewIn)
    seen = request.match_info["set"], asked.version
    if asked.approve:
        await parts(request).review.approve(member.id, seen, asked.reason)
    elif asked.reason is None:
        raise Refused("reason_missing", say("trainer.reason_missing"))
    else:
        await parts(request).review.reject(member.id, seen, asked.reason)
    return await _detail(request, seen[0])


@trains
async def reopen(request: web.Request, member: Member) -> BaseModel:
    """Take one's set back to work on it."""
    asked = await body(request, models.VersionIn)
    seen = request.match_info["set"], asked.version
    await parts(request).review.reopen(member.id, seen)
    return await _detail(request, seen[0])


@trains
async def undo(request: web.Request, member: Member) -> BaseModel:
    """Take a change out of one's draft."""
    asked = await body(request, models.UndoIn)
    seen = request.match_info["set"], asked.version
    await parts(request).review.undo(member.id, seen, asked.change)
    return await _detail(request, seen[0])


@trains
async def validate(request: web.Request, member: Member) -> BaseModel:
    """Have Rasa look at it; what it says stands in the set when it has ended."""
    set_id = request.match_info["set"]
    await parts(request).validation.begin(set_id)
    return await _detail(request, set_id)


def _wanted(asked: models.ExampleFilter) -> Wanted:
    return Wanted(
        label=asked.label,
        domain=asked.domain,
        facet=asked.facet,
        origin=asked.origin,
        search=asked.q,
    )


def _change(asked: models.ExampleCheck) -> tuple[Example | None, Example | None]:
    if asked.before is None and asked.after is None:
        raise ApiError(400, "malformed", say("refused.malformed"))
    before = asked.before
    seen = Example(text=before.text, label=before.label) if before else None
    return seen, example_of(asked.after) if asked.after else None


async def _detail(request: web.Request, set_id: str) -> models.SetDetail:
    found: SetDetail = await parts(request).review.read(set_id)
    clashes = {conflict.change: conflict.clash for conflict in found.conflicts}
    names = ("id", "at", "kind", "before", "after", "matter", "note", "said", "warnings")
    changes = [
        {name: getattr(change, name) for name in (*names, "undone_at")}
        | {"item": change.item_id, "clash": clashes.get(change.id)}
        for change in found.changes
    ]
    history = list(found.history)
    return models.SetDetail.model_validate(
        {"set": found.line, "changes": changes, "history": history}
    )
