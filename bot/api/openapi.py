"""OpenAPI 3.1 of the public API, frames included: `python -m bot.api.openapi`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.api import (
    downloads,
    figure_models,
    follow_ups,
    frames,
    person_frames,
    staff_frames,
    staff_models,
    ticket_models,
)
from bot.conversations.files import KINDS


def _members(union: Any) -> tuple[Any, ...]:
    """The models of an annotated union."""
    return get_args(get_args(union)[0])


_MODELS: list[tuple[Any, Any]] = [
    (frames.SessionRequest, "validation"),
    (frames.Session, "serialization"),
    (frames.ErrorAnswer, "serialization"),
    (frames.Poll, "validation"),
    (frames.SuggestRequest, "validation"),
    (frames.SuggestionList, "serialization"),
    (frames.LinkOffer, "serialization"),
    (frames.LinkCode, "serialization"),
    *[(m, "validation") for m in _members(frames.ClientFrame)],
    *[(m, "serialization") for m in _members(frames.ServerFrame)],
    (staff_models.SignIn, "validation"),
    (staff_models.ProposalRequest, "validation"),
    (staff_models.ResendRequest, "validation"),
    (person_frames.PersonSearch, "validation"),
    (person_frames.LinkMade, "validation"),
    *[
        (m, "serialization")
        for m in (
            staff_models.StaffSession,
            staff_models.CaseList,
            staff_models.ColleagueList,
            staff_models.ConversationDetail,
            staff_models.CannedReplies,
            person_frames.PersonList,
            person_frames.LinkOut,
        )
    ],
    *[(m, "validation") for m in _members(staff_frames.StaffClientFrame)],
    *[(m, "serialization") for m in _members(staff_frames.StaffServerFrame)],
    *[(m, "serialization") for m in (ticket_models.TicketList, ticket_models.TicketDetail)],
    (ticket_models.TicketOpen, "validation"),
    (ticket_models.TicketChange, "validation"),
    (ticket_models.TicketNote, "validation"),
    (figure_models.FigureReport, "serialization"),
    *[(m, "serialization") for m in (follow_ups.FollowUpList, follow_ups.FollowUpOut)],
    (follow_ups.FollowUpDone, "validation"),
]

_BEARERS = ("staff", "visitor")
_SENT = (frames.ClientFrame, staff_frames.StaffClientFrame)


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(name)}}


def _union(union: Any) -> dict[str, Any]:
    refs = {model.model_fields["type"].default: _ref(model.__name__) for model in _members(union)}
    mapping = {kind: ref["$ref"] for kind, ref in refs.items()}
    return {
        "oneOf": list(refs.values()),
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _responses(codes: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted answer and the errors that may come in its place."""
    error = {"description": "Nothing was changed", "content": _json("ErrorAnswer")}
    wait = {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
    later = error | {"headers": {"Retry-After": wait}}
    return wanted | {code: later if code in ("429", "503") else error for code in codes.split()}


def _paths() -> dict[str, Any]:
    session = {"200": {"description": "The session", "content": _json("Session")}}
    signed_in = {"200": {"description": "Signed in", "content": _json("StaffSession")}}
    signed_out = {"204": {"description": "Signed out, or was not signed in"}}
    return {
        "/api/visitor/session": {
            "post": {
                "operationId": "openSession",
                "requestBody": {"required": True, "content": _json("SessionRequest")},
                "responses": _responses("400 413 415 429 503", session),
            }
        },
        **_visitor(),
        **_files(),
        "/api/staff/session": {
            "post": {
                "operationId": "signIn",
                "requestBody": {"required": True, "content": _json("SignIn")},
                "responses": _responses("400 401 413 415 429 503", signed_in),
            },
            "delete": {
                "operationId": "signOut",
                "security": [{"staff": []}, {}],
                "responses": _responses("429 503", signed_out),
            },
        },
        "/api/staff/sessions": {
            "delete": _by_staff("signOutEverywhere", _responses("401 429 503", signed_out), [])
        },
        **_staff(),
    }


def _staff() -> dict[str, Any]:
    """What a signed-in member reads."""
    named, member = _id("conversation"), _id("member")
    ended = {"204": {"description": "Signed out, or was not signed in"}}
    resent = {"200": {"description": "As it is now", "content": _json("ConversationDetail")}}
    asked = {"200": {"description": "At most a handful", "content": _json("SuggestionList")}}
    return {
        "/api/staff/cases": _read("listCases", "CaseList", "Open cases"),
        "/api/staff/members": _read("listMembers", "ColleagueList", "Colleagues"),
        "/api/staff/members/{member}/sessions": {
            "delete": _by_staff("signOutMember", _responses("401 403 404 429 503", ended), [member])
        },
        "/api/staff/replies": _read("listReplies", "CannedReplies", "Canned replies"),
        "/api/staff/conversations/{conversation}": _read(
            "getConversation", "ConversationDetail", "What is around it", [named]
        ),
        "/api/staff/conversations/{conversation}/resend": {
            "post": {
                "operationId": "resend",
                "security": [{"staff": []}],
                "parameters": [named],
                "requestBody": {"required": True, "content": _json("ResendRequest")},
                "responses": _responses("400 401 404 409 413 415 429 503", resent),
            }
        },
        "/api/staff/proposals": {
            "post": {
                "operationId": "propose",
                "security": [{"staff": []}],
                "requestBody": {"required": True, "content": _json("ProposalRequest")},
                "responses": _responses("400 401 413 415 429 503", asked),
            }
        },
        **_persons([named]),
        **_tickets(),
        **_follow_ups(),
        **_figures(),
    }


def _id(name: str) -> dict[str, Any]:
    """A random id in the address."""
    schema = {"type": "string", "format": "uuid"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _read(
    operation: str, content: str, what: str, parameters: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """What a member gets by its path."""
    found = {"200": {"description": what, "content": _json(content)}}
    missing = " 404" if parameters else ""
    described = {
        "operationId": operation,
        "security": [{"staff": []}],
        "responses": _responses(f"401{missing} 429 503", found),
    }
    return {"get": described | ({"parameters": list(parameters)} if parameters else {})}


def _persons(named: list[dict[str, Any]]) -> dict[str, Any]:
    """Conversations of the same person."""
    found = {"200": {"description": "At most a handful", "content": _json("PersonList")}}
    linked = {"200": {"description": "The link", "content": _json("LinkOut")}}
    one = "/api/staff/conversations/{conversation}"
    asked = _responses("400 401 404 409 413 415 429 503", found)
    made = _responses("400 401 404 409 413 415 429 503", linked)
    link = [named[0] | {"name": "link"}]
    undone = _responses("401 404 429 503", linked)
    return {
        f"{one}/persons": {"post": _by_staff("findPersons", asked, named, "PersonSearch")},
        f"{one}/links": {"post": _by_staff("linkPerson", made, named, "LinkMade")},
        "/api/staff/links/{link}": {"delete": _by_staff("unlinkPerson", undone, link)},
    }


def _tickets() -> dict[str, Any]:
    """Tickets, for staff."""
    listed = {"200": {"description": "The wanted part", "content": _json("TicketList")}}
    detail = {"200": {"description": "The ticket as it is now", "content": _json("TicketDetail")}}
    named = {"type": "string", "pattern": "^BB[0-9]{12}$"}
    number = [{"name": "number", "in": "path", "required": True, "schema": named}]
    sent = "400 401 404 409 413 415 429 503"
    asked = _asked(ticket_models.TicketPage), _asked(ticket_models.TicketTable)
    return {
        "/api/staff/tickets": {
            "get": _by_staff("listTickets", _responses("400 401 429 503", listed), asked[0]),
            "post": _by_staff("openTicket", _responses(sent, detail), [], "TicketOpen"),
        },
        "/api/staff/tickets/export": {
            "get": _by_staff("exportTickets", _responses("400 401 429 503", _table()), asked[1])
        },
        "/api/staff/tickets/{number}": {
            "get": _by_staff("getTicket", _responses("401 404 429 503", detail), number),
            "patch": _by_staff("changeTicket", _responses(sent, detail), number, "TicketChange"),
        },
        "/api/staff/tickets/{number}/notes": {
            "post": _by_staff("noteOnTicket", _responses(sent, detail), number, "TicketNote")
        },
        "/api/staff/tickets/{number}/files": _sent_file(
            "sendTicketFile", "staff", ticket_models.TicketFileSent, number, detail
        ),
        "/api/staff/tickets/{number}/files/{file}": _got("getTicketFile", "staff", number),
    }


def _follow_ups() -> dict[str, Any]:
    """Calls after bad grades."""
    listed = {"200": {"description": "The wanted part", "content": _json("FollowUpList")}}
    done = {"200": {"description": "As it is now", "content": _json("FollowUpOut")}}
    asked = _asked(follow_ups.FollowUpPage)
    sent = _responses("400 401 404 409 413 415 429 503", done)
    return {
        "/api/staff/follow-ups": {
            "get": _by_staff("listFollowUps", _responses("400 401 429 503", listed), asked)
        },
        "/api/staff/follow-ups/{case}": {
            "post": _by_staff("doneFollowUp", sent, [_id("case")], "FollowUpDone")
        },
    }


def _figures() -> dict[str, Any]:
    """The managers' figures."""
    found = {"200": {"description": "With definitions", "content": _json("FigureReport")}}
    shown, taken = _asked(figure_models.FigureFilter), _asked(figure_models.FigureTable)
    errors = "400 401 403 429 503"
    return {
        "/api/staff/figures": {"get": _by_staff("getFigures", _responses(errors, found), shown)},
        "/api/staff/figures/export": {
            "get": _by_staff("exportFigures", _responses(errors, _table()), taken)
        },
    }


def _table() -> dict[str, Any]:
    """A file for a spreadsheet."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    kept = {kind.partition(";")[0]: binary for _, kind in downloads.KINDS.values()}
    return {"200": {"description": "The table, as a download", "content": kept}}


def _by_staff(
    operation: str,
    responses: dict[str, Any],
    parameters: list[dict[str, Any]],
    content: str | None = None,
) -> dict[str, Any]:
    """What staff with a token ask, with a JSON body if it has one."""
    body = {"requestBody": {"required": True, "content": _json(content)}} if content else {}
    return {
        "operationId": operation,
        "security": [{"staff": []}],
        "parameters": parameters,
        "responses": responses,
        **body,
    }


def _asked(model: type[BaseModel]) -> list[dict[str, Any]]:
    """The fields of a model as parameters of the address; one left out is no null."""
    schema = model.model_json_schema()
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": {k: v for k, v in described.items() if (k, v) != ("default", None)},
        }
        for name, described in schema["properties"].items()
    ]


def _visitor() -> dict[str, Any]:
    """The visitor's frames without a socket, and what it may want to ask."""
    listed = {"application/json": {"schema": {"type": "array", "items": _ref("ServerFrame")}}}
    found = {"200": {"description": "What the client lacks; may be nothing", "content": listed}}
    stored = {"200": {"description": "The frame is stored", "content": _json("Accepted")}}
    asked = {"200": {"description": "At most a handful", "content": _json("SuggestionList")}}
    wrong = "400 401 403 413 415 429 503"
    unfit = f"{wrong} 409"
    link = {"200": {"description": "The code, shown once", "content": _json("LinkCode")}}
    offer = {
        "200": {"description": "Whether there is a use for one", "content": _json("LinkOffer")}
    }
    return {
        "/api/visitor/link": {
            "get": {
                "operationId": "offerLink",
                "security": [{"visitor": []}],
                "responses": _responses("401 429 503", offer),
            },
            "post": {
                "operationId": "giveLinkCode",
                "security": [{"visitor": []}],
                "responses": _responses("401 403 404 429 503", link),
            },
        },
        "/api/visitor/events": _posted("poll", "Poll", _responses(unfit, found)),
        "/api/visitor/suggestions": _posted("suggest", "SuggestRequest", _responses(wrong, asked)),
        "/api/visitor/frames": _posted("postFrame", "PostedFrame", _responses(unfit, stored)),
    }


def _files() -> dict[str, Any]:
    """Pictures and documents, in and out."""
    return {
        "/api/visitor/files": _sent_file("sendFile", "visitor", frames.FileSent),
        "/api/visitor/files/{file}": _got("getFile", "visitor"),
        "/api/staff/files": _sent_file("sendFileAsStaff", "staff", staff_frames.StaffFileSent),
        "/api/staff/files/{file}": _got("getFileAsStaff", "staff"),
    }


def _sent_file(
    operation: str,
    who: str,
    asked: type[BaseModel],
    named: Sequence[dict[str, Any]] = (),
    stored: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A file in the body, what is said of it in the address; `stored` is the wanted answer."""
    message = {"200": {"description": "The message is stored", "content": _json("Accepted")}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    errors = "400 401 403 404 408 409 413 415 429 503"
    return {
        "post": {
            "operationId": operation,
            "security": [{who: []}],
            "parameters": [*named, *_asked(asked)],
            "requestBody": {"required": True, "content": {"application/octet-stream": binary}},
            "responses": _responses(errors, stored or message),
        }
    }


def _got(operation: str, who: str, before: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """A file by its id, for who may see what it belongs to."""
    kept = dict.fromkeys(KINDS, {"schema": {"type": "string", "format": "binary"}})
    found = {"200": {"description": "The file, as a download", "content": kept}}
    named = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    return {
        "get": {
            "operationId": operation,
            "security": [{who: []}],
            "parameters": [
                *before,
                {"name": "file", "in": "path", "required": True, "schema": named},
            ],
            "responses": _responses("401 404 429 503", found),
        }
    }


def _posted(operation: str, content: str, responses: dict[str, Any]) -> dict[str, Any]:
    """What a visitor with a token posts."""
    return {
        "post": {
            "operationId": operation,
            "security": [{"visitor": []}],
            "requestBody": {"required": True, "content": _json(content)},
            "responses": responses,
        }
    }


def document() -> dict[str, Any]:
    """The contract as one OpenAPI document; the TypeScript types are generated from it."""
    _, schema = models_json_schema(_MODELS, ref_template="#/components/schemas/{model}")
    schemas = schema["$defs"]
    for name in {m.__name__ for u in _SENT for m in _members(u)}:
        # The default serves Python; what a client sends without its type is no frame.
        schemas[name]["required"] = ["type", *schemas[name].get("required", [])]
    schemas["ClientFrame"] = _union(frames.ClientFrame)
    schemas["PostedFrame"] = _union(frames.PostedFrame)
    schemas["ServerFrame"] = _union(frames.ServerFrame)
    schemas["StaffClientFrame"] = _union(staff_frames.StaffClientFrame)
    schemas["StaffServerFrame"] = _union(staff_frames.StaffServerFrame)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Enterprise-service assistant", "version": "1"},
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {who: {"type": "http", "scheme": "bearer"} for who in _BEARERS},
        },
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
