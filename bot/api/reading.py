"""Reading what clients send, as strictly as the contract: "1" is no number, 1.0 no integer."""

from __future__ import annotations

import json
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.api.errors import ApiError
from bot.api.frames import Key
from bot.conversations.once import Refused
from bot.words import say

M = TypeVar("M", bound=BaseModel)
_key: TypeAdapter[str] = TypeAdapter(Key)


async def body(request: web.Request, model: type[M]) -> M:
    """The JSON body of a request. Raises ApiError with 400 or 415, and HTTPException with 413."""
    # A foreign page may send everything but JSON without asking the browser's leave first.
    if request.content_type != "application/json":
        raise ApiError(415, "media_type", say("refused.media_type"))
    try:
        return model.model_validate_json(await request.read(), strict=True)
    except ValidationError:
        raise ApiError(400, "malformed", say("refused.malformed")) from None


def unreadable(frame: str) -> tuple[str | None, Refused]:
    """The key of a frame that does not fit the contract, if it has one, and what is wrong.

    Half a character, which JSON can hold and a page can send, is the visitor's text and not a
    matter of versions.
    """
    try:
        found = json.loads(frame)
        refused = Refused("frame", say("refused.frame"))
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        refused = Refused("not_text", say("refused.not_text"))
    except (ValueError, RecursionError):
        return None, Refused("frame", say("refused.frame"))
    try:
        return _key.validate_python(found["key"]), refused
    except (LookupError, TypeError, ValidationError):
        return None, refused
