"""The built pages: chat, loader and console, and the demonstration site on its own port."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from pathlib import Path

from aiohttp import web

_CSP = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {sites}"
)
NOSNIFF = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class Pages:
    """Serves files below `dist`; hashed assets for ever, everything else checked each time."""

    def __init__(self, dist: Path, sites: frozenset[str]) -> None:
        self._dist = dist
        self._h5_csp = _CSP.format(
            scripts=" ".join(["'self'", *_inline(dist / "h5" / "index.html")]),
            sites=" ".join(["'self'", *sorted(sites)]),
        )
        # Nobody's frame may hold the staff's page, not even one of our own.
        self._console_csp = _CSP.format(scripts="'self'", sites="'none'")

    def routes(self) -> list[web.RouteDef]:
        """Routes of the chat page, the loader and the console."""
        return [
            web.get("/", self._home),
            web.get("/h5/{path:.*}", self._h5),
            web.get("/console", self._to_console),
            web.get("/console/{path:.*}", self._console),
            web.get("/embed.js", self._loader),
        ]

    async def _home(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/h5/")

    async def _loader(self, request: web.Request) -> web.StreamResponse:
        headers = NOSNIFF | {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
        return web.FileResponse(self._dist / "embed.js", headers=headers)

    async def _h5(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "h5", self._h5_csp)

    async def _console(self, request: web.Request) -> web.StreamResponse:
        return self._page(request, "console", self._console_csp)

    async def _to_console(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/console/")

    def _page(self, request: web.Request, name: str, policy: str) -> web.StreamResponse:
        """A file of a page, or its document, which knows what an address means."""
        path = request.match_info["path"]
        headers = NOSNIFF | {"Content-Security-Policy": policy}
        file = safe_file(self._dist / name, path)
        if file is None or file.name == "index.html":
            if "." in path.rpartition("/")[2] and file is None:
                raise web.HTTPNotFound
            headers["Cache-Control"] = "no-cache"
            return web.FileResponse(self._dist / name / "index.html", headers=headers)
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return web.FileResponse(file, headers=headers)


def _inline(page: Path) -> list[str]:
    """Hashes of the scripts that stand in a page itself, as its policy names them."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return [hash_source(script) for script in re.findall("<script>(.*?)</script>", text, re.DOTALL)]


def hash_source(text: str) -> str:
    """How a policy names a script or a style that stands in the page itself."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def safe_file(folder: Path, path: str) -> Path | None:
    """The file below `folder`, or None when there is none or the path leads outside."""
    root = folder.resolve()
    try:
        file = (root / path).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except (OSError, ValueError):  # longer than a name may be, or with a null byte
        return None


def demo_app(dist: Path, chat_origin: str) -> web.Application:
    """A foreign-looking site that embeds the chat by its loader."""

    async def page(request: web.Request) -> web.StreamResponse:
        path = request.match_info.get("path", "")
        file = safe_file(dist / "demo", path)
        if file is not None and file.name != "index.html":
            return web.FileResponse(file, headers=NOSNIFF)
        html = (dist / "demo" / "index.html").read_text(encoding="utf-8")
        origin = f"{request.scheme}://{(request.host or '').split(':')[0]}:{chat_origin}"
        return web.Response(
            text=html.replace("__CHAT_ORIGIN__", origin), content_type="text/html", headers=NOSNIFF
        )

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/demo/{path:.*}", page)])
    return app
