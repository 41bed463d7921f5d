"""Tickets and a signed-in member of staff, for the tests of both sides of a ticket."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log
from bot.desk.accounts import Member
from bot.desk.ticket_work import Asked
from tests.integration.sockets import Client

PASSWORD = "a long pass phrase"
TICKETS = "/api/staff/tickets"
PHONE = "13800138000"


def key() -> str:
    return uuid.uuid4().hex


def asked(**fields: Any) -> Asked:
    """What a member writes into a ticket."""
    written: dict[str, Any] = {
        "matter": "tax_einvoice_issue",
        "question": "数电票开不出来",
        "enterprise_name": "示例公司",
        "uscc": None,
        "contact_name": "陈女士",
        "phone": PHONE,
        "preferred_time": None,
        "priority": "normal",
        "complex": False,
        "mine": False,
    }
    return Asked(**(written | fields))


async def by_form(parts: Core, visitor: str) -> str:
    """The conversation of a visitor who has sent the form of `service.TICKET`."""
    conversation = await parts.inbox.open("web", visitor)
    await parts.inbox.say(conversation.id, key(), "提交")
    await parts.runner.settle(conversation.id)
    return conversation.id


async def waiting(parts: Core, visitor: str) -> str:
    """The conversation of a visitor who waits for a person, so that staff see it."""
    conversation = await parts.inbox.open("web", visitor)
    await parts.inbox.ask_person(conversation.id, key())
    return conversation.id


async def by_staff(parts: Core, member: Member, **fields: Any) -> str:
    """The number of a ticket that a member has opened for a new conversation."""
    conversation = await waiting(parts, key())
    ticket, _ = await parts.ticket_work.open(member, conversation, key(), asked(**fields))
    return ticket.number


async def signed_in(parts: Core) -> dict[str, str]:
    """The headers of the member `chen`."""
    _, token, _ = await parts.accounts.sign_in("chen", PASSWORD)
    return {"Authorization": f"Bearer {token}"}


async def told(parts: Core, conversation: str) -> list[str]:
    """What stands in the visitor's log."""
    async with AsyncSession(parts.database.engine) as session:
        entries = await log.after(session, conversation, 0)
    return [str(entry.body) for entry in entries]


async def got(client: Client, headers: dict[str, str], path: str = "", **filters: Any) -> Any:
    """The answer to what a member asks for."""
    answer = await client.get(f"{TICKETS}{path}", headers=headers, params=filters)
    assert answer.status == 200, await answer.text()
    return await answer.json()
