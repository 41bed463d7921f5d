"""What becomes of an account after it was made: another role or other groups, off and on again.

All of it ends the member's sessions: a socket or a page that is open goes on as what the member was
when it was opened, so none stays open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import Kind, record
from bot.conversations.log import now
from bot.conversations.timers import set_timer
from bot.desk.accounts import AccountFault, Role
from bot.desk.patience import HOLDER_GONE
from bot.desk.presence import may_answer
from bot.desk.ticket_book import OPEN
from bot.store.database import Database
from bot.store.tables import Conversation, Staff, StaffSession
from bot.store.ticket_tables import Ticket


class Members:
    """For who looks after the accounts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def all(self) -> Sequence[Staff]:
        """Every account, also those that are switched off, by login."""
        query = select(Staff).order_by(Staff.login)
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def change(
        self, login: str, role: Role | None, groups: Collection[str] | None
    ) -> tuple[Staff, int]:
        """Another role, or other groups; None leaves it. Raises AccountFault.

        How many conversations go back into the queue, because the role answers nobody.
        """
        wanted: dict[str, Any] = {"role": role, "groups": sorted(groups) if groups else None}
        values = {name: value for name, value in wanted.items() if value is not None}
        staff = await self._db.write(lambda s: _set(s, login, "account_changed", values))
        return staff, await self._give_back(staff)

    async def deactivate(self, login: str) -> tuple[Staff, int, int]:
        """Nobody signs in with it any more. Raises AccountFault.

        How many conversations go back into the queue, and how many open tickets stay with them.
        """
        off = {"active": False, "available": False}
        staff = await self._db.write(lambda s: _set(s, login, "account_deactivated", off))
        mine = select(func.count()).where(Ticket.assignee == staff.id, Ticket.state.in_(OPEN))
        tickets = await self._db.read(lambda session: session.scalar(mine))
        return staff, await self._give_back(staff), tickets or 0

    async def activate(self, login: str) -> Staff:
        """The other way round; the password is the one of before. Raises AccountFault."""
        on = {"active": True}
        return await self._db.write(lambda s: _set(s, login, "account_activated", on))

    async def _give_back(self, staff: Staff) -> int:
        """Have the application put back what they hold, who may not hold anything any more.

        After the account is changed, when nothing more is put into their hands, and apart from it:
        conversations are held before members, never the other way round. If it never comes to
        this, their silence puts it back (`bot.desk.silence`).
        """
        if may_answer(staff):
            return 0

        async def work(session: AsyncSession) -> int:
            held = select(Conversation.id).where(Conversation.assignee == staff.id)
            conversations = (await session.scalars(held.order_by(Conversation.id))).all()
            for conversation in conversations:
                await set_timer(session, HOLDER_GONE, conversation, now())
            return len(conversations)

        return await self._db.write(work)


async def _set(session: AsyncSession, login: str, kind: Kind, values: Mapping[str, Any]) -> Staff:
    """Give the account these values and end its sessions; nothing when it has all of them."""
    query = select(Staff).where(Staff.login == login).with_for_update(key_share=True)
    staff = await session.scalar(query.execution_options(populate_existing=True))
    if staff is None:
        raise AccountFault("login_unknown")
    changed = {name: new for name, new in values.items() if getattr(staff, name) != new}
    if changed:
        detail: dict[str, str | int | bool | None] = {}
        if "role" in changed:
            detail |= {"before": staff.role, "after": changed["role"]}
        if "groups" in changed:
            detail["groups"] = ",".join(changed["groups"])
        await session.execute(update(Staff).where(Staff.id == staff.id).values(changed))
        await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
        record(session, kind, detail=detail, subject=staff.id)
        await session.refresh(staff)
    return staff
