"""Cases, turns, ratings and tickets of known times, for the tests of the managers' figures."""

from __future__ import annotations

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations import log
from bot.conversations.bodies import TextBody
from bot.desk.accounts import Member, NewAccount, Role
from bot.desk.hours import SHANGHAI
from bot.store.base import Base
from bot.store.tables import AnswerRating, RoutingDecision, ServiceCase, Turn
from bot.store.ticket_tables import Ticket
from tests.integration.sockets import Client

PASSWORD = "a long pass phrase"
FIGURES = "/api/staff/figures"
numbers = itertools.count(1)


def at(day: int, clock: str, month: int = 3) -> datetime:
    """A time in Shanghai, of the year 2026."""
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{clock}").replace(tzinfo=SHANGHAI)


def after(begin: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else begin + timedelta(seconds=seconds)


async def member(parts: Core, login: str, role: Role = "staff") -> Member:
    return await parts.accounts.add(NewAccount(login, login, PASSWORD, role))


async def headers(parts: Core, login: str) -> dict[str, str]:
    """Of somebody who has signed in."""
    _, token, _ = await parts.accounts.sign_in(login, PASSWORD)
    return {"Authorization": f"Bearer {token}"}


async def kept(parts: Core, *rows: Base) -> None:
    async def work(session: AsyncSession) -> None:
        for row in rows:
            session.add(row)
            await session.flush()

    await parts.database.write(work)


async def talk(parts: Core) -> str:
    """A new conversation."""
    return (await parts.inbox.open("web", uuid.uuid4().hex)).id


async def case(
    parts: Core,
    queued: datetime,
    *,
    taken: float | None = None,
    replied: float | None = None,
    closed: float | None = None,
    **values: Any,
) -> str:
    """A hand-over; its other times in seconds after it was queued."""
    made = {
        "id": str(uuid.uuid4()),
        "conversation_id": values.get("conversation_id") or await talk(parts),
        "reason": "asked",
        "group": "general",
        "queued_at": queued,
        "claimed_at": after(queued, taken),
        "first_reply_at": after(queued, replied),
        "closed_at": after(queued, closed),
    }
    await kept(parts, ServiceCase(**(made | values)))
    return str(made["id"])


async def assigned(parts: Core, case_id: str, when: datetime, who: Member) -> None:
    """What routing keeps when somebody takes a case."""
    decision = RoutingDecision(
        case_id=case_id, at=when, kind="assigned", reason="pulled", staff_id=who.id
    )
    await kept(parts, decision)


async def turn(
    parts: Core,
    done: datetime,
    outcome: str | None,
    conversation: str | None = None,
    matter: str | None = None,
) -> tuple[str, str]:
    """A step of the dialogue; its conversation and its id."""
    talked, name = conversation or await talk(parts), str(uuid.uuid4())
    made = Turn(
        id=name,
        conversation_id=talked,
        seq=1000 + next(numbers),
        text="问题",
        state="done" if outcome else "dropped",
        created_at=done,
        done_at=done,
        outcome=outcome,
        result={"matter": matter} if outcome else None,
    )
    await kept(parts, made)
    return talked, name


async def rating(
    parts: Core, rated: datetime, useful: bool, matter: str = "tax_einvoice_issue"
) -> None:
    """An answer about a matter, and what the visitor thinks of it."""
    conversation, turn_id = await turn(parts, rated, "answered", matter=matter)

    async def work(session: AsyncSession) -> None:
        entry = log.Entry("bot", TextBody(text="回答"), turn_id=turn_id)
        message = await log.append(session, conversation, entry)
        session.add(
            AnswerRating(
                conversation_id=conversation, seq=message.seq, useful=useful, rated_at=rated
            )
        )

    await parts.database.write(work)


async def ticket(parts: Core, created: datetime, **values: Any) -> None:
    """A ticket with a deadline of five days."""
    conversation = await parts.inbox.open("web", uuid.uuid4().hex)
    made = {
        "id": str(uuid.uuid4()),
        "number": f"BB{next(numbers):012}",
        "conversation_id": conversation.id,
        "contact_id": conversation.contact_id,
        "created_at": created,
        "question": "数电票开不出来",
        "enterprise_name": "示例公司",
        "contact_name": "陈女士",
        "phone": "13800138000",
        "group": "general",
        "priority": "normal",
        "complex": False,
        "contact_due_at": created + timedelta(days=1),
        "due_at": created + timedelta(days=5),
        "source": "form",
    }
    await kept(parts, Ticket(**(made | values)))


async def figures(
    client: Client, signed: dict[str, str], first: str, last: str, **more: str
) -> Any:
    """The report that a manager gets."""
    asked = {"from": first, "to": last, **more}
    answer = await client.get(FIGURES, headers=signed, params=asked)
    assert answer.status == 200, await answer.text()
    return await answer.json()
