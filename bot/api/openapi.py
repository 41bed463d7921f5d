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
    frames,
    openapi_trainer,
    staff_frames,
    ticket_models,
)
from bot.api.openapi_kit import by_staff, json_of, query_of, ref, responses
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
    *[(m, "validation") for m in _members(frames.ClientFrame)],
    *[(m, "serialization") for m in _members(frames.ServerFrame)],
    (staff_frames.SignIn, "validation"),
    (staff_frames.ProposalRequest, "validation"),
    *[
        (m, "serialization")
        for m in (
            staff_frames.StaffSession,
            staff_frames.CaseList,
            staff_frames.ColleagueList,
            staff_frames.ConversationDetail,
            staff_frames.CannedReplies,
        )
    ],
    *[(m, "validation") for m in _members(staff_frames.StaffClientFrame)],
    *[(m, "serialization") for m in _members(staff_frames.StaffServerFrame)],
    *[(m, "serialization") for m in (ticket_models.TicketList, ticket_models.TicketDetail)],
    (ticket_models.TicketOpen, "validation"),
    (ticket_models.TicketChange, "validation"),
    (ticket_models.TicketNote, "validation"),
    (figure_models.FigureReport, "serialization"),
    *openapi_trainer.MODELS,
]

_BEARERS = ("staff", "visitor")
_SENT = (frames.ClientFrame, staff_frames.StaffClientFrame)


