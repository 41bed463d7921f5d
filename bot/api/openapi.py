"""OpenAPI 3.1 of the public API, WebSocket frames included: `python -m bot.api.openapi`."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.api import frames

_MODELS: list[tuple[Any, Any]] = [
    (frames.SessionRequest, "validation"),
    (frames.Session, "serialization"),
    (frames.ErrorAnswer, "serialization"),
    *[(m, "validation") for m in (frames.Hello, frames.Send, frames.Choose)],
    *[(m, "validation") for m in (frames.AskPerson, frames.LeaveQueue, frames.Rate, frames.Ping)],
    *[(m, "serialization") for m in (frames.Ready, frames.Accepted, frames.Pushed)],
    *[(m, "serialization") for m in (frames.Rated, frames.Typing, frames.Status, frames.Refused)],
    (frames.Pong, "serialization"),
]


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": _ref(name)}}


def _union(*names: str) -> dict[str, Any]:
    return {"oneOf": [_ref(name) for name in names], "discriminator": {"propertyName": "type"}}


def document() -> dict[str, Any]:
    """The contract as one OpenAPI document; the TypeScript types are generated from it."""
    _, schema = models_json_schema(_MODELS, ref_template="#/components/schemas/{model}")
    schemas = schema["$defs"]
    schemas["ClientFrame"] = _union(
        "Hello", "Send", "Choose", "AskPerson", "LeaveQueue", "Rate", "Ping"
    )
    schemas["ServerFrame"] = _union(
        "Ready", "Accepted", "Pushed", "Rated", "Typing", "Status", "Refused", "Pong"
    )
    error = {"description": "Nothing was changed", "content": _json("ErrorAnswer")}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Enterprise-service assistant", "version": "1"},
        "paths": {
            "/api/visitor/session": {
                "post": {
                    "operationId": "openSession",
                    "requestBody": {"required": True, "content": _json("SessionRequest")},
                    "responses": {
                        "200": {"description": "The session", "content": _json("Session")},
                        "400": error,
                        "429": error,
                    },
                }
            }
        },
        "components": {"schemas": schemas},
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
