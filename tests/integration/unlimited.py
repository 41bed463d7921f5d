"""The web application without its rate limits, for tests that send much from one address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.keys import SERVICES
from bot.app import Core, application
from bot.security.limits import RateLimit
from bot.store.base import Base
from tests.integration.service import settings


def unlimited(tmp_path: Path, parts: Core) -> web.Application:
    """The application over these parts; nobody is told to wait."""
    app = application(settings(tmp_path, ""), parts)
    never = RateLimit(10**9, 1.0)
    limits = {"session_limit": never, "send_limit": never, "sign_in_limit": never}
    app[SERVICES] = replace(app[SERVICES], **limits)
    return app


async def rows(parts: Core) -> dict[str, int]:
    """How many rows each table has."""
    async with AsyncSession(parts.database.engine) as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
