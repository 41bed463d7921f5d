"""What staff do with a conversation: take it, speak, pass it on, put it back, close it.

Every step is one transaction with its line in the log; who may do it is decided there by
compare-and-set, so that of fifty who take a conversation at once one wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.bodies import AnswerBody, NoticeBody, TextBody
from bot.conversations.hub import DESK, Hub, ReminderNews, StateNews
from bot.conversations.log import Entry, now
from bot.conversations.once import Received, Refused, Work, locked, once
from bot.conversations.owner import OwnerConflict, change_owner
from bot.conversations.spoken import spoken
from bot.desk.accounts import Member, Role
from bot.desk.assignment import Full, assign, change_open_case, decided
from bot.desk.grades import question
from bot.desk.notes import keep_note
from bot.desk.patience import Patience
from bot.desk.waiting import StillWaiting
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


class NotGiven(Exception):
    """The case was not given away: `code` is `taken` or `full`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Desk:
    """The one way in for staff."""

    def __init__(
        self, database: Database, hub: Hub, waiting: StillWaiting, patience: Patience, card: Card
    ) -> None:
        self._db = database
        self._hub = hub
        self._waiting = waiting
        self._patience = patience
        self._card = card

    async def claim(self, member: Member, conversation_id: str, key: str) -> Received:
        """Take a waiting conversation. Refused when somebody else has it, nobody waits, or the
        member has as many as they may."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await locked(session, conversation_id)
            return await self._take(session, member, conversation_id, own, "pulled")

        return await self._once(conversation_id, own, work)

    async def give(self, staff: Staff, conversation_id: str, reason: str) -> None:
        """Have a member take a waiting conversation. Raises NotGiven."""
        member = Member(staff.id, staff.name)

        async def work(session: AsyncSession) -> None:
            await locked(session, conversation_id)
            await self._take(session, member, conversation_id, None, reason)
            self._remind(session, conversation_id, staff.id)

        try:
            await self._db.write(work)
        except Refused as refused:
            raise NotGiven(refused.code) from refused
        except LookupError:
            raise NotGiven("taken") from None

    async def take_over(self, member: Member, conversation_id: str, key: str) -> Received:
        """A supervisor takes a conversation, whoever has it. Refused like a claim."""
        own = _own(member, key)
        if member.role not in TAKES_OVER:
            raise Refused("supervisors_only", say("desk.supervisors_only"))

        async def work(session: AsyncSession) -> Received:
            conversation = await locked(session, conversation_id)
            if conversation.owner != "staff":
                return await self._take(session, member, conversation_id, own, "pulled")
            if conversation.assignee == member.id:
                raise Refused("yours_already", say("desk.yours_already"))
            await decided(session, conversation_id, "taken_over", "supervisor", member.id)
            return await self._into_hands(session, conversation_id, member, own, "full")

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
                await decided(session, conversation_id, "transferred", f"to_{to}", member.id)
                await change_open_case(session, conversation_id, group=to, wanted=None)
                return await self._back(session, conversation_id, own, "transferred", member)
            other = await session.get(Staff, to)
            if other is None or not other.active:
                raise Refused("colleague_unknown", say("desk.colleague_unknown"))
            if other.id == member.id:
                raise Refused("yours_already", say("desk.yours_already"))
            await decided(session, conversation_id, "transferred", "to_person", other.id)
            self._remind(session, conversation_id, other.id)
            colleague = Member(other.id, other.name)
            return await self._into_hands(
                session, conversation_id, colleague, own, "colleague_full"
            )

        return await self._once(conversation_id, own, work)

    async def hand_back(self, member: Member, conversation_id: str, key: str) -> Received:
        """Put the conversation back into the queue, where it keeps its place."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            await decided(session, conversation_id, "requeued", "handed_back", member.id)
            return await self._back(session, conversation_id, own, "requeued", member)

        return await self._once(conversation_id, own, work)

    async def close(
        self, member: Member, conversation_id: str, key: str, disposition: Disposition
    ) -> Received:
        """End the case; the assistant speaks again."""
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            await _held(session, conversation_id, member)
            await decided(session, conversation_id, "closed", disposition, member.id)
            await change_owner(session, conversation_id, "staff", "bot")
            await assign(session, self._hub, conversation_id, None)
            await self._patience.over(session, conversation_id)
            await change_open_case(
                session, conversation_id, closed_at=now(), disposition=disposition
            )
            text = say("handoff.returned")
            received = await self._notice(session, conversation_id, own, text, "returned")
            if disposition not in UNGRADED:
                await self._append(session, conversation_id, question().entry(None))
            return received

        return await self._once(conversation_id, own, work)

    async def _take(
        self,
        session: AsyncSession,
        member: Member,
        conversation_id: str,
        key: str | None,
        reason: str,
    ) -> Received:
        try:
            await change_owner(session, conversation_id, "queue", "staff")
        except OwnerConflict:
            raise Refused("taken", say("desk.taken")) from None
        await decided(session, conversation_id, "assigned", reason, member.id)
        await self._waiting.over(session, conversation_id)
        return await self._into_hands(session, conversation_id, member, key, "full")

    async def _into_hands(
        self,
        session: AsyncSession,
        conversation_id: str,
        member: Member,
        key: str | None,
        when_full: str,
    ) -> Received:
        """Make the member the one who answers. Raises Refused with the code `when_full`."""
        try:
            await assign(session, self._hub, conversation_id, member.id)
        except Full:
            raise Refused(when_full, say(f"desk.{when_full}")) from None
        await change_open_case(session, conversation_id, claimed_at=now(), claimed_by=member.id)
        await self._patience.taken(session, conversation_id)
        text = say("handoff.joined", name=member.name)
        return await self._notice(session, conversation_id, key, text, "joined")

    async def _back(
        self, session: AsyncSession, conversation_id: str, key: str, words: str, member: Member
    ) -> Received:
        """Into the queue again, where the case keeps its place."""
        await change_owner(session, conversation_id, "staff", "queue")
        await assign(session, self._hub, conversation_id, None)
        await self._patience.over(session, conversation_id)
        await self._waiting.queued(session, conversation_id)
        await change_open_case(session, conversation_id, claimed_at=None, claimed_by=None)
        text = say(f"handoff.{words}", name=member.name)
        return await self._notice(session, conversation_id, key, text, "queued")

    async def _speak(
        self, member: Member, conversation_id: str, key: str, body: TextBody | AnswerBody
    ) -> Received:
        own = _own(member, key)

        async def work(session: AsyncSession) -> Received:
            answered = await _held(session, conversation_id, member)
            if not answered:
                unanswered = ServiceCase.first_reply_at.is_(None)
                await change_open_case(session, conversation_id, unanswered, first_reply_at=now())
            await self._patience.staff_spoke(session, conversation_id)
            entry = Entry("staff", body, own, author_name=member.name)
            return await self._append(session, conversation_id, entry)

        return await self._once(conversation_id, own, work)

    async def _once(self, conversation_id: str, key: str, work: Work) -> Received:
        try:
            return await once(self._db, conversation_id, key, work)
        except LookupError:
            raise Refused("unknown_conversation", say("desk.unknown")) from None

    async def _append(self, session: AsyncSession, conversation_id: str, entry: Entry) -> Received:
        message = await self._hub.append(session, conversation_id, entry)
        return Received(message.seq, None)

    async def _notice(
        self, session: AsyncSession, conversation_id: str, key: str | None, text: str, event: str
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
        and_(ServiceCase.conversation_id == Conversation.id, ServiceCase.closed_at.is_(None)),
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
        raise Refused("not_yours", say("desk.not_yours"))
    return found.first_reply_at is not None
