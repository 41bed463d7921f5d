"""Routes of the chat page, and of the files that both sides send."""

from __future__ import annotations

from aiohttp import web

from bot.api import files, polling, suggest, visitor, visitor_link


def visitor_routes() -> list[web.RouteDef]:
    """Every route that a visitor's token opens, and the two for files of staff."""
    return [
        web.post("/api/visitor/session", visitor.open_session),
        web.post("/api/visitor/suggestions", suggest.suggest),
        web.get("/ws/visitor", visitor.socket),
        web.post("/api/visitor/events", polling.poll),
        web.post("/api/visitor/frames", polling.post_frame),
        web.post("/api/visitor/files", files.send_file),
        web.get("/api/visitor/files/{file:[0-9a-f]{32}}", files.visitor_file),
        web.get("/api/staff/files/{file:[0-9a-f]{32}}", files.staff_file),
        web.post("/api/staff/files", files.send_file_as_staff),
        web.get("/api/visitor/link", visitor_link.offered),
        web.post("/api/visitor/link", visitor_link.give),
    ]
