"""The contract of the trainers' desk."""

from __future__ import annotations

from typing import Any

from bot.api import downloads, inbox_models, trainer_models
from bot.api.openapi_kit import by_staff, json_of, query_of, responses

MODELS: list[tuple[Any, Any]] = [
    *[
        (m, "serialization")
        for m in (
            trainer_models.LabelList,
            trainer_models.ExampleList,
            trainer_models.FindingList,
            trainer_models.ImportOut,
            inbox_models.InboxList,
            inbox_models.ClusterList,
            inbox_models.ItemDetail,
            trainer_models.SetList,
            trainer_models.SetDetail,
            inbox_models.CoverageList,
        )
    ],
    *[
        (m, "validation")
        for m in (
            trainer_models.ExampleCheck,
            trainer_models.ExampleChange,
            inbox_models.ClaimIn,
            inbox_models.DecisionIn,
            trainer_models.VersionIn,
            trainer_models.SubmitIn,
            trainer_models.ReviewIn,
            trainer_models.UndoIn,
        )
    ],
]
_HERE = "/api/staff/trainer"
_READ = "400 401 403 429 503"
_SENT = "400 401 403 404 409 413 415 429 503"


def paths() -> dict[str, Any]:
    """Every route of the trainers' desk."""
    return _inbox() | _examples() | _sets()


def _done(content: str, what: str) -> dict[str, Any]:
    return {"200": {"description": what, "content": json_of(content)}}


def _named(name: str) -> list[dict[str, Any]]:
    schema = {"type": "string", "format": "uuid"}
    return [{"name": name, "in": "path", "required": True, "schema": schema}]


def _inbox() -> dict[str, Any]:
    one, named = f"{_HERE}/inbox/{{item}}", _named("item")
    pages = query_of(inbox_models.InboxPage), query_of(inbox_models.ClusterPage)
    items = responses(f"{_READ} 404", _done("InboxList", "The wanted part"))
    clusters = responses(_READ, _done("ClusterList", "The most frequent first"))
    detail = _done("ItemDetail", "The item as it is now")
    sent = responses(_SENT, detail)
    lines = responses("401 403 429 503", _done("CoverageList", "Those with most to do first"))
    return {
        f"{_HERE}/inbox": {"get": by_staff("listInbox", items, pages[0])},
        f"{_HERE}/inbox/clusters": {"get": by_staff("listClusters", clusters, pages[1])},
        one: {"get": by_staff("getItem", responses("401 403 404 429 503", detail), named)},
        f"{one}/claim": {"post": by_staff("claimItem", sent, named, "ClaimIn")},
        f"{one}/decision": {"post": by_staff("decideItem", sent, named, "DecisionIn")},
        f"{one}/undo": {"post": by_staff("undoDecision", sent, named, "VersionIn")},
        f"{_HERE}/coverage": {"get": by_staff("getCoverage", lines, [])},
    }


def _examples() -> dict[str, Any]:
    path = f"{_HERE}/examples"
    labels = responses("401 403 429 503", _done("LabelList", "All of them"))
    listed = responses(_READ, _done("ExampleList", "The wanted part"))
    checked = responses(_SENT, _done("FindingList", "What there is to say"))
    stored = responses(_SENT, _done("SetDetail", "The set that holds the change"))
    page = query_of(trainer_models.ExamplePage)
    return {
        f"{_HERE}/labels": {"get": by_staff("listLabels", labels, [])},
        path: {
            "get": by_staff("listExamples", listed, page),
            "post": by_staff("changeExample", stored, [], "ExampleChange"),
        },
        f"{path}/check": {"post": by_staff("checkExample", checked, [], "ExampleCheck")},
        f"{path}/export": {"get": _exported()},
        f"{path}/import": {"post": _imported()},
    }


def _exported() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    kinds = [kind.partition(";")[0] for _, kind in downloads.KINDS.values()]
    kept = dict.fromkeys([*kinds, "application/yaml"], binary)
    found = {"200": {"description": "The examples, as a download", "content": kept}}
    asked = query_of(trainer_models.ExampleTable)
    return by_staff("exportExamples", responses(_READ, found), asked)


def _imported() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    told = responses(_SENT, _done("ImportOut", "All of it is stored, or nothing"))
    described = by_staff("importExamples", told, query_of(trainer_models.ImportFile))
    body = {"required": True, "content": {"application/octet-stream": binary}}
    return described | {"requestBody": body}


def _sets() -> dict[str, Any]:
    one, named = f"{_HERE}/sets/{{set}}", _named("set")
    page = query_of(trainer_models.SetFilter)
    listed = responses(f"{_READ} 404", _done("SetList", "The newest first"))
    detail = _done("SetDetail", "The set as it is now")
    sent = responses(_SENT, detail)
    steps = {"submit": "SubmitIn", "review": "ReviewIn", "reopen": "VersionIn", "undo": "UndoIn"}
    asked = responses("401 403 404 429 503", detail)
    return {
        f"{_HERE}/sets": {"get": by_staff("listSets", listed, page)},
        one: {"get": by_staff("getSet", asked, named)},
        **{
            f"{one}/{step}": {"post": by_staff(f"{step}Set", sent, named, content)}
            for step, content in steps.items()
        },
        f"{one}/validate": {"post": by_staff("validateSet", asked, named)},
    }
