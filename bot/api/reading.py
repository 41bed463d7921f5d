"""Reading what clients send, as strictly as the contract: "1" is no number, 1.0 no integer."""

from __future__ import annotations

import json
from typing import TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.errors import OVERLOADED_SECONDS, ApiError
from bot.api.frames import Key
from bot.api.keys import SERVICES, Services
from bot.conversations.log import conversation_of
from bot.conversations.once import Refused
from bot.desk.accounts import Member, NotSignedIn
from bot.security.limits import RateLimit
from bot.security.tokens import TokenInvalid
from bot.store.tables import Conversation
from bot.words import say

CHANNEL = "web"
UUID_PATH = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
"""What an id looks like in an address."""
_SHOWING = "in:"
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
_key: TypeAdapter[str] = TypeAdapter(Key)


def same_origin(request: web.Request) -> None:
    """Programs send no origin, our own pages ours. Raises ApiError with 403 for other sites."""
    origin = request.headers.get("Origin")
    if origin is not None and not _ours(origin, request.host):
        raise ApiError(403, "origin", say("refused.token"))


def admitted(request: web.Request) -> Services:
    """For who stays connected: of our own pages (403), and not one too many (429)."""
    same_origin(request)
    services = request.app[SERVICES]
    if services.full:
        raise ApiError(429, "busy", say("refused.overloaded"), OVERLOADED_SECONDS)
    return services


def not_too_often(limit: RateLimit, key: str) -> None:
    """Raises ApiError with 429 and when this one may come again."""
    if (wait := limit.wait(key)) > 0:
        raise ApiError(429, "busy", say("refused.busy"), wait)


def _ours(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc == host
    except ValueError:  # not even an address
        return False


def bearer(request: web.Request) -> str:
    """The token of the request; the empty one, which nobody has, when there is none.

    Other bytes than ASCII cannot be ours, and aiohttp gives them as text that no codec takes back.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.isascii() else ""


def visitor_of(request: web.Request) -> str:
    """Whom the bearer token names. Raises ApiError with 401."""
    try:
        return request.app[SERVICES].tokens.visitor(bearer(request))
    except TokenInvalid:
        raise ApiError(401, "token", say("refused.token")) from None


async def member_of(request: web.Request) -> Member:
    """Whose bearer token it is, of the staff. Raises ApiError with 401."""
    try:
        return await request.app[SERVICES].accounts.member(bearer(request), anew=True)
    except NotSignedIn:
        raise ApiError(401, "signed_out", say("desk.signed_out")) from None


def showing(conversation_id: str) -> str:
    """Whom a token names that shows what was said on another channel than the page."""
    return f"{_SHOWING}{conversation_id}"


def shown(visitor: str) -> str | None:
    """The conversation of another channel that such a token shows; None for a visitor's own."""
    return visitor.removeprefix(_SHOWING) if visitor.startswith(_SHOWING) else None


async def opened_by(services: Services, visitor: str) -> Conversation | None:
    """The conversation of this visitor, if there is one by now and still."""
    elsewhere = shown(visitor)

    async def work(session: AsyncSession) -> Conversation | None:
        if elsewhere is None:
            return await conversation_of(session, CHANNEL, visitor)
        found = await session.get(Conversation, elsewhere)
        return found if found is not None and found.forgotten_at is None else None

    return await services.database.read(work)


async def visitor_conversation(request: web.Request, services: Services) -> Conversation:
    """What the bearer token opens. Raises ApiError with 401."""
    found = await opened_by(services, visitor_of(request))
    if found is None:
        raise ApiError(401, "token", say("refused.token"))
    return found


async def body(request: web.Request, model: type[M]) -> M:
    """The JSON body of a request. Raises ApiError with 400 or 415, and HTTPException with 413."""
    try:
        return model.model_validate_json(await _json(request), strict=True)
    except ValidationError:
        raise ApiError(400, "malformed", say("refused.malformed")) from None


def query(request: web.Request, model: type[M]) -> M:
    """What the address asks for, every name once. Raises ApiError with 400."""
    malformed = ApiError(400, "malformed", say("refused.malformed"))
    if len(set(request.query)) < len(request.query):
        raise malformed
    try:
        return model.model_validate(dict(request.query))
    except ValidationError:
        raise malformed from None


async def frame_of(request: web.Request, adapter: TypeAdapter[T]) -> T:
    """The frame in the body, refused as on a socket. Raises like `body`."""
    content = await _json(request)
    try:
        return adapter.validate_json(content, strict=True)
    except ValidationError:
        refused = unreadable(content)[1]
        raise ApiError(400, refused.code, str(refused)) from None


async def _json(request: web.Request) -> bytes:
    # A foreign page may send everything but JSON without asking the browser's leave first.
    if request.content_type != "application/json":
        raise ApiError(415, "media_type", say("refused.media_type"))
    return await request.read()


def unreadable(frame: str | bytes) -> tuple[str | None, Refused]:
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
