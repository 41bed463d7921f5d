"""What staff do with a conversation: take it, speak, pass it on, put it back, close it.

Every step is one transaction with its line in the log; who may do it is decided there by
compare-and-set, so that of fifty who take a conversation at once one wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.attachments import append_file
from bot.conversations.bodies import AnswerBody, NoticeBody, TextBody
from bot.conversations.files import Kept
from bot.conversations.hub import DESK, CaseNews, Hub, ReminderNews, StateNews
from bot.conversations.log import Entry, now
from bot.conversations.once import Received, Refused, Work, locked, once
from bot.conversations.owner import OwnerConflict, change_owner
from bot.conversations.spoken import spoken
from bot.desk.access import not_held, seen
from bot.desk.accounts import ANSWERS, Member, Role
from bot.desk.assignment import Full, change_open_case
from bot.desk.grades import question
from bot.desk.holding import Holding
from bot.desk.notes import keep_note
from bot.desk.patience import Patience
from bot.desk.servicers import theirs
from bot.knowledge.matters import DOMAINS
from bot.store.database import Database, after_commit
from bot.store.tables import Conversation, ServiceCase, Staff
from bot.words import say

Disposition = Literal["resolved", "filed_first_time", "returned", "ticket", "no_answer", "spam"]
"""How a case ended: helped; the first filing was accepted; a filing came back; a ticket goes on;
the enterprise fell silent; not meant for us."""
UNGRADED: frozenset[Disposition] = frozenset({"no_answer", "spam"})
"""Nobody was there who could say how it was."""
TAKES_OVER: frozenset[Role] = frozenset({"supervisor", "admin"})
Card = Callable[[str, str | None], AnswerBody | None]
"""The card of a matter and facet; None when there is no such matter."""


class Desk:
    """The one way in for staff."""

    def __init__(
        self, database: Database, hub: Hub, patience: Patience, holding: Holding, card: Card
    ) -> None:
        self._db = database
        self._hub = hub
        self._patience = patience
        self._holding = holding
        self._card = card

    async def claim(self, member: Member, conversation_id: str, key: str) -> Received:
        """Take a waiting conversation. Refused when the member may not see it or answers nobody,
        when somebody else has it, nobody waits, or the member has as many as they may."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await locked(session, conversation_id)
            await seen(session, member, conversation_id)
            if member.role not in ANSWERS:
                raise Refused("answers_nobody", say("desk.answers_nobody"))
            return await self._take(session, member, conversation_id, own)

        return await self._once(conversation_id, own, work)

    async def take_over(self, member: Member, conversation_id: str, key: str) -> Received:
        """A supervisor takes a conversation, whoever has it. Refused like a claim."""
        own = _own(member, key)
        if member.role not in TAKES_OVER:
            raise Refused("supervisors_only", say("desk.supervisors_only"))

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            if conversation.owner != "staff":
                return await self._take(session, member, conversation_id, own)
            if conversation.assignee == member.id:
                raise Refused("yours_already", say("desk.yours_already"))
            if theirs(conversation):
                raise Refused("servicers_have_it", say("desk.servicers_have_it"))
            why = ("taken_over", "supervisor")
            return await self._into_hands(session, conversation_id, member, own, why)

        return await self._once(conversation_id, own, work)

    async def say(self, member: Member, conversation_id: str, key: str, text: str) -> Received:
        """Speak to the enterprise. Refused unless the member holds the conversation."""
        return await self._speak(member, conversation_id, key, TextBody(text=spoken(text)))

    async def say_matter(
        self, member: Member, conversation_id: str, key: str, matter: str, facet: str | None
    ) -> Received:
        """Send the card of a matter. Refused like words, and when there is no such matter."""
        card = self._card(matter, facet)
        if card is None:
            raise Refused("unknown_matter", say("desk.unknown_matter"))
        return await self._speak(member, conversation_id, key, card)

    async def attach(self, member: Member, conversation_id: str, key: str, kept: Kept) -> Received:
        """Send a kept file. Refused like words."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await self._spoken(session, member, conversation_id)
            message = await append_file(
                session, self._hub, conversation_id, kept, "staff", own, member.name
            )
            return Received(message.seq, None)

        return await self._once(conversation_id, own, work)

    async def note(self, member: Member, conversation_id: str, key: str, text: str) -> Received:
        """Write for colleagues. For whoever may see the conversation, which the caller checks."""
        words, own = spoken(text), _own(member, key)

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            await keep_note(session, self._hub, conversation_id, member.id, own, words)
            if conversation.assignee == member.id:
                await self._patience.staff_active(session, conversation_id)
            return Received(conversation.last_seq, None)

        return await self._once(conversation_id, own, work)

    async def typing(self, conversation_id: str) -> None:
        """Who holds it types: they are not silent, although nothing is said yet."""
        await self._db.write(lambda session: self._patience.staff_active(session, conversation_id))

    async def read(self, member: Member, conversation_id: str, seq: int) -> None:
        """The member has seen the messages up to `seq`; the visitor is told.

        What is not theirs, not there yet or known already changes nothing.
        """

        async def work(session: AsyncSession) -> None:
            moved = await session.scalar(
                update(Conversation)
                .where(
                    Conversation.id == conversation_id,
                    Conversation.assignee == member.id,
                    Conversation.last_seq >= seq,
                    Conversation.staff_read < seq,
                )
                .values(staff_read=seq)
                .returning(Conversation.id)
            )
            if moved is not None:
                after_commit(session, lambda: self._hub.publish(conversation_id, StateNews()))

        await self._db.write(work)

    async def transfer(
        self, member: Member, conversation_id: str, key: str, to: str, note: str
    ) -> Received:
        """Give the conversation to a colleague (their id), or into the queue of a group.

        Refused unless the member holds it, and when the colleague is not there or has no room.
        """
        own = _own(member, key)
        words = spoken(note) if note.strip() else ""

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            if words:
                await keep_note(session, self._hub, conversation_id, member.id, own, words)
            if to in DOMAINS:
                await self._regroup(session, conversation_id, to)
                why = ("transferred", f"to_{to}")
                return await self._back(session, conversation_id, own, member, why)
            other = await session.get(Staff, to)
            if other is None or not other.active or other.role not in ANSWERS:
                raise Refused("colleague_unknown", say("desk.colleague_unknown"))
            if other.id == member.id:
                raise Refused("yours_already", say("desk.yours_already"))
            self._remind(session, conversation_id, other.id)
            colleague, why = Member(other.id, other.name), ("transferred", "to_person")
            return await self._into_hands(
                session, conversation_id, colleague, own, why, "colleague_full"
            )

        return await self._once(conversation_id, own, work)

    async def _regroup(self, session: AsyncSession, conversation_id: str, group: str) -> None:
        """Make it the case of another group; the old one hears that it has it no longer."""
        before = await session.scalar(
            select(ServiceCase.group).where(ServiceCase.open_in(conversation_id))
        )
        await change_open_case(session, conversation_id, group=group, wanted=None)
        news = CaseNews(conversation_id, group=before)
        after_commit(session, lambda: self._hub.publish(DESK, news))

    async def hand_back(self, member: Member, conversation_id: str, key: str) -> Received:
        """Put the conversation back into the queue, where it keeps its place."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            why = ("requeued", "handed_back")
            return await self._back(session, conversation_id, own, member, why)

        return await self._once(conversation_id, own, work)

    async def close(
        self, member: Member, conversation_id: str, key: str, disposition: Disposition
    ) -> Received:
        """End the case; the assistant speaks again."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            await self._holding.ended(session, conversation_id, disposition, member.id)
            text = say("handoff.returned")
            received = await self._notice(session, conversation_id, own, text, "returned")
            if disposition not in UNGRADED:
                await self._append(session, conversation_id, question().entry(None))
            return received

        return await self._once(conversation_id, own, work)

    async def _take(
        self, session: AsyncSession, member: Member, conversation_id: str, key: str
    ) -> Received:
        try:
            await change_owner(session, conversation_id, "queue", "staff")
        except OwnerConflict:
            raise Refused("taken", say("desk.taken")) from None
        why = ("assigned", "pulled")
        return await self._into_hands(session, conversation_id, member, key, why)

    async def _into_hands(
        self,
        session: AsyncSession,
        conversation_id: str,
        member: Member,
        key: str,
        why: tuple[str, str],
        when_full: str = "full",
    ) -> Received:
        """Make the member the one who answers; `why` is kind and reason of the decision.

        Raises Refused with the code `when_full`.
        """
        try:
            await self._holding.into_hands(session, conversation_id, member.id, *why)
        except Full:
            raise Refused(when_full, say(f"desk.{when_full}")) from None
        text = say("handoff.joined", name=member.name)
        return await self._notice(session, conversation_id, key, text, "joined")

    async def _back(
        self,
        session: AsyncSession,
        conversation_id: str,
        key: str,
        member: Member,
        why: tuple[str, str],
    ) -> Received:
        """Into the queue again; the kind of the decision names what the visitor reads."""
        await self._holding.into_queue(session, conversation_id, *why, member.id)
        text = say(f"handoff.{why[0]}", name=member.name)
        return await self._notice(session, conversation_id, key, text, "queued")

    async def _speak(
        self, member: Member, conversation_id: str, key: str, body: TextBody | AnswerBody
    ) -> Received:
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await self._spoken(session, member, conversation_id)
            entry = Entry("staff", body, own, author_name=member.name)
            return await self._append(session, conversation_id, entry)

        return await self._once(conversation_id, own, work)

    async def _spoken(self, session: AsyncSession, member: Member, conversation_id: str) -> None:
        """What the case learns when its holder says something. Refused to everybody else."""
        if not await _held(session, conversation_id, member):
            unanswered = ServiceCase.first_reply_at.is_(None)
            await change_open_case(session, conversation_id, unanswered, first_reply_at=now())
            answered = CaseNews(conversation_id)
            after_commit(session, lambda: self._hub.publish(DESK, answered))
        await self._patience.staff_spoke(session, conversation_id)

    async def _once(self, conversation_id: str, key: str, work: Work) -> Received:
        try:
            return await once(self._db, conversation_id, key, work)
        except LookupError:
            raise Refused("unknown_conversation", say("desk.unknown")) from None

    async def _append(self, session: AsyncSession, conversation_id: str, entry: Entry) -> Received:
        message = await self._hub.append(session, conversation_id, entry)
        return Received(message.seq, None)

    async def _notice(
        self, session: AsyncSession, conversation_id: str, key: str, text: str, event: str
    ) -> Received:
        body = NoticeBody(text=text, event=event)
        return await self._append(session, conversation_id, Entry("system", body, key))

    def _remind(self, session: AsyncSession, conversation_id: str, staff_id: str) -> None:
        news = ReminderNews(conversation_id, "assigned", staff_id)
        after_commit(session, lambda: self._hub.publish(DESK, news))


def _own(member: Member, key: str) -> str:
    """Keys of staff and of the visitor live apart: neither can be taken for the other's."""
    return f"{member.id[:8]}:{key}"


_HELD = (
    select(Conversation.owner, Conversation.assignee, ServiceCase.first_reply_at)
    .outerjoin(
        ServiceCase,
        ServiceCase.open_in(Conversation.id),
    )
    .where(Conversation.id == bindparam("conversation"))
    .with_for_update(of=Conversation)
)
"""Built once, because it is asked for with every message."""


async def _held(session: AsyncSession, conversation_id: str, member: Member) -> bool:
    """Hold the conversation against other writers; whether its case seems to have had a reply.

    Of a case that changed while this waited the old state is seen; the conversation is as it is.
    """
    found = (await session.execute(_HELD, {"conversation": conversation_id})).one_or_none()
    if found is None:
        raise LookupError(conversation_id)
    if found.owner != "staff" or found.assignee != member.id:
        raise await not_held(session, member, conversation_id)
    return found.first_reply_at is not None
