"""OpenAPI 3.1 of the public API, frames included: `python -m bot.api.openapi`."""

from __future__ import annotations

import json
import sys
from typing import Any, get_args

from pydantic.json_schema import models_json_schema

from bot.api import (
    account_models,
    figure_models,
    follow_ups,
    frames,
    openapi_staff,
    openapi_trainer,
    openapi_training,
    person_frames,
    staff_frames,
    staff_models,
    ticket_models,
)
from bot.api.openapi_kit import by_staff, got, json_of, ref, responses, sent_file


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
    (account_models.AccountNew, "validation"),
    (account_models.AccountChange, "validation"),
    (account_models.AccountPassword, "validation"),
    (account_models.PasswordChange, "validation"),
    *[(m, "serialization") for m in (account_models.AccountList, account_models.AccountChanged)],
    *openapi_trainer.MODELS,
    *[(m, "serialization") for m in (follow_ups.FollowUpList, follow_ups.FollowUpOut)],
    (follow_ups.FollowUpDone, "validation"),
    *openapi_training.MODELS,
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
        "/api/staff/sessions": {
            "delete": by_staff("signOutEverywhere", responses("401 429 503", signed_out), [])
        },
        **openapi_staff.paths(),
        **openapi_trainer.paths(),
        **openapi_training.trainings(),
        **openapi_training.releases(),
    }


def _visitor() -> dict[str, Any]:
    """The visitor's frames without a socket, and what it may want to ask."""
    listed = {"application/json": {"schema": {"type": "array", "items": ref("ServerFrame")}}}
    found = {"200": {"description": "What the client lacks; may be nothing", "content": listed}}
    stored = {"200": {"description": "The frame is stored", "content": json_of("Accepted")}}
    asked = {"200": {"description": "At most a handful", "content": json_of("SuggestionList")}}
    wrong = "400 401 403 413 415 429 503"
    unfit = f"{wrong} 409"
    link = {"200": {"description": "The code, shown once", "content": json_of("LinkCode")}}
    offer = {
        "200": {"description": "Whether there is a use for one", "content": json_of("LinkOffer")}
    }
    return {
        "/api/visitor/link": {
            "get": {
                "operationId": "offerLink",
                "security": [{"visitor": []}],
                "responses": responses("401 429 503", offer),
            },
            "post": {
                "operationId": "giveLinkCode",
                "security": [{"visitor": []}],
                "responses": responses("401 403 404 429 503", link),
            },
        },
        "/api/visitor/events": _posted("poll", "Poll", responses(unfit, found)),
        "/api/visitor/suggestions": _posted("suggest", "SuggestRequest", responses(wrong, asked)),
        "/api/visitor/frames": _posted("postFrame", "PostedFrame", responses(unfit, stored)),
    }


def _files() -> dict[str, Any]:
    """Pictures and documents, in and out."""
    return {
        "/api/visitor/files": sent_file("sendFile", "visitor", frames.FileSent),
        "/api/visitor/files/{file}": got("getFile", "visitor"),
        "/api/staff/files": sent_file("sendFileAsStaff", "staff", staff_frames.StaffFileSent),
        "/api/staff/files/{file}": got("getFileAsStaff", "staff"),
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
