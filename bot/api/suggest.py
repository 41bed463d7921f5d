"""What a visitor may want to ask, while it types and before its first word."""

from __future__ import annotations

from aiohttp import web

from bot.api import frames
from bot.api.keys import SERVICES
from bot.api.reading import body, not_too_often, same_origin, visitor_of


async def suggest(request: web.Request) -> web.Response:
    """Matters for what was typed so far; those asked most today when that is nothing."""
    same_origin(request)
    services = request.app[SERVICES]
    not_too_often(services.suggest_limit, visitor_of(request))
    asked = await body(request, frames.SuggestRequest)
    found = services.suggestions.typed(asked.text) if asked.text else services.suggestions.popular()
    listed = frames.SuggestionList.model_validate({"suggestions": await found})
    return web.json_response(text=listed.model_dump_json())
