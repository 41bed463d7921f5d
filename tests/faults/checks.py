"""After the chaos: what the log holds against what was acknowledged, pushed and decided.

Every check yields a sentence for each thing that is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.stream import wire
from bot.store.database import Database
from bot.store.tables import Conversation, Message, ServiceCase, Turn
from bot.store.ticket_tables import Ticket
from bot.words import say
from tests.faults.client import Client, Entry
from tests.faults.people import SUBMIT, Member, Visitor

OWNER_AFTER = {"queued": "queue", "joined": "staff", "left_queue": "bot", "returned": "bot"}
"""The owner after a notice of this kind."""
OPENED = say("ticket.opened", number="\0").partition("\0")[0]


@dataclass
class Evidence:
    """The clients and the whole database."""

    visitors: Sequence[Visitor]
    staff: Sequence[Member]
    conversations: dict[str, Conversation]
    logs: dict[str, list[Message]]
    turns: list[Turn]
    cases: list[ServiceCase]
    tickets: list[Ticket]

    @property
    def clients(self) -> list[Client]:
        return [*self.visitors, *self.staff]

    def message(self, conversation: str, seq: int) -> Message | None:
        log = self.logs[conversation]
        return next((message for message in log if message.seq == seq), None)


async def gathered(
    database: Database, visitors: Sequence[Visitor], staff: Sequence[Member]
) -> Evidence:
    """Read everything that was stored."""
    async with AsyncSession(database.engine) as session:
        conversations = (await session.scalars(select(Conversation))).all()
        messages = await session.scalars(
            select(Message).order_by(Message.conversation_id, Message.seq)
        )
        logs = defaultdict[str, list[Message]](list)
        for message in messages:
            logs[message.conversation_id].append(message)
        return Evidence(
            visitors=visitors,
            staff=staff,
            conversations={conversation.id: conversation for conversation in conversations},
            logs=logs,
            turns=list(await session.scalars(select(Turn).order_by(Turn.seq))),
            cases=list(await session.scalars(select(ServiceCase))),
            tickets=list(await session.scalars(select(Ticket))),
        )


def _stored_key(client: Client, entry: Entry) -> str:
    return f"{client.id[:8]}:{entry.key}" if isinstance(client, Member) else entry.key


def what_was_acknowledged_is_stored_once_as_it_was_sent(found: Evidence) -> Iterator[str]:
    """Under the acknowledged number, with the words, and nothing twice."""
    for client in found.clients:
        for entry in client.outbox:
            log = found.logs[entry.conversation]
            stored = [m for m in log if m.key == _stored_key(client, entry)]
            numbers = {message.seq for message in stored}
            who = f"{client.name} {entry.frame}"
            if len(stored) > 1:
                yield f"{who}: stored as {sorted(numbers)}"
            if entry.numbers and entry.numbers != numbers:
                yield f"{who}: acknowledged as {entry.numbers}, stored as {numbers}"
            if stored and entry.shown is not None and stored[0].body["text"] != entry.shown:
                yield f"{who}: stored as {stored[0].body['text']}"
            if not entry.numbers and (stored or not entry.refused):
                yield f"{who}: never acknowledged, refused {entry.refused}, stored as {numbers}"


def nobody_else_spoke(found: Evidence) -> Iterator[str]:
    """Every message of a visitor or of staff is one that a client sent."""
    sent = {_stored_key(client, entry) for client in found.clients for entry in client.outbox}
    for log in found.logs.values():
        for message in log:
            if message.author in ("visitor", "staff") and message.key not in sent:
                yield f"{message.conversation_id} {message.seq}: {message.body['text']}"


def what_was_sent_later_stands_later(found: Evidence) -> Iterator[str]:
    """A message first sent after the acknowledgement of another one has a higher number."""
    for client in found.clients:
        for entry in client.outbox:
            if any(seq <= entry.above for seq in entry.numbers):
                yield f"{client.name} {entry.frame}: {entry.numbers}, sent after {entry.above}"


def numbers_have_no_gap(found: Evidence) -> Iterator[str]:
    """1, 2, 3 … up to what the conversation believes."""
    for conversation in found.conversations.values():
        numbers = [message.seq for message in found.logs[conversation.id]]
        if numbers != list(range(1, conversation.last_seq + 1)):
            yield f"{conversation.id}: last {conversation.last_seq}, stored {numbers}"


def clients_saw_the_log(found: Evidence) -> Iterator[str]:
    """What was pushed is what is stored, and a visitor saw all of it."""
    for client in found.clients:
        yield from client.wrong
        for conversation, seen in client.seen.items():
            for seq, message in seen.items():
                stored = found.message(conversation, seq)
                told = (
                    wire(stored, None).model_dump(mode="json", exclude={"useful"})
                    if stored
                    else None
                )
                if told != message:
                    yield f"{client.name}: {seq} was {message}, is {told}"
    for visitor in found.visitors:
        missing = {m.seq for m in found.logs[visitor.conversation]} - set(
            visitor.seen[visitor.conversation]
        )
        if missing:
            yield f"{visitor.name}: never saw {sorted(missing)}"


def every_question_has_one_turn_and_one_answer(found: Evidence) -> Iterator[str]:
    """Answered in one piece, or dropped because a person took over."""
    asked = [
        (message.turn_id, conversation, message.seq)
        for conversation, log in found.logs.items()
        for message in log
        if message.author == "visitor" and message.turn_id
    ]
    turns = {(turn.id, turn.conversation_id, turn.seq) for turn in found.turns}
    if sorted(asked) != sorted(turns):
        yield f"questions and turns differ: {turns ^ set(asked)}"
    for turn in found.turns:
        log = found.logs[turn.conversation_id]
        replies = [m for m in log if m.turn_id == turn.id and m.author != "visitor"]
        where = f"{turn.conversation_id} {turn.seq} ({turn.state})"
        numbers = [message.seq for message in replies]
        if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            yield f"{where}: answered in pieces {numbers}"
        if len({str(message.body) for message in replies}) < len(replies):
            yield f"{where}: answered twice with the same words, {numbers}"
        queued = any(m.body.get("event") == "queued" for m in log if m.seq > turn.seq)
        right = {"done": bool(replies), "failed": len(replies) == 1, "dropped": queued}
        if not right.get(turn.state) or (turn.state == "dropped" and replies):
            yield f"{where}: answers {numbers}"


def answers_come_in_the_order_of_the_questions(found: Evidence) -> Iterator[str]:
    """One turn at a time."""
    order = {turn.id: turn.seq for turn in found.turns}
    for conversation, log in found.logs.items():
        answered = [
            order[message.turn_id]
            for message in log
            if message.author != "visitor" and message.turn_id in order
        ]
        if answered != sorted(answered):
            yield f"{conversation}: {answered}"


def only_the_owner_answered(found: Evidence) -> Iterator[str]:
    """The owner follows from the log alone, and is the one that is stored."""
    for conversation in found.conversations.values():
        owner = "bot"
        for message in found.logs[conversation.id]:
            allowed = {"bot": owner == "bot", "staff": owner == "staff"}
            if not allowed.get(message.author, True):
                yield f"{conversation.id} {message.seq}: {message.author} spoke, owner {owner}"
            if message.author == "visitor" and message.turn_id and owner != "bot":
                yield f"{conversation.id} {message.seq}: a turn, owner {owner}"
            owner = OWNER_AFTER.get(message.body.get("event", ""), owner)
        if owner != conversation.owner:
            yield f"{conversation.id}: {conversation.owner}, but the log says {owner}"


def owner_holder_and_case_agree(found: Evidence) -> Iterator[str]:
    """Held by staff: a holder and a case that this holder took. Waiting: a case without."""
    for conversation in found.conversations.values():
        cases = [case for case in found.cases if case.conversation_id == conversation.id]
        claimed = [case.claimed_by for case in cases if case.closed_at is None]
        right = {
            "bot": conversation.assignee is None and not claimed,
            "queue": conversation.assignee is None and claimed == [None],
            "staff": conversation.assignee is not None and claimed == [conversation.assignee],
        }
        if not right[conversation.owner]:
            holder = conversation.assignee
            yield f"{conversation.id}: {conversation.owner}, held by {holder}, cases {claimed}"


def a_form_gives_one_ticket(found: Evidence) -> Iterator[str]:
    """One for each submission at most, and each is shown to the enterprise in the same turn."""
    turns = {turn.id: turn for turn in found.turns}
    shown = Counter(
        message.turn_id
        for log in found.logs.values()
        for message in log
        if message.body["kind"] == "ticket" and message.body["text"].startswith(OPENED)
    )
    if shown != Counter(ticket.turn_id for ticket in found.tickets):
        yield f"shown {shown}, stored {[ticket.turn_id for ticket in found.tickets]}"
    for ticket in found.tickets:
        turn = turns[str(ticket.turn_id)]
        question = found.message(turn.conversation_id, turn.seq)
        if turn.state != "done" or question is None or question.body["text"] != SUBMIT:
            yield f"{ticket.number}: opened by {turn.seq} of {turn.conversation_id}"


CHECKS = (
    what_was_acknowledged_is_stored_once_as_it_was_sent,
    nobody_else_spoke,
    what_was_sent_later_stands_later,
    numbers_have_no_gap,
    clients_saw_the_log,
    every_question_has_one_turn_and_one_answer,
    answers_come_in_the_order_of_the_questions,
    only_the_owner_answered,
    owner_holder_and_case_agree,
    a_form_gives_one_ticket,
)
