"""Failures as HTTP answers: a code for programs, a sentence for people, the cause in the log."""

from __future__ import annotations

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.api.frames import ErrorAnswer
from bot.conversations.once import Refused
from bot.store.database import DatabaseUnavailable, Overloaded
from bot.words import say

OVERLOADED_SECONDS = 2.0
"""A client that was turned away because too much waits comes back after so long."""

_OURS = ("/api/", "/ws/")
"""Paths whose errors programs read; what is wrong with a page is told as a page."""
_CODES = {404: "not_found", 405: "method", 413: "too_large"}

log = structlog.get_logger(__name__)


class ApiError(Exception):
    """An answer that is not the wanted one."""

    def __init__(self, status: int, code: str, message: str, retry_after: float | None = None):
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


_REFUSED = {
    "span": 400,
    "file_too_large": 413,
    "file_kind": 415,
    "file_infected": 415,
    "file_unchecked": 503,
    "unknown_ticket": 404,
    "unknown_follow_up": 404,
    "unknown_file": 404,
    "unknown_conversation": 404,
    "unknown_link": 404,
    "search_short": 400,
    "unknown_item": 404,
    "unknown_set": 404,
    "unknown_training": 404,
    "unknown_evaluation": 404,
    "unknown_release": 404,
}
"""Refusals with a status of their own; the others are 429 or, where waiting does not help, 409."""


def refusal(refused: Refused) -> ApiError:
    """What the conversation refused, as an answer to a request."""
    status = _REFUSED.get(refused.code, 409 if refused.retry_after is None else 429)
    return ApiError(status, refused.code, str(refused), refused.retry_after)


def answer(error: ApiError) -> web.Response:
    """The JSON form of an error."""
    headers = {"Retry-After": str(max(1, round(error.retry_after)))} if error.retry_after else {}
    body = ErrorAnswer(code=error.code, message=error.message)
    return web.json_response(text=body.model_dump_json(), status=error.status, headers=headers)


def _ours(error: web.HTTPException) -> web.Response:
    """What the web server refused by itself, in the form of every other error."""
    code = _CODES.get(error.status, "malformed")
    ours = answer(ApiError(error.status, code, say(f"refused.{code}")))
    if allowed := error.headers.get("Allow"):
        ours.headers["Allow"] = allowed
    return ours


@web.middleware
async def error_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn failures into answers; what nobody foresaw is logged with its cause."""
    try:
        return await handler(request)
    except ApiError as error:
        return answer(error)
    except web.HTTPException as error:
        if not request.path.startswith(_OURS):
            raise
        return _ours(error)
    except web.RequestPayloadError:
        broken = answer(ApiError(400, "malformed", say("refused.malformed")))
        broken.force_close()  # where the next request would begin cannot be known
        return broken
    except Overloaded:
        return answer(ApiError(429, "busy", say("refused.overloaded"), OVERLOADED_SECONDS))
    except DatabaseUnavailable as error:
        log.error("api.database_unavailable", path=request.path, cause=str(error))
        return answer(ApiError(503, "unavailable", say("refused.unavailable"), 2.0))
