"""Whatever visitor and staff do in whatever order: one owner, one holder, one open case, no gap."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import Core
from bot.conversations.once import Received, Refused
from bot.desk.accounts import Member, NewAccount
from bot.store.tables import Conversation, Message, ServiceCase
from tests.integration.service import service

STAFF = st.integers(min_value=0, max_value=2)


def key() -> str:
    return uuid.uuid4().hex


class Owners(RuleBasedStateMachine):
    """A conversation beside a model of it; `parts`, `members` and `loop` come from the test."""

    loop: asyncio.AbstractEventLoop
    parts: Core
    members: list[Member]

    def do(self, work: Awaitable[Received]) -> str | None:
        """Run a command; the code of its refusal, if it was refused."""
        try:
            self.loop.run_until_complete(_awaited(work))
        except Refused as refused:
            return refused.code
        return None

    @initialize()
    def open(self) -> None:
        opened = self.loop.run_until_complete(self.parts.inbox.open("web", key()))
        self.conversation = opened.id
        self.owner, self.holder, self.messages = "bot", -1, 1

    def holds(self, number: int) -> bool:
        return self.owner == "staff" and self.holder == number

    @rule()
    def visitor_speaks(self) -> None:
        assert self.do(self.parts.inbox.say(self.conversation, key(), "公章丢了")) is None
        self.loop.run_until_complete(self.parts.runner.settle(self.conversation))
        self.messages += 2 if self.owner == "bot" else 1

    @rule()
    def visitor_asks_for_a_person(self) -> None:
        assert self.do(self.parts.inbox.ask_person(self.conversation, key())) is None
        self.messages += 2 if self.owner == "bot" else 1
        self.owner = "queue" if self.owner == "bot" else self.owner

    @rule()
    def visitor_leaves_the_queue(self) -> None:
        refused = self.do(self.parts.inbox.leave_queue(self.conversation, key()))
        assert refused == (None if self.owner == "queue" else "not_queued")
        if refused is None:
            self.owner, self.messages = "bot", self.messages + 2

    @rule(number=STAFF)
    def staff_take(self, number: int) -> None:
        refused = self.do(self.parts.desk.claim(self.members[number], self.conversation, key()))
        assert refused == (None if self.owner == "queue" else "taken")
        if refused is None:
            self.owner, self.holder, self.messages = "staff", number, self.messages + 1

    @rule(number=STAFF)
    def staff_speak(self, number: int) -> None:
        work = self.parts.desk.say(self.members[number], self.conversation, key(), "您好")
        refused = self.do(work)
        assert refused == (None if self.holds(number) else "not_yours")
        self.messages += refused is None

    @rule(number=STAFF)
    def staff_give_back(self, number: int) -> None:
        refused = self.do(self.parts.desk.hand_back(self.members[number], self.conversation, key()))
        assert refused == (None if self.holds(number) else "not_yours")
        if refused is None:
            self.owner, self.holder, self.messages = "queue", -1, self.messages + 1

    @rule(number=STAFF)
    def staff_close(self, number: int) -> None:
        member = self.members[number]
        work = self.parts.desk.close(member, self.conversation, key(), "resolved")
        refused = self.do(work)
        assert refused == (None if self.holds(number) else "not_yours")
        if refused is None:
            # That it is over, and the question how it was.
            self.owner, self.holder, self.messages = "bot", -1, self.messages + 2

    @invariant()
    def the_database_says_the_same(self) -> None:
        owner, assignee, seqs, cases = self.loop.run_until_complete(self.stored())
        holder = self.members[self.holder].id if self.owner == "staff" else None
        assert (owner, assignee) == (self.owner, holder)
        assert seqs == list(range(1, self.messages + 1))
        assert cases == (0 if self.owner == "bot" else 1)

    async def stored(self) -> tuple[str, str | None, list[int], int]:
        """Owner, assignee, sequence numbers and the number of open cases."""
        mine = Message.conversation_id == self.conversation
        async with AsyncSession(self.parts.database.engine) as session:
            conversation = await session.get_one(Conversation, self.conversation)
            seqs = await session.scalars(select(Message.seq).where(mine).order_by(Message.seq))
            open_cases = await session.scalar(
                select(func.count())
                .select_from(ServiceCase)
                .where(
                    ServiceCase.conversation_id == self.conversation,
                    ServiceCase.closed_at.is_(None),
                )
            )
        return conversation.owner, conversation.assignee, list(seqs), int(open_cases or 0)


async def _awaited(work: Awaitable[Received]) -> Received:
    return await work


def test_owner_holder_case_and_log_agree_whatever_happens(
    tmp_path: Path, database_url: str
) -> None:
    with asyncio.Runner() as runner:
        loop, stack = runner.get_loop(), AsyncExitStack()
        entering = stack.enter_async_context(service(tmp_path, database_url))
        Owners.loop, Owners.parts = loop, loop.run_until_complete(entering)
        Owners.members = [
            loop.run_until_complete(
                Owners.parts.accounts.add(
                    NewAccount(
                        f"m{number}",
                        f"老师{number}",
                        "a long pass phrase",
                        # Who sees every conversation, also one that nobody was asked for.
                        role="supervisor",
                        capacity=1000,
                    )
                )
            )
            for number in range(3)
        ]
        try:
            run_state_machine_as_test(
                Owners,
                settings=settings(
                    max_examples=20,
                    stateful_step_count=25,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            loop.run_until_complete(stack.aclose())
