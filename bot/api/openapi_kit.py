"""Pieces of which the contract is put together."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


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
