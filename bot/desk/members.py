"""What becomes of an account after it was made: other values, another password, off and on again.

All of it ends the member's sessions: a socket or a page that is open goes on as what the member was
when it was opened, so none stays open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.audit import Kind, record
from bot.conversations.log import now
from bot.conversations.timers import set_timer
from bot.desk.accounts import AccountFault, Role, SignInRefused, password_hash
from bot.desk.patience import HOLDER_GONE
from bot.desk.presence import may_answer
from bot.desk.ticket_book import OPEN
from bot.store.database import Database
from bot.store.tables import Conversation, Staff, StaffSession
from bot.store.ticket_tables import Ticket

Values = Mapping[str, Any]
"""New values of columns of an account."""


@dataclass(frozen=True)
class Wanted:
    """New values for an account; None leaves what is there."""

    name: str | None = None
    role: Role | None = None
    groups: Collection[str] | None = None
    capacity: int | None = None

    def values(self) -> Values:
        """Those that are given, as they are stored."""
        groups = sorted(set(self.groups)) if self.groups else None
        wanted = {**vars(self), "groups": groups}
        return {name: value for name, value in wanted.items() if value is not None}


class Members:
    """For who looks after the accounts.

    `by` is the admin who asks, who stays one: nobody switches their own account off or gives up
    their own role, so that whatever admins do, one of them is left. A command on the server is
    nobody's, and may do all of it. Everything that changes an account raises AccountFault.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    async def all(self) -> Sequence[Staff]:
        """Every account, also those that are switched off, by login."""
        query = select(Staff).order_by(Staff.login)
        return (await self._db.read(lambda session: session.scalars(query))).all()

    async def one(self, staff_id: str) -> Staff:
        """The account with this id. Raises AccountFault."""
        found = await self._db.read(lambda session: session.get(Staff, staff_id))
        if found is None:
            raise AccountFault("login_unknown")
        return found

    async def open_tickets(self) -> Mapping[str, int]:
        """How many tickets that are not done each member has."""
        query = (
            select(Ticket.assignee, func.count())
            .where(Ticket.assignee.is_not(None), Ticket.state.in_(OPEN))
            .group_by(Ticket.assignee)
        )
        rows = await self._db.read(lambda session: session.execute(query))
        return {str(staff_id): count for staff_id, count in rows}

    async def change(
        self, staff_id: str, wanted: Wanted, by: str | None = None
    ) -> tuple[Staff, int]:
        """Another name, role, groups or capacity.

        How many conversations go back into the queue, because the role answers nobody.
        """
        staff = await self._set(staff_id, "account_changed", wanted.values(), by)
        return staff, await self._give_back(staff)

    async def set_password(self, staff_id: str, password: str, by: str | None = None) -> Staff:
        """Another password instead of the one that was lost, or that somebody else knows."""
        new = {"password": await password_hash(password)}
        return await self._set(staff_id, "account_password", new, by)

    async def change_password(self, known: Staff, old: str, new: str) -> None:
        """Their own, by who has shown that `old` is the password of the account as `known`.

        Checking that took its time: what an admin set meanwhile is not undone by who knew the one
        before. Raises SignInRefused, and AccountFault.
        """
        if new == old:
            raise AccountFault("password_same")
        changed = {"password": await password_hash(new)}
        same = select(Staff).where(
            Staff.id == known.id, Staff.password == known.password, Staff.active
        )

        async def work(session: AsyncSession) -> None:
            staff = await session.scalar(same.with_for_update(key_share=True))
            if staff is None:
                raise SignInRefused
            await _write(session, staff, "account_password", changed, staff.id)

        await self._db.write(work)

    async def deactivate(self, staff_id: str, by: str | None = None) -> tuple[Staff, int, int]:
        """Nobody signs in with it any more.

        How many conversations go back into the queue, and how many open tickets stay with them.
        """
        off = {"active": False, "available": False}
        staff = await self._set(staff_id, "account_deactivated", off, by)
        tickets = (await self.open_tickets()).get(staff_id, 0)
        return staff, await self._give_back(staff), tickets

    async def activate(self, staff_id: str, by: str | None = None) -> Staff:
        """The other way round; the password is the one of before."""
        return await self._set(staff_id, "account_activated", {"active": True}, by)

    async def _set(self, staff_id: str, kind: Kind, values: Values, by: str | None) -> Staff:
        async def work(session: AsyncSession) -> Staff:
            staff = await _held(session, staff_id, by)
            changed = {name: new for name, new in values.items() if getattr(staff, name) != new}
            if by == staff_id and (changed.keys() & {"role", "active"}):
                raise AccountFault("own_account")
            if changed:
                await _write(session, staff, kind, changed, by)
            return staff

        return await self._db.write(work)

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


async def _held(session: AsyncSession, staff_id: str, by: str | None) -> Staff:
    """The account, held until the transaction ends, as is the one of who changes it: of two admins
    who take each other's role at once, the second one is none any more."""
    ids = [one for one in (staff_id, by) if one]
    query = select(Staff).where(Staff.id.in_(ids)).order_by(Staff.id)
    rows = await session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    found = {staff.id: staff for staff in rows}
    if by and not (by in found and found[by].active and found[by].role == "admin"):
        raise AccountFault("admins_only")
    if staff_id not in found:
        raise AccountFault("login_unknown")
    return found[staff_id]


async def _write(
    session: AsyncSession, staff: Staff, kind: Kind, changed: Values, by: str | None
) -> None:
    """Give the account these values, end its sessions, and have the audit say so."""
    detail: dict[str, str | int | bool | None] = {}
    if "role" in changed:
        detail |= {"before": staff.role, "after": changed["role"]}
    if "groups" in changed:
        detail["groups"] = ",".join(changed["groups"])
    if "capacity" in changed:
        detail["capacity"] = changed["capacity"]
    if "name" in changed:
        detail["renamed"] = True  # a name is not for the audit
    await session.execute(update(Staff).where(Staff.id == staff.id).values(changed))
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
    record(session, kind, detail=detail, subject=staff.id, staff=by)
    await session.refresh(staff)
