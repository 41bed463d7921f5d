"""A conversation service over a scripted engine, for tests of what surrounds it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import Core, core
from bot.dialogue.engine import Button, Reply, Request
from bot.dialogue.scripted import ScriptedEngine
from bot.settings import Settings
from effects import Answer, Handoff, OpenTicket, Smalltalk

TICKET = OpenTicket(
    matter="reg_seal",
    question="公章丢了怎么补",
    enterprise_name="示例公司",
    uscc=None,
    contact_name="陈女士",
    phone="13800138000",
    preferred_time=None,
)


def script(request: Request) -> list[Reply]:
    """Echo; some words have effects."""
    if request.payload:
        return [Reply(text=f"payload {request.payload}", effect=Smalltalk())]
    if request.text == "材料":
        return [Reply(effect=Answer(matter="reg_company_setup"))]
    if request.text == "人工":
        return [Reply(effect=Handoff(reason="asked", matter="reg_seal", summary="公章丢了"))]
    if request.text == "提交":
        return [Reply(effect=OpenTicket.model_validate(TICKET.model_dump()))]
    button = Button(title="再说一遍", payload="/help")
    return [Reply(text=f"echo {request.text}", buttons=[button], effect=Smalltalk())]


def settings(tmp_path: Path, database_url: str, redis_url: str = "") -> Settings:
    """Settings that touch nothing outside the test's folder."""
    values = {"var": tmp_path, "database_url": database_url, "redis_url": redis_url}
    return Settings.model_validate({**values, "demo_port": None, "secret": "s" * 40})


@asynccontextmanager
async def service(
    tmp_path: Path,
    database_url: str,
    engine: ScriptedEngine | None = None,
    redis_url: str = "",
) -> AsyncIterator[Core]:
    """A core with the scripted engine, its runner started."""
    chosen = engine or ScriptedEngine(script)
    async with core(settings(tmp_path, database_url, redis_url), chosen) as parts:
        await parts.runner.start()
        parts.timers.start()
        parts.overdue.start()
        yield parts
