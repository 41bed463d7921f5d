"""What people are told of their data before they give any (个人信息保护法, article 17)."""

from __future__ import annotations

from html import escape
from typing import Final

from aiohttp import web

from bot.api.pages import NOSNIFF, hash_source
from bot.knowledge.site import Site
from bot.settings import Settings
from bot.words import say

PATH: Final = "/privacy"
_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; line-height: 1.7;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.75rem 0 0.25rem; }
p { margin: 0.4rem 0; }
"""
POLICY: Final = (
    f"default-src 'none'; style-src {hash_source(_STYLE)}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
KINDS = ("conversations", "tickets", "files")
"""Of the kinds that are kept for a time of their own, those that people give us."""


def privacy_routes(settings: Settings, site: Site) -> list[web.RouteDef]:
    """The route of the page."""
    text, headers = notice(settings, site), NOSNIFF | {"Content-Security-Policy": POLICY}

    async def shown(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type="text/html", headers=headers)

    return [web.get(PATH, shown)]


def notice(settings: Settings, site: Site) -> str:
    """The page, with the periods that are set."""
    names = {"district": site.district, "assistant": site.assistant, "hotline": site.hotline}
    parts = {
        "what": [say("privacy.what"), say("privacy.what_browser")],
        "why": [say("privacy.why")],
        "who": [say("privacy.who")],
        "long": [*(_kept(kind, settings) for kind in KINDS), say("privacy.kept_after")],
        "rights": [say("privacy.rights", **names)],
    }
    body = "".join(
        f"<h2>{escape(say(f'privacy.headings.{part}'))}</h2>"
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        for part, paragraphs in parts.items()
    )
    title, lead = escape(say("privacy.title")), escape(say("privacy.lead", **names))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1><p>{lead}</p>{body}</main></body></html>"
    )


def _kept(kind: str, settings: Settings) -> str:
    days: int = getattr(settings, f"retention_{kind}")
    return say(f"privacy.kept.{kind}", days=days) if days else say(f"privacy.kept_for_ever.{kind}")
