"""Pieces of which the contract is put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from bot.conversations.files import KINDS


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": ref(name)}}


def responses(codes: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """The wanted answer and the errors that may come in its place."""
    error = {"description": "Nothing was changed", "content": json_of("ErrorAnswer")}
    wait = {"description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1}}
    later = error | {"headers": {"Retry-After": wait}}
    return wanted | {code: later if code in ("429", "503") else error for code in codes.split()}


def by_staff(
    operation: str,
    responses: dict[str, Any],
    parameters: list[dict[str, Any]],
    content: str | None = None,
) -> dict[str, Any]:
    """What staff with a token ask, with a JSON body if it has one."""
    body = {"requestBody": {"required": True, "content": json_of(content)}} if content else {}
    return {
        "operationId": operation,
        "security": [{"staff": []}],
        "parameters": parameters,
        "responses": responses,
        **body,
    }


def query_of(model: type[BaseModel]) -> list[dict[str, Any]]:
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


def sent_file(
    operation: str,
    who: str,
    asked: type[BaseModel],
    named: Sequence[dict[str, Any]] = (),
    stored: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A file in the body, what is said of it in the address; `stored` is the wanted answer."""
    message = {"200": {"description": "The message is stored", "content": json_of("Accepted")}}
    binary = {"schema": {"type": "string", "format": "binary"}}
    errors = "400 401 403 404 408 409 413 415 429 503"
    return {
        "post": {
            "operationId": operation,
            "security": [{who: []}],
            "parameters": [*named, *query_of(asked)],
            "requestBody": {"required": True, "content": {"application/octet-stream": binary}},
            "responses": responses(errors, stored or message),
        }
    }


def got(operation: str, who: str, before: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
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
            "responses": responses("401 404 429 503", found),
        }
    }
