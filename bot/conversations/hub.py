"""News of conversations for the sockets. What is lost here is read from SQL again."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.log import Entry, append
from bot.store.database import after_commit
from bot.store.tables import Message


@dataclass(frozen=True)
class Stored:
    """Something was appended to the log: these messages, or whatever is found there.

    Messages stay in the process. In another one, and after a gap, the log is read.
    """

    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class TypingNews:
    """Somebody prepares an answer, or has stopped."""

    author: Literal["visitor", "bot", "staff"]
    on: bool


@dataclass(frozen=True)
class StateNews:
    """The owner or the engine's state changed; `notice` is a sentence for the visitor."""

    notice: str | None = None


@dataclass(frozen=True)
class JoinedNews:
    """A person took the conversation from the queue."""

    name: str


@dataclass(frozen=True)
class PlaceNews:
    """A waiting conversation stands elsewhere in the queue, or its wait is estimated anew."""


@dataclass(frozen=True)
class VisitorReadNews:
    """The visitor has seen the messages up to this one."""

    seq: int


@dataclass(frozen=True)
class RatingNews:
    """The visitor rated this answer; how is read from SQL, so that the latest rating wins."""

    seq: int


@dataclass(frozen=True)
class CaseNews:
    """A conversation was queued, taken, given back or closed.

    `holder` and `group`: who had it before and have it no longer, and are to hear of that.
    """

    conversation_id: str
    holder: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class GivenNews:
    """Cases that waited were given to members: by conversation, who has it now.

    `cases`, as the desk has them, stay in the process; in another one they are read.
    """

    given: Mapping[str, str]
    cases: Sequence[Any] = ()


Reminding = Literal[
    "first_reply", "silent", "silent_long", "reassigned", "assigned", "ticket_late", "call_late"
]


@dataclass(frozen=True)
class ReminderNews:
    """Something is due in a conversation: for this member, or for the supervisors."""

    conversation_id: str
    about: Reminding
    staff_id: str | None


@dataclass(frozen=True)
class DutyNews:
    """Somebody came on duty, or has more room than before."""


@dataclass(frozen=True)
class SignedOutNews:
    """Sessions of this member were ended; whose socket it is looks whether it was this one."""

    staff_id: str


@dataclass(frozen=True)
class NoteNews:
    """Staff noted something for each other."""

    note_id: str


@dataclass(frozen=True)
class WorkNews:
    """A training, an evaluation or a release is further than before."""

    about: Literal["training", "evaluation", "release"]
    id: str


@dataclass(frozen=True)
class Refresh:
    """Something may have gone by unheard: read again what you show."""


News = (
    Stored
    | TypingNews
    | StateNews
    | JoinedNews
    | PlaceNews
    | VisitorReadNews
    | RatingNews
    | CaseNews
    | GivenNews
    | ReminderNews
    | DutyNews
    | SignedOutNews
    | NoteNews
    | WorkNews
    | Refresh
)


def for_others(news: News) -> News:
    """The news without what stays in the process."""
    if isinstance(news, Stored):
        return Stored()
    return replace(news, cases=()) if isinstance(news, GivenNews) else news


DESK = "desk"
"""Where the news of all cases is published."""
LIMIT = 100
"""News waiting for one listener; a slower one reads again what it shows."""


class Mailbox:
    """The news of one listener, in order; too much of it becomes one Refresh.

    Thousands of them are idle at a time: one of the standard library's queues has four deques,
    which are 2.5 kB even when they are empty.
    """

    __slots__ = ("_news", "_waiter")

    def __init__(self) -> None:
        self._news: list[News] = []
        self._waiter: asyncio.Future[None] | None = None

    def put(self, news: News) -> None:
        """Add a piece of news, or have everything read again when too many wait."""
        if len(self._news) < LIMIT:
            self._news.append(news)
        else:
            self._news = [Refresh()]
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self) -> News:
        """The oldest piece of news, as soon as there is one. For one caller at a time."""
        while not self._news:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._news.pop(0)

    def take_all(self) -> list[News]:
        """Everything that waits, at once."""
        taken, self._news = self._news, []
        return taken


class Hub:
    """Listeners by conversation."""

    def __init__(self) -> None:
        self._mailboxes: defaultdict[str, set[Mailbox]] = defaultdict(set)
        self.relay: Callable[[str, News], None] | None = None
        """Told of everything that is published here, for the other replicas."""

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[Mailbox]:
        """News while the context is open."""
        mailbox = Mailbox()
        self._mailboxes[conversation_id].add(mailbox)
        try:
            yield mailbox
        finally:
            self._mailboxes[conversation_id].discard(mailbox)
            if not self._mailboxes[conversation_id]:
                del self._mailboxes[conversation_id]

    def publish(self, topic: str, news: News) -> None:
        """Tell everybody who listens to this conversation (or to the desk), in every replica."""
        self.deliver(topic, news)
        if self.relay is not None:
            self.relay(topic, news)

    def deliver(self, topic: str, news: News) -> None:
        """Tell those who listen in this process."""
        for mailbox in self._mailboxes.get(topic, ()):
            mailbox.put(news)

    async def append(self, session: AsyncSession, conversation_id: str, entry: Entry) -> Message:
        """Append to the log, and tell of it once the session's transaction is stored."""
        message = await append(session, conversation_id, entry)
        self._once_stored(session, conversation_id, Stored((message,)))
        return message

    def owner_changed(
        self, session: AsyncSession, conversation_id: str, holder: str | None = None
    ) -> None:
        """Tell the visitor and the desk once the session's transaction is stored.

        `holder`: who had it before.
        """
        self._once_stored(session, conversation_id, StateNews())
        self._once_stored(session, DESK, CaseNews(conversation_id, holder))

    def given(
        self,
        session: AsyncSession,
        news: GivenNews,
        names: Mapping[str, str],
        messages: Mapping[str, Message],
    ) -> None:
        """The same of conversations that waited: who has each of them now, and what it was told.

        The desk hears it first, in one piece of news; nobody here has to read anything for it.
        """
        self._once_stored(session, DESK, news)
        for conversation_id, message in messages.items():
            self._once_stored(session, conversation_id, JoinedNews(names[conversation_id]))
            self._once_stored(session, conversation_id, Stored((message,)))

    def _once_stored(self, session: AsyncSession, topic: str, news: News) -> None:
        after_commit(session, lambda: self.publish(topic, news))

    def deliver_all(self, news: News) -> None:
        """Tell everybody who listens to anything in this process."""
        for topic in list(self._mailboxes):
            self.deliver(topic, news)