def _union(union: Any) -> dict[str, Any]:
    refs = {model.model_fields["type"].default: ref(model.__name__) for model in _members(union)}
    mapping = {kind: ref["$ref"] for kind, ref in refs.items()}
    return {
        "oneOf": list(refs.values()),
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _paths() -> dict[str, Any]:
    session = {"200": {"description": "The session", "content": json_of("Session")}}
    signed_in = {"200": {"description": "Signed in", "content": json_of("StaffSession")}}
    signed_out = {"204": {"description": "Signed out, or was not signed in"}}
    return {
        "/api/visitor/session": {
            "post": {
                "operationId": "openSession",
                "requestBody": {"required": True, "content": json_of("SessionRequest")},
                "responses": responses("400 413 415 429 503", session),
            }
        },
        **_visitor(),
        **_files(),
        "/api/staff/session": {
            "post": {
                "operationId": "signIn",
                "requestBody": {"required": True, "content": json_of("SignIn")},
                "responses": responses("400 401 413 415 429 503", signed_in),
            },
            "delete": {
                "operationId": "signOut",
                "security": [{"staff": []}, {}],
                "responses": responses("429 503", signed_out),
            },
        },
        **_staff(),
    }


def _staff() -> dict[str, Any]:
    """What a signed-in member reads."""
    named = {
        "name": "conversation",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    asked = {"200": {"description": "At most a handful", "content": json_of("SuggestionList")}}
    return {
        "/api/staff/cases": _read("listCases", "CaseList", "Open cases"),
        "/api/staff/members": _read("listMembers", "ColleagueList", "Colleagues"),
        "/api/staff/replies": _read("listReplies", "CannedReplies", "Canned replies"),
        "/api/staff/conversations/{conversation}": _read(
            "getConversation", "ConversationDetail", "What is around it", [named]
        ),
        "/api/staff/proposals": {
            "post": {
                "operationId": "propose",
                "security": [{"staff": []}],
                "requestBody": {"required": True, "content": json_of("ProposalRequest")},
                "responses": responses("400 401 413 415 429 503", asked),
            }
        },
        **_tickets(),
        **_figures(),
        **openapi_trainer.paths(),
    }


def _read(
    operation: str, content: str, what: str, parameters: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """What a member gets by its path."""
    found = {"200": {"description": what, "content": json_of(content)}}
    missing = " 404" if parameters else ""
    described = {
        "operationId": operation,
        "security": [{"staff": []}],
        "responses": responses(f"401{missing} 429 503", found),
    }
    return {"get": described | ({"parameters": list(parameters)} if parameters else {})}


def _tickets() -> dict[str, Any]:
    """Tickets, for staff."""
    listed = {"200": {"description": "The wanted part", "content": json_of("TicketList")}}
    detail = {"200": {"description": "The ticket as it is now", "content": json_of("TicketDetail")}}
    named = {"type": "string", "pattern": "^BB[0-9]{12}$"}
    number = [{"name": "number", "in": "path", "required": True, "schema": named}]
    sent = "400 401 404 409 413 415 429 503"
    asked = query_of(ticket_models.TicketPage), query_of(ticket_models.TicketTable)
    return {
        "/api/staff/tickets": {
            "get": by_staff("listTickets", responses("400 401 429 503", listed), asked[0]),
            "post": by_staff("openTicket", responses(sent, detail), [], "TicketOpen"),
        },
        "/api/staff/tickets/export": {
            "get": by_staff("exportTickets", responses("400 401 429 503", _table()), asked[1])
        },
        "/api/staff/tickets/{number}": {
            "get": by_staff("getTicket", responses("401 404 429 503", detail), number),
            "patch": by_staff("changeTicket", responses(sent, detail), number, "TicketChange"),
        },
        "/api/staff/tickets/{number}/notes": {
            "post": by_staff("noteOnTicket", responses(sent, detail), number, "TicketNote")
        },
    }


def _figures() -> dict[str, Any]:
    """The managers' figures."""
    found = {"200": {"description": "With definitions", "content": json_of("FigureReport")}}
    shown, taken = query_of(figure_models.FigureFilter), query_of(figure_models.FigureTable)
    errors = "400 401 403 429 503"
    return {
        "/api/staff/figures": {"get": by_staff("getFigures", responses(errors, found), shown)},
        "/api/staff/figures/export": {
            "get": by_staff("exportFigures", responses(errors, _table()), taken)
        },
    }


def _table() -> dict[str, Any]:
    """A file for a spreadsheet."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    kept = {kind.partition(";")[0]: binary for _, kind in downloads.KINDS.values()}
    return {"200": {"description": "The table, as a download", "content": kept}}


def _visitor() -> dict[str, Any]:
    """The visitor's frames without a socket, and what it may want to ask."""
    listed = {"application/json": {"schema": {"type": "array", "items": ref("ServerFrame")}}}
    found = {"200": {"description": "What the client lacks; may be nothing", "content": listed}}
    stored = {"200": {"description": "The frame is stored", "content": json_of("Accepted")}}
    asked = {"200": {"description": "At most a handful", "content": json_of("SuggestionList")}}
    wrong = "400 401 403 413 415 429 503"
    unfit = f"{wrong} 409"
    return {
        "/api/visitor/events": _posted("poll", "Poll", responses(unfit, found)),
        "/api/visitor/suggestions": _posted("suggest", "SuggestRequest", responses(wrong, asked)),
        "/api/visitor/frames": _posted("postFrame", "PostedFrame", responses(unfit, stored)),
    }


def _files() -> dict[str, Any]:
    """Pictures and documents, in and out."""
    kept = dict.fromkeys(KINDS, {"schema": {"type": "string", "format": "binary"}})
    found = {"200": {"description": "The file, as a download", "content": kept}}
    return {
        "/api/visitor/files": _sent_file("sendFile", "visitor", frames.FileSent),
        "/api/visitor/files/{file}": _got("getFile", "visitor", found),
        "/api/staff/files": _sent_file("sendFileAsStaff", "staff", staff_frames.StaffFileSent),
        "/api/staff/files/{file}": _got("getFileAsStaff", "staff", found),
    }


def _sent_file(operation: str, who: str, asked: type[BaseModel]) -> dict[str, Any]:
    """A file in the body, what is said of it in the address."""
    stored = {"200": {"description": "The message is stored", "content": json_of("Accepted")}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        "post": {
            "operationId": operation,
            "security": [{who: []}],
            "parameters": query_of(asked),
            "requestBody": {"required": True, "content": {"application/octet-stream": binary}},
            "responses": responses("400 401 403 404 408 409 413 415 429 503", stored),
        }
    }


def _got(operation: str, who: str, found: dict[str, Any]) -> dict[str, Any]:
    """A file by its id, for who may see its conversation."""
    named = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
    return {
        "get": {
            "operationId": operation,
            "security": [{who: []}],
            "parameters": [{"name": "file", "in": "path", "required": True, "schema": named}],
            "responses": responses("401 404 429 503", found),
        }
    }


def _posted(operation: str, content: str, responses: dict[str, Any]) -> dict[str, Any]:
    """What a visitor with a token posts."""
    return {
        "post": {
            "operationId": operation,
            "security": [{"visitor": []}],
            "requestBody": {"required": True, "content": json_of(content)},
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
